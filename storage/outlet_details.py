"""An outlet in detail: its partners, its listings, how its pages ended, its latest articles."""

import statistics
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import VariantKind
from storage.claims import tells_time
from storage.models import Article, Feed, FeedKind, PageOutcome, Source, Variant, Version
from storage.outlet_views import WATCHED_DAYS
from storage.turns import dialect_name
from storage.types import BigId, UTCDateTime
from storage.versions import NEWEST
from storage.view_parts import (
    CREDITS_OUTLET,
    LIKELY,
    SAME_FAMILY,
    Dialect,
    credits_another,
    told_at,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An outlet that another takes from, or that takes from it; as a line of outlet_pairs."""

    name: str
    title: str
    same_family: bool
    taken_count: int
    """Articles that were taken, surely or not."""
    likely_count: int
    """Those that were probably taken."""
    median_lag_hours: float | None
    """How much later than the one it was taken from; None where the times do not tell."""
    uncredited_count: int
    """Those of likely_count that name no origin."""
    uncredited_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """All that an outlet takes from, and all that take from it; the most first."""

    takes_from: tuple[Partner, ...]
    taken_by: tuple[Partner, ...]
    median_lag_hours: float | None
    """Of what it probably took from other families."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed, a sitemap or a section, and how it does."""

    url: str
    kind: FeedKind
    last_fetched_at: datetime | None
    last_outcome: Outcome | None
    last_new_at: datetime | None
    interval_seconds: float | None
    next_fetch_at: datetime | None
    failing_since: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether an outlet still brings something; as a line of source_health."""

    as_of: datetime | None
    """When the last run ended: what counts as now."""
    state: str
    silent_hours: float | None
    usual_gap_hours: float | None
    waiting_count: int
    given_up_count: int
    listings: tuple[Listing, ...]
    outcomes: dict[Outcome, int]
    """How its pages ended in the WATCHED_DAYS days before as_of, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCursor:
    """Where a page of an outlet's articles ended; the next goes on behind it."""

    reference_at: datetime
    article_id: int

    def __str__(self) -> str:
        return f"{(self.reference_at - _EPOCH) // _MICROSECOND}.{self.article_id}"

    @classmethod
    def parse(cls, given: str) -> "ArticleCursor | None":
        """Read what `str` of a cursor gave; None for anything else."""
        moment, _, number = given.partition(".")
        if not all(part.isascii() and part.isdecimal() for part in (moment, number)):
            return None
        if len(number) > 18 or len(moment) > 18:
            return None
        try:
            at = _EPOCH + int(moment) * _MICROSECOND
        except OverflowError:
            return None
        return cls(reference_at=at, article_id=int(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletArticle:
    """An article of an outlet, in a line."""

    article_id: int
    title: str
    url: str
    language: str | None
    at: datetime
    """When it was published, else when it was first seen."""
    claimed: bool
    has_time: bool
    kind: VariantKind | None
    """None while it waits to be grouped."""
    story_id: int | None
    source_confidence: float | None
    version_count: int
    gone: bool


def outlet_named(session: Session, given: str) -> str | None:
    """Return the name of the outlet of that name or title, however capitals stand in it."""
    folded = given.casefold()
    rows = session.execute(select(Source.name, Source.title).order_by(Source.name)).all()
    named = {title.casefold(): name for name, title in reversed(rows)}
    named |= {name.casefold(): name for name, _ in rows}
    return named.get(folded)


def outlet_titles(session: Session, names: Collection[str]) -> dict[str, str]:
    """Return the titles of outlets, as readers know them, by their names."""
    rows = session.execute(select(Source.name, Source.title).where(Source.name.in_(names)))
    return {name: title for name, title in rows}


def source_id_of(session: Session, name: str) -> int | None:
    """Return the number of an outlet; None where there is none of that name."""
    return session.scalar(select(Source.id).where(Source.name == name))


def partners_of(session: Session, source_id: int) -> Partners:
    """Return whom an outlet takes from and who takes from it."""
    taken = _taken(session, source_id, "s", "f")
    given = _taken(session, source_id, "f", "s")
    lags = [
        row.lag_hours
        for row in taken
        if row.likely and not row.same_family and row.lag_hours is not None
    ]
    return Partners(
        takes_from=_partners(taken),
        taken_by=_partners(given),
        median_lag_hours=_median(lags),
    )


def health_of(session: Session, source_id: int) -> Health:
    """Return how an outlet's listings and pages do."""
    state = session.execute(
        _HEALTH.bindparams(bindparam("source_id", source_id, BigId)).columns(as_of=UTCDateTime)
    ).one()
    counts = (
        select(PageOutcome.outcome, func.count())
        .where(PageOutcome.source_id == source_id)
        .group_by(PageOutcome.outcome)
    )
    if state.as_of is not None:
        since = state.as_of - timedelta(days=WATCHED_DAYS)
        counts = counts.where(PageOutcome.fetched_at > since)
    outcomes = {outcome: count for outcome, count in session.execute(counts)}
    listings = session.scalars(
        select(Feed).where(Feed.source_id == source_id).order_by(Feed.kind, Feed.url)
    )
    return Health(
        as_of=state.as_of,
        state=state.state,
        silent_hours=state.silent_hours,
        usual_gap_hours=state.usual_gap_hours,
        waiting_count=state.waiting_count,
        given_up_count=state.given_up_count,
        listings=tuple(map(_listing, listings)),
        outcomes=dict(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
    )


def latest_articles(
    session: Session, source_id: int, *, limit: int, after: ArticleCursor | None = None
) -> tuple[list[OutletArticle], ArticleCursor | None]:
    """Return up to `limit` articles of an outlet, the latest first; and where to go on."""
    query = (
        select(
            Article,
            Version.title,
            Variant.kind,
            Variant.story_id,
            Variant.source_confidence,
        )
        .join(Version, NEWEST)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .where(Article.source_id == source_id)
        .order_by(Article.reference_at.desc(), Article.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        at = Article.reference_at
        query = query.where(
            at <= after.reference_at,
            or_(at < after.reference_at, Article.id < after.article_id),
        )
    rows = session.execute(query).all()
    shown = [_outlet_article(*row) for row in rows[:limit]]
    if len(rows) <= limit:
        return shown, None
    last = rows[limit - 1][0]
    return shown, ArticleCursor(reference_at=last.reference_at, article_id=last.id)


def _outlet_article(
    article: Article,
    title: str,
    kind: VariantKind | None,
    story_id: int | None,
    confidence: float | None,
) -> OutletArticle:
    return OutletArticle(
        article_id=article.id,
        title=title,
        url=article.url,
        language=article.lang,
        at=article.reference_at,
        claimed=article.published_at is not None,
        has_time=tells_time(article),
        kind=kind,
        story_id=story_id,
        source_confidence=confidence,
        version_count=article.version_count,
        gone=article.gone_at is not None,
    )


def _listing(feed: Feed) -> Listing:
    return Listing(
        url=feed.url,
        kind=feed.kind,
        last_fetched_at=feed.last_fetched_at,
        last_outcome=feed.last_outcome,
        last_new_at=feed.last_new_at,
        interval_seconds=feed.interval_seconds,
        next_fetch_at=feed.next_fetch_at,
        failing_since=feed.failing_since,
        retired_at=feed.retired_at,
    )


def _taken(session: Session, source_id: int, ours: str, other: str) -> Sequence[Any]:
    """One row for each article that was taken by or from an outlet, with the other one."""
    dialect = Dialect(dialect_name(session) == "postgresql")
    lag = dialect.hours(told_at("a"), told_at("o"))
    query = text(f"""
        SELECT
          {other}.name AS name, {other}.title AS title,
          CASE WHEN {SAME_FAMILY} THEN 1 ELSE 0 END AS same_family,
          CASE WHEN v.source_confidence >= {LIKELY} THEN 1 ELSE 0 END AS likely,
          CASE WHEN {CREDITS_OUTLET} OR {credits_another("a", "s")} THEN 1 ELSE 0 END AS credited,
          {lag} AS lag_hours
        FROM variant v
        JOIN article a ON a.id = v.article_id
        JOIN source s ON s.id = a.source_id
        JOIN article o ON o.id = v.likely_source_id
        JOIN source f ON f.id = o.source_id
        WHERE {ours}.id = :source_id
    """)
    return session.execute(
        query.bindparams(bindparam("source_id", source_id, BigId)).columns(
            same_family=Integer, likely=Integer, credited=Integer
        )
    ).all()


def _partners(rows: Sequence[Any]) -> tuple[Partner, ...]:
    by_name: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    partners = [_partner(of_one) for of_one in by_name.values()]
    return tuple(sorted(partners, key=lambda p: (-p.likely_count, -p.taken_count, p.name)))


def _partner(rows: Sequence[Any]) -> Partner:
    likely = sum(row.likely for row in rows)
    uncredited = sum(row.likely and not row.credited for row in rows)
    return Partner(
        name=rows[0].name,
        title=rows[0].title,
        same_family=bool(rows[0].same_family),
        taken_count=len(rows),
        likely_count=likely,
        median_lag_hours=_median([row.lag_hours for row in rows if row.lag_hours is not None]),
        uncredited_count=uncredited,
        uncredited_share=round(uncredited / likely, 3) if likely else None,
    )


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None


_HEALTH = text("""
SELECT as_of, state, silent_hours, usual_gap_hours, waiting_count, given_up_count
FROM source_health WHERE outlet = (SELECT name FROM source WHERE id = :source_id)
""")
