from datetime import timedelta

import pytest

from pipeline.outcomes import Outcome
from pipeline.pacing import FIRST_INTERVAL, PollBounds
from pipeline.records import PageKind
from storage.articles import record_pages
from storage.database import transaction
from storage.models import Feed
from storage.polling import waiting_feeds
from storage.sources import FeedRecord, SourceRecord, save_sources
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending

RSS, MAP = "https://harbour.example/rss", "https://harbour.example/map"


@pytest.fixture(autouse=True)
def feeds(newsroom: Newsroom) -> None:
    record = SourceRecord(
        name="harbour-post", title="H", feeds=(FeedRecord(url=RSS), FeedRecord(url=MAP))
    )
    with transaction(newsroom.engine) as session:
        save_sources(session, [record], now=NOON)


def read(
    newsroom: Newsroom,
    *,
    outcome: Outcome = Outcome.FEED_READ,
    at: float = 0,
    bounds: PollBounds | None = None,
    **fields: object,
) -> Feed:
    page = make_ending(outcome, RSS, kind=PageKind.FEED, fetched_at=NOON + hours(at), **fields)
    with transaction(newsroom.engine) as session:
        record_pages(
            session,
            [(newsroom.source_id, page)],
            run_id=newsroom.start_run(),
            bounds={newsroom.source_id: bounds} if bounds else None,
        )
    (feed,) = newsroom.rows(Feed, url=RSS)
    return feed


def waiting(newsroom: Newsroom, *, at: float) -> set[tuple[str, str]]:
    with transaction(newsroom.engine) as session:
        return waiting_feeds(session, now=NOON + hours(at))


def test_a_listing_that_was_never_read_does_not_wait(newsroom: Newsroom):
    assert waiting(newsroom, at=0) == set()


def test_a_listing_is_due_when_its_interval_has_passed(newsroom: Newsroom):
    feed = read(newsroom, listed=20, listed_new=20)
    assert (feed.next_fetch_at, feed.last_new_at) == (NOON + FIRST_INTERVAL, NOON)
    assert waiting(newsroom, at=0.4) == {("harbour-post", RSS)}
    assert waiting(newsroom, at=0.5) == set()


def test_each_reading_goes_on_from_the_one_before(newsroom: Newsroom):
    read(newsroom, listed=20, listed_new=20)
    feed = read(newsroom, at=1, listed=20)
    assert feed.interval_seconds == 1.5 * FIRST_INTERVAL.total_seconds()
    assert feed.last_new_at == NOON
    assert feed.next_fetch_at == NOON + hours(1) + 1.5 * FIRST_INTERVAL


def test_bounds_may_be_a_sources_own(newsroom: Newsroom):
    bounds = PollBounds(shortest=timedelta(hours=3), longest=timedelta(hours=4))
    assert read(newsroom, bounds=bounds).next_fetch_at == NOON + hours(3)


def test_a_listing_that_is_gone_is_retired_and_comes_back(newsroom: Newsroom):
    feed = read(newsroom, outcome=Outcome.GONE, status=410)
    assert (feed.retired_at, feed.failing_since, feed.failures) == (NOON, NOON, 1.0)
    assert waiting(newsroom, at=24 * 6) == {("harbour-post", RSS)}
    feed = read(newsroom, at=24 * 7, listed=3, listed_new=3)
    assert (feed.retired_at, feed.failing_since, feed.failures) == (None, None, 0.0)


def test_failures_are_kept_by_their_weight(newsroom: Newsroom):
    read(newsroom, outcome=Outcome.TIMED_OUT)
    feed = read(newsroom, outcome=Outcome.HTTP_ERROR, status=500, at=1)
    assert (feed.failures, feed.failing_since) == (0.75, NOON)


def test_a_listing_of_the_same_address_at_another_source_is_left_alone(newsroom: Newsroom):
    record = SourceRecord(name="hill-times", title="H", feeds=(FeedRecord(url=RSS),))
    with transaction(newsroom.engine) as session:
        save_sources(session, [record], now=NOON)
    page = make_ending(Outcome.FEED_READ, RSS, kind=PageKind.FEED)
    newsroom.record(page)
    fetched = {feed.source_id: feed.last_fetched_at for feed in newsroom.rows(Feed, url=RSS)}
    assert sorted(fetched.values(), key=str) == [NOON, None]
