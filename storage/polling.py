"""Keeps the pace of each listing: when it is due, and what its last readings were like."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.pacing import FeedPace, PollBounds, Reading, next_pace
from pipeline.records import PageKind, PageRecord
from storage.models import Feed, Source
from storage.upserts import chunks

ANY_BOUNDS = PollBounds()


def waiting_feeds(session: Session, *, now: datetime) -> set[tuple[str, str]]:
    """Return source name and address of each listing whose time has not come yet."""
    waiting = select(Source.name, Feed.url).join(Source).where(Feed.next_fetch_at > now)
    return {(name, url) for name, url in session.execute(waiting)}


def mark_feeds(
    session: Session,
    endings: Iterable[tuple[int, PageRecord, Outcome]],
    *,
    bounds: Mapping[int, PollBounds],
) -> None:
    """Note how listings were read, each given with its source and outcome, and set their pace.

    bounds: of sources that have their own.
    """
    ended = {
        (source_id, page.requested_url): (page, outcome)
        for source_id, page, outcome in endings
        if page.kind is not PageKind.ARTICLE
    }
    for urls in chunks({url for _, url in ended}):
        for feed in session.scalars(select(Feed).where(Feed.url.in_(urls))):
            if (feed.source_id, feed.url) in ended:
                page, outcome = ended[feed.source_id, feed.url]
                _mark(feed, page, outcome, bounds.get(feed.source_id, ANY_BOUNDS))
    session.flush()


def _mark(feed: Feed, page: PageRecord, outcome: Outcome, bounds: PollBounds) -> None:
    feed.last_fetched_at = page.fetched_at
    feed.last_outcome = outcome
    reading = Reading(
        at=page.fetched_at,
        outcome=outcome,
        status=page.status,
        listed=page.listed,
        listed_new=page.listed_new,
        wait_seconds=page.wait_seconds,
    )
    pace = next_pace(_pace(feed), reading, bounds)
    feed.interval_seconds = None if pace.interval is None else pace.interval.total_seconds()
    feed.next_fetch_at = pace.next_fetch_at
    feed.failures = pace.failures
    feed.failing_since = pace.failing_since
    feed.retired_at = pace.retired_at
    feed.last_new_at = pace.last_new_at


def _pace(feed: Feed) -> FeedPace:
    seconds = feed.interval_seconds
    return FeedPace(
        interval=None if seconds is None else timedelta(seconds=seconds),
        next_fetch_at=feed.next_fetch_at,
        failures=feed.failures,
        failing_since=feed.failing_since,
        retired_at=feed.retired_at,
        last_new_at=feed.last_new_at,
    )
