"""What a front page asks: the stories that moved lately, by how many independent outlets tell."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from pipeline.direction import claims_day
from pipeline.independence import COPIES
from pipeline.records import DateClaim, VariantKind
from storage.models import Article, Source, Story, Variant, Version
from storage.upserts import chunks
from storage.versions import NEWEST

UPTAKE_BINS = 24

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# What one article alone tells is no story to put on a front page.
_LEAST_ARTICLES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontCursor:
    """Where a page of stories ended; the next goes on behind it."""

    independent_count: int
    last_at: datetime
    story_id: int

    def __str__(self) -> str:
        moment = (self.last_at - _EPOCH) // _MICROSECOND
        return f"{self.independent_count}.{moment}.{self.story_id}"

    @classmethod
    def parse(cls, text: str) -> "FrontCursor | None":
        """Read what `str` of a cursor gave; None for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
            return None
        count, moment, story_id = (int(part) for part in parts)
        try:
            last_at = _EPOCH + moment * _MICROSECOND
        except OverflowError:
            return None
        if max(count, story_id) >= 2**63:
            return None
        return cls(independent_count=count, last_at=last_at, story_id=story_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontFilter:
    """Which stories are asked for."""

    since: datetime
    """With an article from then on."""
    language: str | None = None
    """With an article in it."""
    outlet: str | None = None
    """Told by it."""
    independent: int = 1
    """By at least so many independent sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReport:
    """Who was probably first with a story."""

    article_id: int
    source: str
    outlet: str
    at: datetime
    has_time: bool
    certain: bool
    lead_seconds: float | None
    """How long until the next outlet followed; None where nobody did, or the times do not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontStory:
    """A story as the front page shows it."""

    story_id: int
    title: str
    """The headline of its canonical article."""
    language: str | None
    """Of that headline."""
    outlet: str
    """Of that article."""
    article_count: int
    outlet_count: int
    independent_count: int | None
    """None where that was not counted yet."""
    copy_count: int
    """Articles that hold the text of another."""
    kinds: dict[VariantKind, int]
    languages: tuple[str, ...]
    """The most frequent first."""
    first: FirstReport | None
    first_at: datetime
    last_at: datetime
    last_has_time: bool
    uptake: tuple[int, ...]
    """Articles in each of equal stretches of time, from first_at to last_at."""


def front_stories(
    session: Session, asked: FrontFilter, *, limit: int, after: FrontCursor | None = None
) -> tuple[list[FrontStory], FrontCursor | None]:
    """Return up to `limit` stories, the most independently told first; and where to go on.

    A story that several tell alike stands before another if its last article is younger.
    """
    found = session.execute(_ranked(asked, after).limit(limit + 1)).all()
    shown = found[:limit]
    members = _members_of(session, [row.story_id for row in shown])
    stories = [_front_story(row, members[row.story_id]) for row in shown]
    if len(found) <= limit or not shown:
        return stories, None
    last = shown[-1]
    cursor = FrontCursor(
        independent_count=last.independent, last_at=last.last_at, story_id=last.story_id
    )
    return stories, cursor


def last_told_at(session: Session) -> datetime | None:
    """When the youngest article came out that shares its story with another; None for none."""
    return session.scalar(
        select(Article.reference_at)
        .join(Variant, Variant.article_id == Article.id)
        .join(Story, Story.id == Variant.story_id)
        .where(Story.article_count >= _LEAST_ARTICLES)
        .order_by(Article.reference_at.desc())
        .limit(1)
    )


def _ranked(asked: FrontFilter, after: FrontCursor | None) -> Select[Any]:
    # "+ 0": else SQLite walks the variants of all stories to have them grouped by an index.
    story_id = Variant.story_id + literal_column("0")
    moved = (
        select(story_id.label("story_id"), func.max(Article.reference_at).label("last_at"))
        .join(Article, Article.id == Variant.article_id)
        .where(Article.reference_at >= asked.since)
        .group_by(story_id)
        .subquery()
    )
    independent = func.coalesce(Story.independent_count, 0)
    conditions = [independent >= asked.independent, Story.article_count >= _LEAST_ARTICLES]
    if asked.language is not None:
        conditions.append(_has_article(Article.lang == asked.language))
    if asked.outlet is not None:
        conditions.append(_has_article(Source.name == asked.outlet))
    last_at = moved.c.last_at
    if after is not None:
        conditions.append(
            or_(
                independent < after.independent_count,
                and_(
                    independent == after.independent_count,
                    or_(
                        last_at < after.last_at,
                        and_(last_at == after.last_at, Story.id < after.story_id),
                    ),
                ),
            )
        )
    return (
        select(
            Story.id.label("story_id"),
            Story.canonical_article_id,
            Story.first_article_id,
            Story.first_certain,
            Story.independent_count,
            independent.label("independent"),
            last_at,
        )
        .join(moved, moved.c.story_id == Story.id)
        .where(*conditions)
        .order_by(independent.desc(), last_at.desc(), Story.id.desc())
    )


def _has_article(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Variant.article_id)
        .join(Article, Article.id == Variant.article_id)
        .join(Source, Source.id == Article.source_id)
        .where(Variant.story_id == Story.id, condition)
        .exists()
    )


