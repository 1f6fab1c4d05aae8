from dataclasses import replace

from storage.database import transaction
from storage.story_sizes import LargestStory, largest_story
from tests.storage.newsroom import Newsroom, make_plan


def largest(newsroom: Newsroom) -> LargestStory | None:
    with transaction(newsroom.engine) as session:
        return largest_story(session)


def test_without_stories_there_is_none(newsroom: Newsroom):
    assert largest(newsroom) is None


def test_the_largest_story_with_its_depth(newsroom: Newsroom):
    newsroom.publish(6)
    plan = make_plan(None, [2, 3, 4])
    first, second, third = plan.variants
    chain = (first, second, replace(third, likely_source_id=3))
    newsroom.save(make_plan(None, [1]), replace(plan, variants=chain), make_plan(None, [5, 6]))
    assert largest(newsroom) == LargestStory(story_id=2, articles=3, outlets=2, depth=2)


def test_of_equals_the_oldest(newsroom: Newsroom):
    newsroom.publish(4)
    newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3, 4]))
    found = largest(newsroom)
    assert found is not None
    assert found.story_id == 1


def test_a_story_that_went_into_another_does_not_count(newsroom: Newsroom):
    newsroom.publish(4)
    newsroom.save(make_plan(None, [1]), make_plan(None, [2, 3, 4]))
    newsroom.save(make_plan(1, [1, 2, 3, 4], absorbed_ids=(2,)))
    found = largest(newsroom)
    assert found is not None
    assert (found.story_id, found.articles) == (1, 4)
