"""Writes lines to files so that nothing is lost: JSON Lines, CSV and Parquet.

JSON Lines and CSV have times as ISO 8601 in UTC, and a day that was claimed without a time as that
day alone. Parquet has types: times are timestamps, lists are lists, measures a map; whether a day
alone was claimed is told by the `..._has_time` beside it. In CSV an empty cell is null; a text that
is empty, or that begins with an apostrophe or with what a spreadsheet takes for a formula, has an
apostrophe before it: to have the text, take one apostrophe off. `read_cell` does.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, BinaryIO

from storage.spreadsheet import safe_cell, write_csv
from storage.upserts import chunks

BATCH = 1_000
"""Lines held in memory at a time: 1,000 bodies of 3 KB are 3 MB."""

# Lines end there for Python and for JavaScript, though not for JSON.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class ExportFormat(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Holds(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    TIME = "time"
    TEXTS = "texts"
    """A list."""
    NUMBERS = "numbers"
    """An object of names and numbers."""
    RECORDS = "records"
    """A list of objects of names and texts."""


Line = dict[str, Any]
Columns = Mapping[str, Holds]


def write_lines(
    lines: Iterable[Line], columns: Columns, format: ExportFormat, file: BinaryIO
) -> int:
    """Write lines, each with a value for every column, and return how many they are."""
    return _WRITERS[format](lines, columns, file)


def read_cell(cell: str, holds: Holds) -> object:
    """Return the value of a cell of a CSV file that was written by `write_lines`."""
    if cell == "":
        return None
    if holds is Holds.TEXT:
        return cell.removeprefix("'")
    return cell if holds is Holds.TIME else json.loads(cell)


def utc_text(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC: 2026-03-14T08:15:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _write_jsonl(lines: Iterable[Line], _: Columns, file: BinaryIO) -> int:
    count = 0
    for line in lines:
        text = json.dumps({name: _plain(name, line) for name in line}, ensure_ascii=False)
        for end, escape in _LINE_ENDS.items():
            if end in text:
                text = text.replace(end, escape)
        file.write(text.encode() + b"\n")
        count += 1
    return count


def _write_csv(lines: Iterable[Line], columns: Columns, file: BinaryIO) -> int:
    rows = ([_cell(_plain(name, line), holds) for name, holds in columns.items()] for line in lines)
    return write_csv(columns, rows, file)


def _cell(value: object, holds: Holds) -> object:
    if value is None or holds is Holds.TIME:
        return value
    if isinstance(value, str):
        return safe_cell(value) or "'"
    return json.dumps(value, ensure_ascii=False)


def _plain(name: str, line: Line) -> object:
    value = line[name]
    if isinstance(value, datetime):
        text = utc_text(value)
        has_time = line.get(f"{name.removesuffix('_at')}_has_time", True)
        return text if has_time else text[: len("2000-01-01")]
    return value.value if isinstance(value, StrEnum) else value


def _write_parquet(lines: Iterable[Line], columns: Columns, file: BinaryIO) -> int:
    import pyarrow as pa  # 0.2 s, which the other formats need not pay
    from pyarrow.parquet import ParquetWriter

    types = {
        Holds.INTEGER: pa.int64(),
        Holds.NUMBER: pa.float64(),
        Holds.BOOLEAN: pa.bool_(),
        Holds.TEXT: pa.string(),
        Holds.TIME: pa.timestamp("us", "UTC"),
        Holds.TEXTS: pa.list_(pa.string()),
        Holds.NUMBERS: pa.map_(pa.string(), pa.float64()),
        Holds.RECORDS: pa.list_(pa.map_(pa.string(), pa.string())),
    }
    schema = pa.schema((name, types[holds]) for name, holds in columns.items())
    count = 0
    with ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in chunks(lines, BATCH):
            flat = [{name: _arrow(value) for name, value in line.items()} for line in batch]
            writer.write_table(pa.Table.from_pylist(flat, schema=schema))
            count += len(batch)
    return count


def _arrow(value: object) -> object:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, list):
        return [_arrow(part) for part in value]
    return value.value if isinstance(value, StrEnum) else value


_WRITERS: dict[ExportFormat, Callable[[Iterable[Line], Columns, BinaryIO], int]] = {
    ExportFormat.JSONL: _write_jsonl,
    ExportFormat.CSV: _write_csv,
    ExportFormat.PARQUET: _write_parquet,
}
