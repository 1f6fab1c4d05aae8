"""One article in full: its address, its dates, its versions, and its place in the story."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from pipeline.records import ArchivePlace, ArticleKind, DateClaim, VariantKind
from storage.claims import modified_claim, published_claim, tells_time
from storage.models import Article, ArticleAlias, Source, Variant, Version
from storage.versions import NEWEST

_MOST_ALIASES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletHead:
    """The outlet of an article."""

    name: str
    title: str
    """As readers know it."""
    owner: str | None
    time_zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow:
    """An address that led to an article."""

    url: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version without its text."""

    number: int
    title: str
    word_count: int
    fetched_at: datetime
    run_id: int | None
    extractor: str | None
    """What read it; None for an import."""
    place: ArchivePlace | None
    """Where its page is kept; None where it was not."""
    reread: bool
    """Whether it is the page of the version before, read anew: the outlet changed nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date on the page that may be that of publication."""

    field: str
    printed: str
    origin: str | None
    at: str | None
    """In ISO 8601, a day alone where no time is printed; None where it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPlace:
    """The place of an article in its story."""

    story_id: int
    kind: VariantKind
    canonical: bool
    canonical_id: int
    score: float | None
    likely_source_id: int | None
    likely_source: str | None
    """The outlet of that article."""
    source_confidence: float | None
    source_reason: str | None
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMate:
    """Another article of the same story."""

    article_id: int
    source: str
    """The name of its outlet."""
    outlet: str
    """The same as readers know it."""
    title: str
    kind: VariantKind
    at: datetime
    """When it was published, else first seen."""
    has_time: bool
    """Whether the time of day is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDetail:
    """An article in full, but for its texts."""

    article_id: int
    url: str
    outlet: OutletHead
    published: DateClaim | None
    published_reason: str | None
    """Why that claim was believed, or why none was; None where it was not read from a page."""
    published_candidates: tuple[PrintedDate, ...]
    modified: DateClaim | None
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    moved_to_id: int | None
    moved_from_ids: tuple[int, ...]
    """Articles whose addresses lead here now."""
    authors: tuple[str, ...]
    language: str | None
    kind: ArticleKind | None
    section: str | None
    tags: tuple[str, ...]
    free: bool | None
    """Whether all of it can be read without paying; None where it does not say."""
    image_url: str | None
    amp_url: str | None
    credit: str | None
    declared_url: str | None
    opt_outs: tuple[str, ...] | None
    """None where it was not looked for."""
    version_count: int
    aliases: tuple[AliasRow, ...]
    alias_count: int
    place: StoryPlace | None
    """None where it waits to be grouped."""
    mates: tuple[StoryMate, ...]
    mate_count: int


def article_detail(session: Session, article_id: int, *, most_mates: int) -> ArticleDetail | None:
    """Return an article; None if there is none of that number."""
    row = session.execute(
        select(Article, Source)
        .join(Source, Source.id == Article.source_id)
        .where(Article.id == article_id)
    ).one_or_none()
    if row is None:
        return None
    article, source = row
    place = _place(session, article_id)
    mates, mate_count = ((), 0) if place is None else _mates(session, place, article_id, most_mates)
    aliases = session.scalars(
        select(ArticleAlias)
        .where(ArticleAlias.article_id == article_id)
        .order_by(ArticleAlias.first_seen_at, ArticleAlias.id)
        .limit(_MOST_ALIASES)
    )
    alias_count = session.scalar(
        select(func.count()).where(ArticleAlias.article_id == article_id).select_from(ArticleAlias)
    )
    moved_from = session.scalars(
        select(Article.id).where(Article.moved_to_id == article_id).order_by(Article.id).limit(20)
    )
    return ArticleDetail(
        article_id=article.id,
        url=article.url,
        outlet=OutletHead(
            name=source.name,
            title=source.title,
            owner=source.owner,
            time_zone=source.time_zone,
        ),
        published=published_claim(article),
        published_reason=article.published_reason,
        published_candidates=tuple(map(_printed_date, article.published_candidates or ())),
        modified=modified_claim(article),
        first_seen_at=article.first_seen_at,
        last_seen_at=article.last_seen_at,
        gone_at=article.gone_at,
        moved_to_id=article.moved_to_id,
        moved_from_ids=tuple(moved_from),
        authors=tuple(article.authors or ()),
        language=article.lang,
        kind=article.kind,
        section=article.section,
        tags=tuple(article.tags or ()),
        free=article.free,
        image_url=article.image_url,
        amp_url=article.amp_url,
        credit=article.credit,
        declared_url=article.declared_url,
        opt_outs=None if article.opt_outs is None else tuple(article.opt_outs),
        version_count=article.version_count,
        aliases=tuple(AliasRow(url=a.url, first_seen_at=a.first_seen_at) for a in aliases),
        alias_count=alias_count or 0,
        place=place,
        mates=mates,
        mate_count=mate_count,
    )


