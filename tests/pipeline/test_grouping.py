"""Tests of pipeline.grouping."""

from pipeline.grouping import components, missing_pairs, stories_within
from tests.pipeline.factories import pair

ORDER = {number: f"https://a.example/{number}" for number in range(10)}


def cut(component, chances):
    return set(stories_within(component, chances, order=ORDER, threshold=0.5))


def test_pairs_that_do_not_touch_stay_apart():
    assert components([1, 2, 3, 4, 5], [pair(1, 2), pair(3, 4)]) == [(1, 2), (3, 4), (5,)]


def test_only_proposed_pairs_of_the_same_story_connect():
    judged = [pair(1, 2, 0.4), pair(2, 3, 0.9, proposed=False)]
    assert components([1, 2, 3], judged) == [(1,), (2,), (3,)]


def test_missing_pairs_are_those_not_judged_yet():
    assert missing_pairs([3, 1, 2], {(1, 2)}) == [(1, 3), (2, 3)]


def test_one_wrong_pair_does_not_chain_two_stories():
    same = {(1, 2): 0.9, (1, 3): 0.9, (2, 3): 0.9, (4, 5): 0.9, (4, 6): 0.9, (5, 6): 0.9}
    apart = {(a, b): 0.0 for a in (1, 2, 3) for b in (4, 5, 6)}
    chances = apart | same | {(3, 4): 0.85}
    assert cut([1, 2, 3, 4, 5, 6], chances) == {frozenset({1, 2, 3}), frozenset({4, 5, 6})}


def test_a_doubtful_pair_inside_a_story_does_not_split_it():
    chances = {(1, 2): 0.9, (1, 3): 0.9, (2, 3): 0.2}
    assert cut([1, 2, 3], chances) == {frozenset({1, 2, 3})}


def test_a_mean_at_the_threshold_joins():
    assert cut([1, 2], {(1, 2): 0.5}) == {frozenset({1, 2})}
