"""Writes tables to files for other programs: JSON Lines, CSV or Parquet."""

from collections.abc import Generator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.export_files import BATCH, Columns, ExportFormat, Holds, Line, write_lines
from storage.export_marks import Mark, Marks
from storage.models import (
    Article,
    ChangedLine,
    Comparison,
    CrawlRun,
    ExportTable,
    Link,
    PageOutcome,
    Source,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.versions import NEWEST
from storage.whole_files import replacing

REMOVED = "removed"
"""The column that an increment has beside the others."""

_NO_LINE: ColumnElement[bool] = sa.false()


@dataclass(frozen=True, slots=True)
class _ArticlesOf:
    """The articles that rows of another table belong to, and the numbers of these rows."""

    article_id: InstrumentedAttribute[Any]
    number: InstrumentedAttribute[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    """One exported table: a query in a fixed order, whose labels name the columns."""

    query: Select[Any]
    key: tuple[str, ...]
    """The columns that tell a line from all others, one or two."""
    time: InstrumentedAttribute[datetime]
    """What `since` and `until` are held against."""
    changed: tuple[tuple[Mark, Any], ...]
    """What tells that a line is new or another since a mark, any of these: a column of the query,
    or a query for the articles of rows of another table."""
    unsettled: ColumnElement[bool] = _NO_LINE
    """Which lines every increment tells, since no mark says when they became so."""
    removed: ColumnElement[bool] = _NO_LINE
    """Which lines are no part of an export of everything."""

    @property
    def columns(self) -> Columns:
        """What each column holds."""
        return {column.name: _held(column) for column in self.query.selected_columns}

    @property
    def key_columns(self) -> tuple[ColumnElement[Any], ...]:
        """The columns of the key, to be compared in the query."""
        return tuple(self.query.selected_columns[name] for name in self.key)


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

    changed_since: an increment, of what is another since `storage.export_marks.read_marks` gave
    these. Its lines have a column `removed`: who drops these, and puts the others in the place of
    those with the same key, has what an export of everything gives now. A line may come once more
    than it must.
    """
    source = _EXPORTS[table]
    columns = source.columns
    if changed_since is None:
        lines = _lines(session, _cut(source, since, until), columns)
    else:
        columns = {**columns, REMOVED: Holds.BOOLEAN}
        lines = _increment(session, table, changed_since, columns)
    with (
        closing(lines),
        replacing(output) if isinstance(output, Path) else nullcontext(output) as file,
    ):
        return write_lines(lines, columns, format, file)


def _cut(source: _Export, since: datetime | None, until: datetime | None) -> Select[Any]:
    query = source.query.where(~source.removed)
    if since is not None:
        query = query.where(source.time >= since)
    return query if until is None else query.where(source.time < until)


def _increment(
    session: Session, table: ExportTable, marks: Marks, columns: Columns
) -> Generator[Line, None, None]:
    source = _EXPORTS[table]
    keys = (ChangedLine.first_key, ChangedLine.second_key)[: len(source.key)]
    noted = select(*keys).where(
        ChangedLine.export_table == table, ChangedLine.id > marks.of(Mark.CHANGED_LINE)
    )
    yield from _missing(session, source, noted, columns)
    changed = or_(
        source.unsettled,
        tuple_(*source.key_columns).in_(noted),
        *(_moved(mark, what, marks) for mark, what in source.changed),
    )
    query = source.query.where(changed).add_columns(source.removed.label(REMOVED))
    yield from _lines(session, query, columns)


def _missing(
    session: Session, source: _Export, noted: Select[Any], columns: Columns
) -> Generator[Line, None, None]:
    """The noted lines that are there no longer: nothing but their keys."""
    gone = noted.distinct().subquery()
    same = (mine == its for mine, its in zip(source.key_columns, gone.c, strict=True))
    there = source.query.order_by(None).where(*same).correlate(gone).exists()
    for row in session.execute(select(gone).where(~there).order_by(*gone.c)):
        key = dict(zip(source.key, row, strict=True))
        yield {**dict.fromkeys(columns), **key, REMOVED: True}


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


def _held(column: ColumnElement[Any]) -> Holds:
    kind = column.type
    if isinstance(kind, sa.JSON):
        return _JSON_HOLDS[column.name]
    plain = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    return next(holds for of, holds in _HOLDS if isinstance(plain, of))


_HOLDS: tuple[tuple[type[sa.types.TypeEngine[Any]], Holds], ...] = (
    (sa.Boolean, Holds.BOOLEAN),
    (sa.Integer, Holds.INTEGER),
    (sa.Float, Holds.NUMBER),
    (sa.DateTime, Holds.TIME),
    (sa.String, Holds.TEXT),
)
_JSON_HOLDS = {
    "authors": Holds.TEXTS,
    "tags": Holds.TEXTS,
    "opt_outs": Holds.TEXTS,
    "published_candidates": Holds.RECORDS,
    "measures": Holds.NUMBERS,
}

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
        key=("story",),
        time=Article.reference_at,
        changed=((Mark.STORY, Story.changed_at), _EDITED, _REREAD),
        removed=Story.merged_into_id.is_not(None),
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
        key=("article",),
        time=Article.reference_at,
        changed=((Mark.STORY, Story.changed_at), _FETCHED, _EDITED, _REREAD, _LOGGED),
        unsettled=Variant.method == "",
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
        key=("article",),
        time=Article.reference_at,
        changed=(_FETCHED, _EDITED, _REREAD),
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
        key=("article", "number"),
        time=Version.fetched_at,
        changed=((Mark.VERSION, Version.id), _REREAD),
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
        key=("first_article", "second_article"),
        time=Comparison.judged_at,
        changed=((Mark.COMPARISON, Comparison.judged_at),),
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
        key=("first_article", "second_article"),
        time=Link.linked_at,
        changed=((Mark.LINK, Link.linked_at),),
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
        key=("event",),
        time=StoryEvent.happened_at,
        changed=((Mark.EVENT, StoryEvent.id),),
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
        key=("page",),
        time=PageOutcome.fetched_at,
        changed=((Mark.OUTCOME, PageOutcome.id),),
    ),
}
