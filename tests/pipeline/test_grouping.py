"""Tests of pipeline.grouping."""

from pipeline.grouping import LARGEST_COMPLETED, components, missing_pairs, ordered
from tests.pipeline.factories import pair


def test_pairs_that_do_not_touch_stay_apart():
    assert components([1, 2, 3, 4, 5], [pair(1, 2), pair(3, 4)]) == [(1, 2), (3, 4), (5,)]


def test_only_proposed_pairs_of_the_same_story_connect():
    judged = [pair(1, 2, 0.4), pair(2, 3, 0.9, proposed=False)]
    assert components([1, 2, 3], judged) == [(1,), (2,), (3,)]


def test_links_of_analysts_connect_too():
    links = [(2, 3), (3, 9)]  # 9 is no article of these
    assert components([1, 2, 3], [pair(1, 2)], links) == [(1, 2, 3)]
    assert components([1, 2, 3], [], links) == [(1,), (2, 3)]


def test_missing_pairs_are_those_not_judged_yet():
    assert missing_pairs([3, 1, 2], {(1, 2)}) == [(1, 3), (2, 3)]


def test_a_pair_has_one_spelling():
    assert ordered(2, 1) == ordered(1, 2) == (1, 2)


def test_a_flood_is_not_completed():
    assert missing_pairs(range(LARGEST_COMPLETED + 1), set()) == []
    assert len(missing_pairs(range(5), set())) == 10
