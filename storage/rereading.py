"""The raw pages that are kept, what was read from them, and what a later extraction makes of it.

A version that was read from the page of the version before it is no edit by the outlet: both have
the same place in the archive, and no run brought it in. Nor is it known to be one where the two
have other pages but were read by different extractions.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from pipeline.outcomes import Outcome
from pipeline.reading_changes import StoredReading
from pipeline.records import ArchivePlace, ExtractedArticle, PageKind
from storage.articles import text_sha256
from storage.changed_lines import note_changed
from storage.claims import modified_claim, published_claim, set_claim
from storage.details import explain_date, take_details
from storage.models import Article, ArticleAlias, ExportTable, PageOutcome, Source, Version
from storage.search_index import index_newest
from storage.stories import forget_placements
from storage.turns import Turn, take_turn
from storage.types import storable
from storage.upserts import chunks

_NO_ARTICLE = (Outcome.NO_BODY, Outcome.EXTRACTION_FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVersion:
    """A version whose page is kept."""

    version_id: int
    article_id: int
    source: str
    number: int
    is_newest: bool
    """Whether it is the present text of its article."""
    is_first: bool
    """Whether its page is the first one of its article: what that claims as its date counts."""
    place: ArchivePlace
    fetched_at: datetime
    extractor: str | None
    stored: StoredReading


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page that is kept and gave no article."""

    outcome_id: int
    source: str
    source_id: int
    url: str
    place: ArchivePlace
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which kept pages are meant: those fetched for a source, within a time."""

    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def count_kept(session: Session, span: Span) -> int:
    """Return how many versions and pages `kept_versions` and `kept_pages` give in all."""
    queries = (_versions(span), _pages(span))
    counts = (select(func.count()).select_from(query.subquery()) for query in queries)
    return sum(session.scalar(count) or 0 for count in counts)


def kept_versions(
    session: Session, span: Span, *, after: KeptVersion | None = None, limit: int
) -> list[KeptVersion]:
    """Return the next versions whose page is kept, as their pages stand in the archive.

    Of several that were read from one page, the last.
    """
    place = (Version.archive_file, Version.archive_offset)
    query = _versions(span).order_by(*place).limit(limit)
    if after is not None:
        # By the place alone: what was read from `after` may be a further version by now.
        query = query.where(tuple_(*place) > (after.place.file, after.place.offset))
    rows = session.execute(query).all()
    first_places = _first_places(session, {article.id for _, article, _ in rows})
    return [
        _kept_version(version, article, source, first_places.get(article.id))
        for version, article, source in rows
    ]


def kept_pages(
    session: Session, span: Span, *, after: KeptPage | None = None, limit: int
) -> list[KeptPage]:
    """Return the next pages that are kept and gave no article, and whose address leads to none."""
    query = _pages(span).order_by(PageOutcome.id).limit(limit)
    if after is not None:
        query = query.where(PageOutcome.id > after.outcome_id)
    return [_kept_page(page, source) for page, source in session.execute(query)]


def version_of(session: Session, article_id: int, number: int | None) -> Version | None:
    """Return a version of an article: that of a number, else the newest."""
    wanted = select(Version).where(Version.article_id == article_id)
    if number is not None:
        wanted = wanted.where(Version.number == number)
    return session.scalar(wanted.order_by(Version.number.desc()).limit(1))


def store_readings(
    session: Session,
    readings: Sequence[tuple[KeptVersion, ExtractedArticle]],
    *,
    extractor: str,
    now: datetime,
) -> list[KeptVersion]:
    """Take over what was read again; return the versions whose article has another text now.

    Only the present text of an article is replaced, by a further version, and its claims with it;
    that of an earlier page stays as it was read then. A version that reads the same is marked as
    read by this extraction. Nothing is done where another version has come meanwhile; so it can be
    repeated, and two can do it at the same time. An article that has another date or credit now
    waits to be grouped again, as one with another text does.
    """
    take_turn(session, Turn.RECORD_PAGES)
    ids = [kept.version_id for kept, _ in readings]
    versions: dict[int, Version] = {}
    for chunk in chunks(ids):
        found = session.scalars(select(Version).where(Version.id.in_(chunk)))
        versions.update((version.id, version) for version in found)
    known = [reading for reading in readings if reading[0].version_id in versions]
    told = {kept.article_id: _told(versions[kept.version_id].article) for kept, _ in known}
    leads = {version_id: version.standfirst for version_id, version in versions.items()}
    stored = [
        kept
        for kept, found in known
        if _store_reading(session, versions[kept.version_id], kept, found, extractor, now)
    ]
    articles = (versions[kept.version_id].article for kept, _ in known)
    forget_placements(session, [a.id for a in articles if _told(a) != told[a.id]])
    session.flush()
    led = [v.article_id for v in versions.values() if v.standfirst != leads[v.id]]
    index_newest(session, {*led, *(kept.article_id for kept in stored)})
    return stored


def forget_files(session: Session, files: Collection[str]) -> int:
    """Note that files of the archive are no longer kept; return how many versions they held."""
    take_turn(session, Turn.RECORD_PAGES)
    forgotten = 0
    for chunk in chunks(sorted(files)):
        for kind, table, key in _KEPT_IN_FILES:
            none = {table.archive_file: None, table.archive_offset: None}
            held = update(table).where(table.archive_file.in_(chunk)).values(none)
            keys = session.execute(held.returning(*key)).tuples().all()
            note_changed(session, kind, keys)
            if table is Version:
                forgotten += len(keys)
    return forgotten


# Each table that tells in which file a page is kept, as it is exported, with the key of its lines.
_KEPT_IN_FILES: tuple[tuple[ExportTable, Any, tuple[InstrumentedAttribute[int], ...]], ...] = (
    (ExportTable.VERSIONS, Version, (Version.article_id, Version.number)),
    (ExportTable.OUTCOMES, PageOutcome, (PageOutcome.id,)),
)


def held_files(session: Session) -> dict[str, int]:
    """Return each file that versions point to, with how many do."""
    rows = session.execute(
        select(Version.archive_file, func.count())
        .where(Version.archive_file.is_not(None))
        .group_by(Version.archive_file)
    )
    return {file: count for file, count in rows if file is not None}


def _versions(span: Span) -> Select[tuple[Version, Article, str]]:
    later = aliased(Version)
    read_again = (
        select(later.id)
        .where(
            later.article_id == Version.article_id,
            later.number > Version.number,
            later.archive_file == Version.archive_file,
            later.archive_offset == Version.archive_offset,
        )
        .exists()
    )
    return (
        select(Version, Article, Source.name)
        .join(Article, Article.id == Version.article_id)
        .join(Source, Source.id == Article.source_id)
        .where(Version.archive_file.is_not(None), ~read_again, *_within(span, Version.fetched_at))
    )


def _pages(span: Span) -> Select[tuple[PageOutcome, str]]:
    known = select(ArticleAlias.id).where(ArticleAlias.url == PageOutcome.final_url).exists()
    return (
        select(PageOutcome, Source.name)
        .join(Source, Source.id == PageOutcome.source_id)
        .where(
            PageOutcome.archive_file.is_not(None),
            PageOutcome.kind == PageKind.ARTICLE,
            PageOutcome.outcome.in_(_NO_ARTICLE),
            ~known,
            *_within(span, PageOutcome.fetched_at),
        )
    )


def _within(
    span: Span, fetched_at: InstrumentedAttribute[datetime]
) -> Iterable[ColumnElement[bool]]:
    if span.source is not None:
        yield Source.name == span.source
    if span.since is not None:
        yield fetched_at >= span.since
    if span.until is not None:
        yield fetched_at < span.until


def _first_places(
    session: Session, article_ids: Collection[int]
) -> dict[int, tuple[str | None, int | None]]:
    places: dict[int, tuple[str | None, int | None]] = {}
    for chunk in chunks(article_ids):
        rows = session.execute(
            select(Version.article_id, Version.archive_file, Version.archive_offset).where(
                Version.article_id.in_(chunk), Version.number == 1
            )
        )
        places.update((article_id, (file, offset)) for article_id, file, offset in rows)
    return places


def _kept_version(
    version: Version,
    article: Article,
    source: str,
    first_place: tuple[str | None, int | None] | None,
) -> KeptVersion:
    assert version.archive_file is not None
    assert version.archive_offset is not None
    is_newest = version.number == article.version_count
    is_first = first_place == (version.archive_file, version.archive_offset)
    return KeptVersion(
        version_id=version.id,
        article_id=article.id,
        source=source,
        number=version.number,
        is_newest=is_newest,
        is_first=is_first,
        place=ArchivePlace(file=version.archive_file, offset=version.archive_offset),
        fetched_at=version.fetched_at,
        extractor=version.extractor,
        stored=StoredReading(
            title=version.title,
            body=version.body,
            published=published_claim(article),
            modified=modified_claim(article),
            authors=tuple(article.authors),
            lang=article.lang,
            credit=article.credit,
        ),
    )


def _kept_page(page: PageOutcome, source: str) -> KeptPage:
    assert page.archive_file is not None
    assert page.archive_offset is not None
    return KeptPage(
        outcome_id=page.id,
        source=source,
        source_id=page.source_id,
        url=page.final_url or page.requested_url,
        place=ArchivePlace(file=page.archive_file, offset=page.archive_offset),
        fetched_at=page.fetched_at,
    )


def _store_reading(
    session: Session,
    version: Version,
    kept: KeptVersion,
    found: ExtractedArticle,
    extractor: str,
    now: datetime,
) -> bool:
    article = version.article
    with session.no_autoflush:
        is_stored = _take_reading(session, version, kept, found, extractor)
        if session.is_modified(article) or session.is_modified(version):
            article.reread_at = now
    return is_stored


def _take_reading(
    session: Session, version: Version, kept: KeptVersion, found: ExtractedArticle, extractor: str
) -> bool:
    article = version.article
    title = found.title or version.title
    digest = text_sha256(title, found.body)
    is_newest = version.number == article.version_count
    if kept.is_first:
        _take_published(article, found)
    if is_newest:
        _take_claims(article, found)
    if digest == version.text_sha256:
        version.extractor = extractor
        version.standfirst = found.standfirst or version.standfirst
        return False
    if not is_newest:
        return False
    article.version_count += 1
    session.add(
        Version(
            article=article,
            number=article.version_count,
            title=title,
            standfirst=found.standfirst,
            body=found.body,
            text_sha256=digest,
            word_count=len(found.body.split()),
            fetched_at=version.fetched_at,
            extractor=extractor,
            archive_file=version.archive_file,
            archive_offset=version.archive_offset,
        )
    )
    return True


def _told(article: Article) -> tuple[object, ...]:
    """What stories rest on, besides the text."""
    return article.reference_at, article.published_has_time, article.lang, article.credit


def _take_published(article: Article, found: ExtractedArticle) -> None:
    if found.published is not None:
        set_claim(article, "published", found.published)
        explain_date(article, found)
        article.reference_at = found.published.at


def _take_claims(article: Article, found: ExtractedArticle) -> None:
    take_details(article, found, replace=True)
    article.lang = found.lang or article.lang
    article.credit = found.credit or article.credit
    article.authors = [storable(author) for author in found.authors] or article.authors
    modified = found.modified
    if modified and (article.modified_at is None or modified.at > article.modified_at):
        set_claim(article, "modified", modified)
