"""When the articles of each source came, and how its listings answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from storage.models import Article, Feed, FeedKind, Source

# Of a source that brings out more, the newest say enough.
_MOST = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingState:
    """How a listing stands."""

    url: str
    kind: FeedKind
    last_outcome: Outcome
    last_fetched_at: datetime
    retired_at: datetime | None
    last_new_at: datetime | None
    """When it last listed an article that was not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When the articles of a source came, and how its listings answered."""

    source: str
    times: tuple[datetime, ...]
    listings: tuple[ListingState, ...]
    """Those that were read at all."""

    @property
    def watched_until(self) -> datetime:
        """Up to when we would have seen a new article."""
        return max(listing.last_fetched_at for listing in self.listings)


def load_rhythms(
    session: Session,
    *,
    now: datetime,
    back: timedelta,
    sources: Collection[str] | None = None,
) -> list[Rhythm]:
    """Return the rhythm of each source whose listings are read, by name.

    back: how far to look. An article came when it was published, by its claim; where it claims
    nothing, or a time after we saw it, when it was first seen.
    """
    listings = _listings(session, sources)
    times = _times(session, now - back, sources)
    return [
        Rhythm(source=name, times=tuple(times.get(name, ())), listings=tuple(listings[name]))
        for name in sorted(listings)
    ]


def _listings(session: Session, sources: Collection[str] | None) -> dict[str, list[ListingState]]:
    query = (
        select(Source.name, Feed)
        .join(Source, Source.id == Feed.source_id)
        .where(Feed.last_fetched_at.is_not(None), Feed.last_outcome.is_not(None))
        .order_by(Feed.url)
    )
    found: dict[str, list[ListingState]] = defaultdict(list)
    for name, feed in session.execute(query):
        if sources is None or name in sources:
            state = ListingState(
                url=feed.url,
                kind=feed.kind,
                last_outcome=feed.last_outcome,
                last_fetched_at=feed.last_fetched_at,
                retired_at=feed.retired_at,
                last_new_at=feed.last_new_at,
            )
            found[name].append(state)
    return found


def _times(
    session: Session, since: datetime, sources: Collection[str] | None
) -> dict[str, list[datetime]]:
    number = func.row_number().over(
        partition_by=Article.source_id, order_by=(Article.reference_at.desc(), Article.id)
    )
    chosen = select(
        Article.source_id, Article.reference_at, Article.first_seen_at, number.label("at")
    ).where(Article.reference_at >= since)
    if sources is not None:
        named = select(Source.id).where(Source.name.in_(sources))
        chosen = chosen.where(Article.source_id.in_(named))
    newest = chosen.subquery()
    query = (
        select(Source.name, newest.c.reference_at, newest.c.first_seen_at)
        .join(Source, Source.id == newest.c.source_id)
        .where(newest.c.at <= _MOST)
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for name, reference_at, first_seen_at in session.execute(query):
        found[name].append(min(reference_at, first_seen_at))
    return found
