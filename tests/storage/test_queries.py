from dataclasses import replace

import pytest

from pipeline.records import StoryEvent, StoryEventKind, Validators, VariantKind
from storage import queries
from storage.database import transaction
from storage.queries import StoryRow
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_page, make_plan


@pytest.fixture
def stories(newsroom: Newsroom) -> list[int]:
    """Articles 1 to 5, an hour apart: 3 and 1 tell a story, 2 and 4 another, 5 is alone.

    Article 4 is of another outlet.
    """
    newsroom.publish(3)
    newsroom.record(
        make_page(
            "https://evening.example/4", title="Title 4", fetched_at=NOON + hours(4), credit="AP"
        ),
        source_id=newsroom.name_source("evening"),
    )
    newsroom.record(make_page("https://harbour.example/5", fetched_at=NOON + hours(5)))
    joined = StoryEvent(kind=StoryEventKind.JOINED, article_id=4, reason="same text")
    return newsroom.save(
        make_plan(None, [3, 1]), make_plan(None, [2, 4], events=(joined,)), make_plan(None, [5])
    )


def list_stories(newsroom: Newsroom, **filters: object) -> list[int]:
    with transaction(newsroom.engine) as session:
        return [row.story_id for row in queries.list_stories(session, **filters)]


def urls(newsroom: Newsroom, **filters: object) -> list[str]:
    with transaction(newsroom.engine) as session:
        found = queries.article_urls(session, **filters)
    return [url.rsplit("/", 1)[1] for _, url in found]


def test_a_story_is_told_in_a_line(newsroom: Newsroom, stories: list[int]):
    with transaction(newsroom.engine) as session:
        row, _ = queries.list_stories(session)
    assert row == StoryRow(
        story_id=stories[1],
        title="Title 2",
        article_count=2,
        outlet_count=2,
        first_at=NOON + hours(2),
        last_at=NOON + hours(4),
        kinds={VariantKind.ORIGINAL: 1, VariantKind.REPRINT: 1},
        outlets=("harbour-post", "evening"),
        canonical_url="https://harbour.example/2",
        independent_count=1,
        first_url="https://harbour.example/2",
        first_certain=False,
    )


def test_the_latest_story_comes_first(newsroom: Newsroom, stories: list[int]):
    first, second, single = stories
    assert list_stories(newsroom) == [second, first]
    assert list_stories(newsroom, min_articles=1) == [single, second, first]
    assert list_stories(newsroom, limit=1) == [second]


def test_stories_are_listed_by_time(newsroom: Newsroom, stories: list[int]):
    first, second, _ = stories
    assert list_stories(newsroom, since=NOON + hours(4)) == [second]
    assert list_stories(newsroom, until=NOON + hours(2)) == [first]
    assert list_stories(newsroom, since=NOON + hours(3), until=NOON + hours(3)) == [second, first]


def test_no_story_is_listed_from_nothing(newsroom: Newsroom):
    assert list_stories(newsroom) == []


def test_a_story_in_full(newsroom: Newsroom, stories: list[int]):
    with transaction(newsroom.engine) as session:
        detail = queries.story_detail(session, stories[1])
    assert detail is not None
    assert (detail.story.story_id, detail.canonical_reason) == (stories[1], "earliest")
    original, reprint = detail.variants
    assert (original.kind, original.canonical, original.likely_source_url) == (
        VariantKind.ORIGINAL,
        True,
        None,
    )
    assert (reprint.outlet, reprint.title, reprint.credit) == ("evening", "Title 4", "AP")
    assert (reprint.score, reprint.likely_source_url) == (0.75, "https://harbour.example/2")
    assert (reprint.source_confidence, reprint.source_reason) == (0.5, "credits it")
    (event,) = detail.events
    assert (event.article_url, event.reason) == ("https://evening.example/4", "same text")


def test_what_was_not_worked_out_is_none(newsroom: Newsroom):
    newsroom.publish(1)
    unknown = {"independent_count": None, "first_article_id": None, "first_certain": None}
    newsroom.save(make_plan(None, [1], **unknown))
    with transaction(newsroom.engine) as session:
        (row,) = queries.list_stories(session, min_articles=1)
    assert (row.independent_count, row.first_url, row.first_certain) == (None, None, None)


def test_an_absorbed_story_shows_its_successor(newsroom: Newsroom, stories: list[int]):
    first, second, _ = stories
    newsroom.save(make_plan(first, [3, 1, 2, 4], absorbed_ids=(second,)))
    with transaction(newsroom.engine) as session:
        detail = queries.story_detail(session, second)
        assert queries.story_of_article(session, 4) == first
    assert detail is not None
    assert detail.story.story_id == first


def test_a_story_that_never_was_is_none(newsroom: Newsroom, stories: list[int]):
    with transaction(newsroom.engine) as session:
        assert queries.story_detail(session, 99) is None
        assert queries.story_of_article(session, 99) is None


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("4", 4),
        ("https://evening.example/4", 4),
        ("HTTPS://Evening.example/4?utm_source=rss#top", 4),
        ("http://www.evening.example/4", 4),
        ("99", None),
        ("9" * 30, None),
        ("https://evening.example/none", None),
        ("no address", None),
        ("", None),
    ],
)
def test_an_article_is_found_by_number_or_address(
    newsroom: Newsroom, stories: list[int], ref: str, found: int | None
):
    with transaction(newsroom.engine) as session:
        assert queries.find_article(session, ref) == found


@pytest.mark.parametrize(
    ("ref", "number"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("-1", None), ("", None)],
)
def test_an_id_is_a_number_that_the_databases_can_hold(ref: str, number: int | None):
    assert queries.as_id(ref) == number


def test_addresses_to_fetch_again(newsroom: Newsroom, stories: list[int]):
    assert urls(newsroom) == ["1", "2", "3", "4", "5"]
    assert urls(newsroom, source="evening") == ["4"]
    assert urls(newsroom, source="nobody") == []
    assert urls(newsroom, story=stories[0]) == ["1", "3"]
    assert urls(newsroom, url="https://evening.example/4#end") == ["4"]
    assert urls(newsroom, since=NOON + hours(2), until=NOON + hours(4)) == ["2", "3"]
    assert urls(newsroom, source="harbour-post", since=NOON + hours(3)) == ["3", "5"]


def test_the_form_of_an_address_that_has_answered_is_asked_for(newsroom: Newsroom):
    own = "https://harbour.example/1"
    page = make_page(own, requested_url="https://m.harbour.example/1")
    answered = replace(page, validators=Validators(body_sha256="a"))
    newsroom.record(replace(answered, aliases=("https://harbour.example/other",)))
    with transaction(newsroom.engine) as session:
        assert queries.article_urls(session) == [("harbour-post", "https://m.harbour.example/1")]
    at_own = replace(answered, requested_url=own)
    newsroom.record(at_own, run_id=newsroom.start_run())
    with transaction(newsroom.engine) as session:
        assert queries.article_urls(session) == [("harbour-post", own)]


def test_a_claimed_time_counts_more_than_when_it_was_seen(newsroom: Newsroom):
    newsroom.publish(2, published=make_claim(NOON - hours(50)))
    assert urls(newsroom, until=NOON) == ["1", "2"]
