"""Writes tables to files for other programs: JSON Lines, CSV or Parquet."""

import csv
import io
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.candidates import NEWEST
from storage.models import Article, Comparison, Source, Story, Variant, Version
from storage.upserts import chunks

# Rows held in memory at a time: 1,000 bodies of 3 KB are 3 MB.
_BATCH = 1_000


class ExportTable(StrEnum):
    """What can be exported."""

    STORIES = "stories"
    VARIANTS = "variants"
    ARTICLES = "articles"
    VERSIONS = "versions"
    COMPARISONS = "comparisons"


class ExportFormat(StrEnum):
    """How it is written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class _Kind(StrEnum):
    """What a column holds; the words are Arrow's."""

    INTEGER = "int64"
    NUMBER = "float64"
    BOOLEAN = "bool_"
    TEXT = "string"
    NESTED = "nested"
    """A list or an object; as JSON text where a format has no such thing."""


Line = dict[str, Any]
Columns = Mapping[str, _Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    """One exported table: a query whose labels are the names of `columns`, in a fixed order.

    A label `x_has_time` that is no column itself says whether the claimed time `x_at` has a time
    of day: without one it is written as a date alone.
    """

    query: Select[Any]
    time: InstrumentedAttribute[datetime]
    """What `since` and `until` are held against."""
    columns: Columns


def export(
    session: Session,
    table: ExportTable,
    format: ExportFormat,
    output: Path | BinaryIO,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Write the lines of `table` from `since` up to `until` and return how many they are.

    The order is always the same, and times are ISO 8601 in UTC. A file appears under its name
    only when it is complete. Raises OSError if it cannot be written.
    """
    source = _EXPORTS[table]
    with (
        closing(_lines(session, source, since, until)) as lines,
        _replacing(output) if isinstance(output, Path) else nullcontext(output) as file,
    ):
        return _WRITERS[format](lines, source.columns, file)


def _lines(
    session: Session, source: _Export, since: datetime | None, until: datetime | None
) -> Generator[Line, None, None]:
    query = source.query
    if since is not None:
        query = query.where(source.time >= since)
    if until is not None:
        query = query.where(source.time < until)
    with session.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        for row in rows:
            yield _line(row._mapping, source.columns)


def _line(row: Mapping[Any, Any], columns: Columns) -> Line:
    return {name: _plain(row[name], row.get(_has_time(name), True)) for name in columns}


def _has_time(name: str) -> str:
    return f"{name.removesuffix('_at')}_has_time"


def _plain(value: object, has_time: bool | None) -> object:
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return text if has_time else text[: len("2000-01-01")]
    return value.value if isinstance(value, StrEnum) else value


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file that takes the place of `path` at the end; on an error, leave no trace.

    What is no regular file (a pipe, a terminal) cannot be replaced and is written as it is.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    target = path.resolve()  # writes through a link instead of replacing it
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_jsonl(lines: Iterable[Line], _: Columns, file: BinaryIO) -> int:
    count = 0
    for line in lines:
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _write_csv(lines: Iterable[Line], columns: Columns, file: BinaryIO) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    count = 0
    for line in lines:
        writer.writerow({name: _cell(value) for name, value in line.items()})
        count += 1
    text.detach()  # the file is the caller's to close
    return count


def _cell(value: object) -> object:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _write_parquet(lines: Iterable[Line], columns: Columns, file: BinaryIO) -> int:
    import pyarrow as pa  # 0.2 s, which the other formats need not pay
    from pyarrow.parquet import ParquetWriter

    nested = [name for name, kind in columns.items() if kind is _Kind.NESTED]
    schema = pa.schema(
        (name, getattr(pa, "string" if kind is _Kind.NESTED else kind)())
        for name, kind in columns.items()
    )
    count = 0
    with ParquetWriter(file, schema) as writer:
        for batch in chunks(lines, _BATCH):
            flat = [
                line | {name: json.dumps(line[name]) for name in nested if line[name] is not None}
                for line in batch
            ]
            writer.write_table(pa.Table.from_pylist(flat, schema=schema))
            count += len(batch)
    return count


_WRITERS: dict[ExportFormat, Callable[[Iterable[Line], Columns, BinaryIO], int]] = {
    ExportFormat.JSONL: _write_jsonl,
    ExportFormat.CSV: _write_csv,
    ExportFormat.PARQUET: _write_parquet,
}

_likely_source, _first_published = aliased(Article), aliased(Article)
_first, _second = aliased(Article), aliased(Article)

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
        )
        .join(Article, Article.id == Story.canonical_article_id)
        .join(Version, NEWEST)
        .outerjoin(_first_published, _first_published.id == Story.first_article_id)
        .where(Story.merged_into_id.is_(None))
        .order_by(Story.id),
        time=Article.reference_at,
        columns={
            "story": _Kind.INTEGER,
            "title": _Kind.TEXT,
            "canonical_url": _Kind.TEXT,
            "canonical_reason": _Kind.TEXT,
            "article_count": _Kind.INTEGER,
            "outlet_count": _Kind.INTEGER,
            "independent_count": _Kind.INTEGER,
            "first_url": _Kind.TEXT,
            "first_certain": _Kind.BOOLEAN,
            "method": _Kind.TEXT,
            "opened_at": _Kind.TEXT,
            "changed_at": _Kind.TEXT,
        },
    ),
    ExportTable.VARIANTS: _Export(
        query=select(
            Variant.story_id.label("story"),
            Article.url,
            Variant.kind,
            Source.name.label("source"),
            Article.published_at,
            Article.published_has_time,
            Article.first_seen_at,
            Variant.canonical,
            Article.credit,
            _likely_source.url.label("likely_source_url"),
            Variant.score,
            Variant.source_confidence,
            Variant.source_reason,
        )
        .select_from(Article)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .outerjoin(_likely_source, _likely_source.id == Variant.likely_source_id)
        .order_by(Article.id),
        time=Article.reference_at,
        columns={
            "story": _Kind.INTEGER,
            "url": _Kind.TEXT,
            "kind": _Kind.TEXT,
            "source": _Kind.TEXT,
            "published_at": _Kind.TEXT,
            "first_seen_at": _Kind.TEXT,
            "canonical": _Kind.BOOLEAN,
            "credit": _Kind.TEXT,
            "likely_source_url": _Kind.TEXT,
            "score": _Kind.NUMBER,
            "source_confidence": _Kind.NUMBER,
            "source_reason": _Kind.TEXT,
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
            Article.modified_has_time,
            Article.declared_url,
            Article.amp_url,
            Article.first_seen_at,
            Article.last_seen_at,
            Article.version_count,
        )
        .join(Source, Source.id == Article.source_id)
        .join(Version, NEWEST)
        .order_by(Article.id),
        time=Article.reference_at,
        columns={
            "article": _Kind.INTEGER,
            "url": _Kind.TEXT,
            "source": _Kind.TEXT,
            "title": _Kind.TEXT,
            "standfirst": _Kind.TEXT,
            "body": _Kind.TEXT,
            "word_count": _Kind.INTEGER,
            "kind": _Kind.TEXT,
            "authors": _Kind.NESTED,
            "section": _Kind.TEXT,
            "tags": _Kind.NESTED,
            "lang": _Kind.TEXT,
            "credit": _Kind.TEXT,
            "free": _Kind.BOOLEAN,
            "image_url": _Kind.TEXT,
            "published_at": _Kind.TEXT,
            "published_origin": _Kind.TEXT,
            "published_has_offset": _Kind.BOOLEAN,
            "published_reason": _Kind.TEXT,
            "published_candidates": _Kind.NESTED,
            "modified_at": _Kind.TEXT,
            "declared_url": _Kind.TEXT,
            "amp_url": _Kind.TEXT,
            "first_seen_at": _Kind.TEXT,
            "last_seen_at": _Kind.TEXT,
            "version_count": _Kind.INTEGER,
        },
    ),
    ExportTable.VERSIONS: _Export(
        query=select(
            Article.url,
            Version.number,
            Version.title,
            Version.body,
            Version.word_count,
            Version.text_sha256,
            Version.fetched_at,
        )
        .join(Article, Article.id == Version.article_id)
        .order_by(Version.article_id, Version.number),
        time=Version.fetched_at,
        columns={
            "url": _Kind.TEXT,
            "number": _Kind.INTEGER,
            "title": _Kind.TEXT,
            "body": _Kind.TEXT,
            "word_count": _Kind.INTEGER,
            "text_sha256": _Kind.TEXT,
            "fetched_at": _Kind.TEXT,
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
        )
        .join(_first, _first.id == Comparison.first_id)
        .join(_second, _second.id == Comparison.second_id)
        .order_by(Comparison.first_id, Comparison.second_id),
        time=Comparison.judged_at,
        columns={
            "first_url": _Kind.TEXT,
            "second_url": _Kind.TEXT,
            "method": _Kind.TEXT,
            "same_story": _Kind.BOOLEAN,
            "probability": _Kind.NUMBER,
            "measures": _Kind.NESTED,
            "judged_at": _Kind.TEXT,
        },
    ),
}