def _members_of(session: Session, story_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The articles of stories in the order of their times; the canonical one with its headline."""
    members: dict[int, list[Row[Any]]] = defaultdict(list)
    for chunk in chunks(story_ids):
        rows = session.execute(
            select(
                Variant.story_id,
                Variant.kind,
                Article.id,
                Article.lang,
                Article.reference_at,
                Article.published_at,
                Article.published_origin,
                Article.published_has_time,
                Source.name,
                Source.title.label("outlet"),
                Version.title,
            )
            .join(Article, Article.id == Variant.article_id)
            .join(Source, Source.id == Article.source_id)
            # Only of the canonical one: pages of text need not be read for the others.
            .outerjoin(Version, and_(NEWEST, Variant.canonical))
            .where(Variant.story_id.in_(chunk))
            .order_by(Variant.story_id, Article.reference_at, Article.id)
        )
        for row in rows:
            members[row.story_id].append(row)
    return members


def _front_story(story: Row[Any], members: Sequence[Row[Any]]) -> FrontStory:
    canonical = next(row for row in members if row.id == story.canonical_article_id)
    kinds = Counter(row.kind for row in members)
    languages = Counter(row.lang for row in members if row.lang)
    return FrontStory(
        story_id=story.story_id,
        title=canonical.title,
        language=canonical.lang,
        outlet=canonical.outlet,
        article_count=len(members),
        outlet_count=len({row.name for row in members}),
        independent_count=story.independent_count,
        copy_count=sum(count for kind, count in kinds.items() if kind in COPIES),
        kinds=dict(kinds),
        languages=tuple(language for language, _ in languages.most_common()),
        first=_first_report(story, members),
        first_at=members[0].reference_at,
        last_at=members[-1].reference_at,
        last_has_time=_has_time(members[-1]),
        uptake=bins([row.reference_at for row in members], UPTAKE_BINS),
    )


def _first_report(story: Row[Any], members: Sequence[Row[Any]]) -> FirstReport | None:
    first = next((row for row in members if row.id == story.first_article_id), None)
    if first is None:
        return None
    has_time = _has_time(first)
    others = [row.reference_at for row in members if row.name != first.name and _has_time(row)]
    lead = (min(others) - first.reference_at).total_seconds() if others and has_time else -1.0
    return FirstReport(
        article_id=first.id,
        source=first.name,
        outlet=first.outlet,
        at=first.reference_at,
        has_time=has_time,
        certain=bool(story.first_certain),
        lead_seconds=lead if lead >= 0 else None,
    )


def _has_time(article: Row[Any]) -> bool:
    """Whether the time of day is known at which an article was published, or else first seen."""
    if article.published_at is None:
        return True
    claim = DateClaim(
        at=article.published_at,
        origin=article.published_origin,
        has_time=bool(article.published_has_time),
    )
    return not claims_day(claim, article.lang)


def bins(times: Sequence[datetime], count: int) -> tuple[int, ...]:
    """Count sorted times in `count` equal stretches from the first to the last."""
    span = (times[-1] - times[0]) / count
    if not span:
        return (len(times),) + (0,) * (count - 1)
    found = Counter(min(int((at - times[0]) / span), count - 1) for at in times)
    return tuple(found[number] for number in range(count))
