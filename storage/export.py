"""Writes tables to files for other programs: JSON Lines, CSV or Parquet."""

from collections.abc import Generator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.candidates import NEWEST
from storage.export_files import BATCH, Columns, ExportFormat, Holds, Line, write_lines
from storage.export_marks import Mark, Marks
from storage.models import (
    Article,
    Comparison,
    CrawlRun,
    Link,
    PageOutcome,
    Source,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.whole_files import replacing


class ExportTable(StrEnum):
    """What can be exported."""

    STORIES = "stories"
    VARIANTS = "variants"
    ARTICLES = "articles"
    VERSIONS = "versions"
    COMPARISONS = "comparisons"
    LINKS = "links"
    EVENTS = "events"
    OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class _ArticlesOf:
    """The articles that rows of another table belong to, and the numbers of these rows."""

    article_id: InstrumentedAttribute[Any]
    number: InstrumentedAttribute[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    """One exported table: a query whose labels are the names of `columns`, in a fixed order."""

    query: Select[Any]
    time: InstrumentedAttribute[datetime]
    """What `since` and `until` are held against."""
    columns: Columns
    changed: tuple[tuple[Mark, Any], ...]
    """What tells that a line is new or another since a mark, any of these: a column of the query,
    or a query for the articles of rows of another table."""
    living: ColumnElement[bool] | None = None
    """Which lines an export of everything has; one of what changed has the others too."""


def export(
    session: Session,
    table: ExportTable,
    format: ExportFormat,
    output: Path | BinaryIO,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    changed_since: Marks | None = None,
) -> int:
    """Write the lines of `table` from `since` up to `until` and return how many they are.

    The order is always the same, no more than some thousand lines are held in memory, and a file
    appears under its name only when it is complete. Raises OSError if it cannot be written.

    changed_since: only lines that are new or another since `storage.export_marks.read_marks` gave
    these, and with them the stories that went into others. A line may come once more than it must.
    """
    source = _EXPORTS[table]
    query = _narrowed(source, since, until, changed_since)
    with (
        closing(_lines(session, query, source.columns)) as lines,
        replacing(output) if isinstance(output, Path) else nullcontext(output) as file,
    ):
        return write_lines(lines, source.columns, format, file)


def _narrowed(
    source: _Export, since: datetime | None, until: datetime | None, marks: Marks | None
) -> Select[Any]:
    query = source.query
    if since is not None:
        query = query.where(source.time >= since)
    if until is not None:
        query = query.where(source.time < until)
    if marks is None:
        return query if source.living is None else query.where(source.living)
    return query.where(or_(*(_moved(mark, what, marks) for mark, what in source.changed)))


def _moved(mark: Mark, what: Any, marks: Marks) -> ColumnElement[bool]:  # noqa: ANN401 - or a query
    reached = marks.of(mark)
    if isinstance(what, _ArticlesOf):
        return Article.id.in_(select(what.article_id).where(what.number > reached))
    # A time may come again within a run; a number never does.
    condition: ColumnElement[bool] = what >= reached if mark.is_time else what > reached
    return condition


def _lines(session: Session, query: Select[Any], columns: Columns) -> Generator[Line, None, None]:
    with session.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield {name: getattr(row, name) for name in columns}


_likely_source, _first_published, _moved_to = aliased(Article), aliased(Article), aliased(Article)
_first, _second = aliased(Article), aliased(Article)
_first_version, _second_version = aliased(Version), aliased(Version)
# Of their own, so that they stand for themselves in a query of the same tables.
_any_outcome, _any_version, _any_event = (
    aliased(PageOutcome),
    aliased(Version),
    aliased(StoryEvent),
)
_FETCHED = (Mark.OUTCOME, _ArticlesOf(_any_outcome.article_id, _any_outcome.id))
_EDITED = (Mark.VERSION, _ArticlesOf(_any_version.article_id, _any_version.id))
_REREAD = (Mark.REREADING, Article.reread_at)
_LOGGED = (Mark.EVENT, _ArticlesOf(_any_event.article_id, _any_event.id))

_INTEGER, _NUMBER, _BOOLEAN = Holds.INTEGER, Holds.NUMBER, Holds.BOOLEAN
_TEXT, _TIME, _TEXTS, _NUMBERS = Holds.TEXT, Holds.TIME, Holds.TEXTS, Holds.NUMBERS
_RECORDS = Holds.RECORDS

_EXPORTS = {
    ExportTable.STORIES: _Export(
        query=select(
            Story.id.label("story"),
            Version.title,
            Article.url.label("canonical_url"),
            Story.canonical_reason,
            Story.article_count,
            Story.outlet_count,
            Story.independent_count,
            _first_published.url.label("first_url"),
            Story.first_certain,
            Story.method,
            Story.opened_at,
            Story.changed_at,
            Story.merged_into_id.label("merged_into"),
        )
        .join(Article, Article.id == Story.canonical_article_id)
        .join(Version, NEWEST)
        .outerjoin(_first_published, _first_published.id == Story.first_article_id)
        .order_by(Story.id),
        time=Article.reference_at,
        changed=((Mark.STORY, Story.changed_at), _EDITED, _REREAD),
        living=Story.merged_into_id.is_(None),
        columns={
            "story": _INTEGER,
            "title": _TEXT,
            "canonical_url": _TEXT,
            "canonical_reason": _TEXT,
            "article_count": _INTEGER,
            "outlet_count": _INTEGER,
            "independent_count": _INTEGER,
            "first_url": _TEXT,
            "first_certain": _BOOLEAN,
            "method": _TEXT,
            "opened_at": _TIME,
            "changed_at": _TIME,
            "merged_into": _INTEGER,
        },
    ),
    ExportTable.VARIANTS: _Export(
        query=select(
            Variant.story_id.label("story"),
            Article.url,
            Variant.kind,
            Source.name.label("source"),
            Article.published_at,
            Article.first_seen_at,
            Variant.canonical,
            Article.credit,
            _likely_source.url.label("likely_source_url"),
            Variant.score,
            Variant.source_confidence,
            Variant.source_reason,
            Article.published_has_time,
            Article.id.label("article"),
            Version.number.label("version"),
            Variant.method,
            Variant.joined_at,
        )
        .select_from(Article)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .outerjoin(Story, Story.id == Variant.story_id)
        .outerjoin(Version, Version.id == Variant.version_id)
        .outerjoin(_likely_source, _likely_source.id == Variant.likely_source_id)
        .order_by(Article.id),
        time=Article.reference_at,
        changed=((Mark.STORY, Story.changed_at), _FETCHED, _EDITED, _REREAD, _LOGGED),
        columns={
            "story": _INTEGER,
            "url": _TEXT,
            "kind": _TEXT,
            "source": _TEXT,
            "published_at": _TIME,
            "first_seen_at": _TIME,
            "canonical": _BOOLEAN,
            "credit": _TEXT,
            "likely_source_url": _TEXT,
            "score": _NUMBER,
            "source_confidence": _NUMBER,
            "source_reason": _TEXT,
            "published_has_time": _BOOLEAN,
            "article": _INTEGER,
            "version": _INTEGER,
            "method": _TEXT,
            "joined_at": _TIME,
        },
    ),
    ExportTable.ARTICLES: _Export(
        query=select(
            Article.id.label("article"),
            Article.url,
            Source.name.label("source"),
            Version.title,
            Version.standfirst,
            Version.body,
            Version.word_count,
            Article.kind,
            Article.authors,
            Article.section,
            Article.tags,
            Article.lang,
            Article.credit,
            Article.free,
            Article.image_url,
            Article.published_at,
            Article.published_origin,
            Article.published_has_time,
            Article.published_has_offset,
            Article.published_reason,
            Article.published_candidates,
            Article.modified_at,
            Article.modified_origin,
            Article.modified_has_time,
            Article.modified_has_offset,
            Article.declared_url,
            Article.amp_url,
            Article.first_seen_at,
            Article.last_seen_at,
            Article.reference_at,
            Article.version_count,
            Article.reread_at,
            Article.gone_at,
            _moved_to.url.label("moved_to_url"),
            Article.opt_outs,
        )
        .join(Source, Source.id == Article.source_id)
        .join(Version, NEWEST)
        .outerjoin(_moved_to, _moved_to.id == Article.moved_to_id)
        .order_by(Article.id),
        time=Article.reference_at,
        changed=(_FETCHED, _EDITED, _REREAD),
        columns={
            "article": _INTEGER,
            "url": _TEXT,
            "source": _TEXT,
            "title": _TEXT,
            "standfirst": _TEXT,
            "body": _TEXT,
            "word_count": _INTEGER,
            "kind": _TEXT,
            "authors": _TEXTS,
            "section": _TEXT,
            "tags": _TEXTS,
            "lang": _TEXT,
            "credit": _TEXT,
            "free": _BOOLEAN,
            "image_url": _TEXT,
            "published_at": _TIME,
            "published_origin": _TEXT,
            "published_has_time": _BOOLEAN,
            "published_has_offset": _BOOLEAN,
            "published_reason": _TEXT,
            "published_candidates": _RECORDS,
            "modified_at": _TIME,
            "modified_origin": _TEXT,
            "modified_has_time": _BOOLEAN,
            "modified_has_offset": _BOOLEAN,
            "declared_url": _TEXT,
            "amp_url": _TEXT,
            "first_seen_at": _TIME,
            "last_seen_at": _TIME,
            "reference_at": _TIME,
            "version_count": _INTEGER,
            "reread_at": _TIME,
            "gone_at": _TIME,
            "moved_to_url": _TEXT,
            "opt_outs": _TEXTS,
        },
    ),
    ExportTable.VERSIONS: _Export(
        query=select(
            Article.url,
            Version.number,
            Version.title,
            Version.standfirst,
            Version.body,
            Version.word_count,
            Version.text_sha256,
            Version.fetched_at,
            Version.article_id.label("article"),
            Version.crawl_run_id.label("run"),
            Version.extractor,
            Version.archive_file,
            Version.archive_offset,
        )
        .join(Article, Article.id == Version.article_id)
        .order_by(Version.article_id, Version.number),
        time=Version.fetched_at,
        changed=((Mark.VERSION, Version.id), _REREAD),
        columns={
            "url": _TEXT,
            "number": _INTEGER,
            "title": _TEXT,
            "standfirst": _TEXT,
            "body": _TEXT,
            "word_count": _INTEGER,
            "text_sha256": _TEXT,
            "fetched_at": _TIME,
            "article": _INTEGER,
            "run": _INTEGER,
            "extractor": _TEXT,
            "archive_file": _TEXT,
            "archive_offset": _INTEGER,
        },
    ),
    ExportTable.COMPARISONS: _Export(
        query=select(
            _first.url.label("first_url"),
            _second.url.label("second_url"),
            Comparison.method,
            Comparison.same_story,
            Comparison.probability,
            Comparison.measures,
            Comparison.judged_at,
            Comparison.proposed,
            Comparison.first_id.label("first_article"),
            Comparison.second_id.label("second_article"),
            _first_version.number.label("first_version"),
            _second_version.number.label("second_version"),
        )
        .join(_first, _first.id == Comparison.first_id)
        .join(_second, _second.id == Comparison.second_id)
        .join(_first_version, _first_version.id == Comparison.first_version_id)
        .join(_second_version, _second_version.id == Comparison.second_version_id)
        .order_by(Comparison.first_id, Comparison.second_id),
        time=Comparison.judged_at,
        changed=((Mark.COMPARISON, Comparison.judged_at),),
        columns={
            "first_url": _TEXT,
            "second_url": _TEXT,
            "method": _TEXT,
            "same_story": _BOOLEAN,
            "probability": _NUMBER,
            "measures": _NUMBERS,
            "judged_at": _TIME,
            "proposed": _BOOLEAN,
            "first_article": _INTEGER,
            "second_article": _INTEGER,
            "first_version": _INTEGER,
            "second_version": _INTEGER,
        },
    ),
    ExportTable.LINKS: _Export(
        query=select(
            _first.url.label("first_url"),
            _second.url.label("second_url"),
            Link.same,
            Link.why,
            Link.who,
            Link.linked_at,
            Link.first_id.label("first_article"),
            Link.second_id.label("second_article"),
        )
        .join(_first, _first.id == Link.first_id)
        .join(_second, _second.id == Link.second_id)
        .order_by(Link.first_id, Link.second_id),
        time=Link.linked_at,
        changed=((Mark.LINK, Link.linked_at),),
        columns={
            "first_url": _TEXT,
            "second_url": _TEXT,
            "same": _BOOLEAN,
            "why": _TEXT,
            "who": _TEXT,
            "linked_at": _TIME,
            "first_article": _INTEGER,
            "second_article": _INTEGER,
        },
    ),
    ExportTable.EVENTS: _Export(
        query=select(
            StoryEvent.id.label("event"),
            StoryEvent.story_id.label("story"),
            StoryEvent.kind,
            Article.url,
            StoryEvent.other_story_id.label("other_story"),
            StoryEvent.happened_at,
            StoryEvent.actor,
            StoryEvent.reason,
            StoryEvent.article_id.label("article"),
        )
        .outerjoin(Article, Article.id == StoryEvent.article_id)
        .order_by(StoryEvent.id),
        time=StoryEvent.happened_at,
        changed=((Mark.EVENT, StoryEvent.id),),
        columns={
            "event": _INTEGER,
            "story": _INTEGER,
            "kind": _TEXT,
            "url": _TEXT,
            "other_story": _INTEGER,
            "happened_at": _TIME,
            "actor": _TEXT,
            "reason": _TEXT,
            "article": _INTEGER,
        },
    ),
    ExportTable.OUTCOMES: _Export(
        query=select(
            PageOutcome.id.label("page"),
            PageOutcome.crawl_run_id.label("run"),
            CrawlRun.job,
            Source.name.label("source"),
            PageOutcome.requested_url,
            PageOutcome.kind,
            PageOutcome.final_url,
            PageOutcome.status,
            PageOutcome.outcome,
            PageOutcome.detail,
            PageOutcome.fetched_at,
            Article.url,
            PageOutcome.article_id.label("article"),
            PageOutcome.archive_file,
            PageOutcome.archive_offset,
        )
        .join(CrawlRun, CrawlRun.id == PageOutcome.crawl_run_id)
        .join(Source, Source.id == PageOutcome.source_id)
        .outerjoin(Article, Article.id == PageOutcome.article_id)
        .order_by(PageOutcome.id),
        time=PageOutcome.fetched_at,
        changed=((Mark.OUTCOME, PageOutcome.id),),
        columns={
            "page": _INTEGER,
            "run": _INTEGER,
            "job": _TEXT,
            "source": _TEXT,
            "requested_url": _TEXT,
            "kind": _TEXT,
            "final_url": _TEXT,
            "status": _INTEGER,
            "outcome": _TEXT,
            "detail": _TEXT,
            "fetched_at": _TIME,
            "url": _TEXT,
            "article": _INTEGER,
            "archive_file": _TEXT,
            "archive_offset": _INTEGER,
        },
    ),
}