def version_rows(session: Session, article_id: int, *, newest: int, count: int) -> list[VersionRow]:
    """Return so many versions from number `newest` down, the newest first."""
    first = newest - count + 1
    rows = session.execute(
        select(
            Version.number,
            Version.title,
            Version.word_count,
            Version.fetched_at,
            Version.crawl_run_id,
            Version.extractor,
            Version.archive_file,
            Version.archive_offset,
        )
        .where(Version.article_id == article_id, Version.number.between(first, newest))
        .order_by(Version.number.desc())
    ).all()
    return [
        VersionRow(
            number=row.number,
            title=row.title,
            word_count=row.word_count,
            fetched_at=row.fetched_at,
            run_id=row.crawl_run_id,
            extractor=row.extractor,
            place=_archived_at(row.archive_file, row.archive_offset),
            reread=row.number > 1 and row.crawl_run_id is None,
        )
        for row in rows
    ]


def archive_place(session: Session, article_id: int, number: int) -> ArchivePlace | None:
    """Return where the page of a version is kept; None if it was not, or there is no such one."""
    row = session.execute(
        select(Version.archive_file, Version.archive_offset).where(
            Version.article_id == article_id, Version.number == number
        )
    ).one_or_none()
    return None if row is None else _archived_at(row.archive_file, row.archive_offset)


def _archived_at(file: str | None, offset: int | None) -> ArchivePlace | None:
    return None if file is None or offset is None else ArchivePlace(file=file, offset=offset)


def _printed_date(row: dict[str, Any]) -> PrintedDate:
    return PrintedDate(
        field=row["field"], printed=row["printed"], origin=row["origin"], at=row["at"]
    )


_LIKELY, _LIKELY_SOURCE = aliased(Article), aliased(Source)
_CANONICAL = aliased(Variant)


def _place(session: Session, article_id: int) -> StoryPlace | None:
    row = session.execute(
        select(Variant, _CANONICAL.article_id, _LIKELY_SOURCE.title)
        .join(_CANONICAL, (_CANONICAL.story_id == Variant.story_id) & _CANONICAL.canonical)
        .outerjoin(_LIKELY, _LIKELY.id == Variant.likely_source_id)
        .outerjoin(_LIKELY_SOURCE, _LIKELY_SOURCE.id == _LIKELY.source_id)
        .where(Variant.article_id == article_id)
    ).first()
    if row is None:
        return None
    variant, canonical_id, likely_source = row
    return StoryPlace(
        story_id=variant.story_id,
        kind=variant.kind,
        canonical=variant.canonical,
        canonical_id=canonical_id,
        score=variant.score,
        likely_source_id=variant.likely_source_id,
        likely_source=likely_source,
        source_confidence=variant.source_confidence,
        source_reason=variant.source_reason,
        joined_at=variant.joined_at,
    )


def _mates(
    session: Session, place: StoryPlace, article_id: int, most: int
) -> tuple[tuple[StoryMate, ...], int]:
    """The likely source and the canonical article first, the others in the order of their times."""
    others = (Variant.story_id == place.story_id, Variant.article_id != article_id)
    rows = session.execute(
        select(Article, Source, Version.title, Variant.kind)
        .join(Variant, Variant.article_id == Article.id)
        .join(Source, Source.id == Article.source_id)
        .join(Version, NEWEST)
        .where(*others)
        .order_by(
            (Article.id == (place.likely_source_id or 0)).desc(),
            Variant.canonical.desc(),
            Article.reference_at,
            Article.id,
        )
        .limit(most)
    )
    count = session.scalar(select(func.count()).select_from(Variant).where(*others))
    return tuple(
        StoryMate(
            article_id=article.id,
            source=source.name,
            outlet=source.title,
            title=title,
            kind=kind,
            at=article.reference_at,
            has_time=tells_time(article),
        )
        for article, source, title, kind in rows
    ), count or 0
