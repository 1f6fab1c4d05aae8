from datetime import timedelta

import pytest

from pipeline.outcomes import Outcome
from pipeline.records import StoryEvent, StoryEventKind
from pipeline.signatures import sign_text
from storage import queries
from storage.candidates import pending_articles, save_signatures
from storage.database import transaction
from storage.links import add_link
from storage.models import Article, PageOutcome, Story, Variant
from storage.models import StoryEvent as StoryEventRow
from storage.removals import remove_articles
from storage.stories import replace_comparisons, resolve_story
from tests.storage.newsroom import NOON, Newsroom, make_page, make_pair, make_plan

DAY = timedelta(days=1)


@pytest.fixture
def stories(newsroom: Newsroom) -> list[int]:
    """1, 2 and 3 tell a story, 4 another; 3 and 4 are judged to be the same, 5 is linked with 1."""
    newsroom.publish(6)
    joined = StoryEvent(kind=StoryEventKind.JOINED, article_id=1)
    ids = newsroom.save(
        make_plan(None, [1, 2, 3], events=(joined,)), *[make_plan(None, [n]) for n in (4, 5, 6)]
    )
    with transaction(newsroom.engine) as session:
        replace_comparisons(session, [make_pair(3, 4)], article_ids=(), now=NOON)
        save_signatures(session, [(number, sign_text("a b c d e f")) for number in range(1, 7)])
        add_link(session, 1, 5, same=True, why="", who="ada", now=NOON)
    newsroom.save(make_plan(ids[0], [1, 2, 3]), make_plan(ids[2], [5]))
    return ids


def remove(newsroom: Newsroom, *article_ids: int) -> None:
    with transaction(newsroom.engine) as session:
        remove_articles(session, article_ids)


def pending(newsroom: Newsroom) -> list[int]:
    with transaction(newsroom.engine) as session:
        return pending_articles(session, method="m1")


def test_what_an_article_connected_waits_to_be_grouped_again(
    newsroom: Newsroom, stories: list[int]
):
    assert pending(newsroom) == []
    remove(newsroom, 3)
    assert pending(newsroom) == [1, 2, 4]
    remove(newsroom, 1)
    assert pending(newsroom) == [2, 4, 5]


def test_another_article_stands_for_the_story(newsroom: Newsroom, stories: list[int]):
    remove(newsroom, 1)
    with transaction(newsroom.engine) as session:
        detail = queries.story_detail(session, stories[0])
    assert detail is not None
    assert [variant.article_id for variant in detail.variants] == [2, 3]
    assert detail.story.canonical_url == "https://harbour.example/2"
    assert {variant.likely_source_url for variant in detail.variants} == {None}
    assert newsroom.rows(Story, id=stories[0])[0].article_count == 2


def test_a_story_without_articles_is_gone_with_those_that_went_into_it(
    newsroom: Newsroom, stories: list[int]
):
    first, second, third, fourth = stories
    split = StoryEvent(kind=StoryEventKind.SPLIT, other_story_id=second)
    newsroom.save(make_plan(second, [4, 5], absorbed_ids=(third,)))
    newsroom.save(make_plan(fourth, [6], events=(split,)), method="m2")
    remove(newsroom, 4)
    with transaction(newsroom.engine) as session:
        assert resolve_story(session, third) == second
    remove(newsroom, 5)
    with transaction(newsroom.engine) as session:
        assert [resolve_story(session, n) for n in stories] == [first, None, None, fourth]
    assert [event.other_story_id for event in newsroom.rows(StoryEventRow, story_id=fourth)] == [
        None
    ]


def test_a_story_that_ended_is_stood_for_by_its_successor(newsroom: Newsroom, stories: list[int]):
    _, second, third, _ = stories
    newsroom.save(make_plan(second, [4, 5], absorbed_ids=(third,)))
    remove(newsroom, 5)
    ended = newsroom.rows(Story, id=third)[0]
    assert (ended.canonical_article_id, ended.article_count) == (4, 0)


def test_all_can_go_at_once_and_pages_are_still_counted(newsroom: Newsroom, stories: list[int]):
    remove(newsroom, 1, 2, 3, 4, 5, 6, 99)
    filled = {table for table, rows in newsroom.content().items() if rows}
    assert filled == {"source", "crawl_run", "page_outcome", "changed_line"}
    assert {page.article_id for page in newsroom.rows(PageOutcome)} <= {None}


def test_unknown_articles_are_ignored(newsroom: Newsroom, stories: list[int]):
    before = newsroom.content()
    remove(newsroom, 99)
    assert newsroom.content() == before


def test_an_article_that_moved_to_one_that_is_removed_stays(newsroom: Newsroom, stories: list[int]):
    old, new = (f"https://harbour.example/{number}" for number in (1, 2))
    newsroom.record(
        make_page(new, title="Title 2", requested_url=old, final_url=new, fetched_at=NOON + DAY),
        run_id=newsroom.start_run(),
    )
    assert newsroom.rows(Article, id=1)[0].moved_to_id == 2
    remove(newsroom, 2)
    assert newsroom.rows(Article, id=1)[0].moved_to_id is None


def test_a_page_that_is_found_again_is_a_new_article(newsroom: Newsroom):
    newsroom.publish(1)
    newsroom.save(make_plan(None, [1]))
    remove(newsroom, 1)
    page = make_page("https://harbour.example/1")
    assert newsroom.record(page, run_id=newsroom.start_run()) == [Outcome.STORED_NEW]
    assert len(newsroom.rows(Article)) == 1
    assert newsroom.rows(Variant) == []
