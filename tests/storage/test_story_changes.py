from pipeline.records import StoryEvent, StoryEventKind
from storage.database import transaction
from storage.story_changes import mark_stories, story_changes
from tests.storage.newsroom import Newsroom, make_page, make_plan


def test_what_happens_to_the_stories_of_changed_articles_is_told(newsroom: Newsroom):
    newsroom.publish(4)
    newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3, 4]))
    run_id = newsroom.start_run()
    newsroom.record(
        make_page("https://harbour.example/1", title="Another", body="Other words."),
        make_page("https://harbour.example/2", title="Title 2"),
        run_id=run_id,
    )
    with transaction(newsroom.engine) as session:
        mark = mark_stories(session, run_id)
        assert (mark.article_ids, mark.story_ids) == ({1}, {1})
        assert story_changes(session, mark) == []
    left = StoryEvent(kind=StoryEventKind.LEFT, article_id=1, reason="other words")
    other = StoryEvent(kind=StoryEventKind.CANONICAL_CHANGED, article_id=4)
    newsroom.save(
        make_plan(1, [2], first_article_id=2, events=(left,)),
        make_plan(2, [3, 4], events=(other,)),
    )
    with transaction(newsroom.engine) as session:
        (change,) = story_changes(session, mark)
    assert (change.story_id, change.kind, change.article_url, change.reason) == (
        *(1, StoryEventKind.LEFT, "https://harbour.example/1"),
        "other words",
    )


def test_a_run_that_changed_nothing_concerns_no_story(newsroom: Newsroom):
    newsroom.publish(1)
    newsroom.save(make_plan(None, [1], first_article_id=1))
    with transaction(newsroom.engine) as session:
        mark = mark_stories(session, newsroom.start_run())
        assert (mark.article_ids, story_changes(session, mark)) == (frozenset(), [])
