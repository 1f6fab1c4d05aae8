"""Tests of pipeline.planning."""

from pipeline.planning import plan_stories, succession
from pipeline.records import StoryEvent, StoryEventKind, StoryState
from tests.pipeline.factories import profile


def state(story_id, *article_ids, canonical=None):
    return StoryState(story_id=story_id, article_ids=frozenset(article_ids), canonical_id=canonical)


def plan(before, *after):
    numbers = frozenset().union(*after)
    profiles = {number: profile(number) for number in numbers}
    return plan_stories(before, [frozenset(members) for members in after], profiles, {})


def test_a_story_that_grows_keeps_its_id():
    (grown,) = plan([state(5, 1, 2, canonical=1)], {1, 2, 3})
    assert grown.story_id == 5
    assert grown.events == (StoryEvent(kind=StoryEventKind.JOINED, article_id=3),)


def test_a_plan_says_who_tells_the_story():
    (opened,) = plan([], {1, 2})
    assert (opened.outlet_count, opened.independent_count) == (2, 2)
    assert (opened.first_article_id, opened.first_certain) == (1, False)


def test_an_unchanged_story_has_nothing_to_log():
    (same,) = plan([state(5, 1, 2, canonical=1)], {1, 2})
    assert same.events == ()


def test_a_new_story_is_opened():
    (opened,) = plan([], {1, 2})
    assert opened.story_id is None
    assert opened.events == (StoryEvent(kind=StoryEventKind.OPENED),)


def test_merged_stories_carry_on_as_the_larger_one():
    (merged,) = plan([state(5, 1), state(6, 2, 3, canonical=2)], {1, 2, 3})
    assert (merged.story_id, merged.absorbed_ids) == (6, (5,))
    assert StoryEvent(kind=StoryEventKind.MERGED, other_story_id=5) in merged.events


def test_of_two_equal_stories_the_older_one_stays():
    assert plan([state(9, 1), state(4, 2)], {1, 2})[0].story_id == 4


def test_a_split_leaves_the_id_with_the_larger_part():
    larger, smaller = plan([state(5, 1, 2, 3, canonical=1)], {1, 2}, {3})
    assert larger.story_id == 5
    assert larger.events == (StoryEvent(kind=StoryEventKind.LEFT, article_id=3),)
    assert (smaller.story_id, smaller.split_from_id) == (None, 5)
    assert StoryEvent(kind=StoryEventKind.SPLIT, other_story_id=5) in smaller.events


def test_a_changed_canonical_article_is_logged_with_its_reason():
    (changed,) = plan([state(5, 1, 2, canonical=2)], {1, 2})
    (event,) = changed.events
    assert (event.kind, event.article_id) == (StoryEventKind.CANONICAL_CHANGED, 1)
    assert event.reason == changed.canonical_reason


def test_each_old_story_ends_at_most_once():
    heirs, ended = succession([state(1, 1, 2), state(2, 3), state(3, 4)], [frozenset({1, 2, 3, 4})])
    assert heirs == [1]
    assert ended == {2: 0, 3: 0}
