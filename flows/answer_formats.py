"""Writes the answer to a query: for people on a terminal, or as a file for other programs."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import BinaryIO

from flows import screen
from storage.export_files import utc_text
from storage.readonly import Answer
from storage.spreadsheet import safe_cell, write_csv


class AnswerFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    MD = "md"


# Would move the cursor of a terminal, or rename its window.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHORT = 12
"""What a column needs at least to be read in a table."""


def show_answer(answer: Answer, *, width: int | None) -> None:
    """Print the rows as a table; where `width` is too narrow for one, a block for each row."""
    texts = [[_shown(value) for value in row] for row in answer.rows]
    if width is not None and _least_width(answer.columns, texts) > width:
        _show_blocks(answer.columns, texts)
        return
    screen.show_table(answer.columns, texts, right=_numeric(answer))


def write_answer(answer: Answer, format: AnswerFormat, file: BinaryIO, *, raw: bool) -> None:
    """Write the rows in one of the formats for files.

    raw: leave the cells of a CSV file as they are, be they formulas or not.
    """
    if format is AnswerFormat.CSV:
        _write_csv(answer, file, (lambda text: text) if raw else safe_cell)
    else:
        _WRITERS[format](answer, file)


def objects(answer: Answer) -> list[dict[str, object]]:
    """Return the rows as objects; a name that comes again gets a number."""
    names = _unique(answer.columns)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in answer.rows]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{round(value, 3):.12g}"
        case datetime():
            at = value.astimezone(UTC)
            return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"
        case bytes():
            return value.hex()
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    return value.hex() if isinstance(value, bytes) else value


def _numeric(answer: Answer) -> list[str]:
    """The columns that hold numbers alone."""
    return [
        name
        for at, name in enumerate(answer.columns)
        if all(
            isinstance(row[at], int | float | None) and not isinstance(row[at], bool)
            for row in answer.rows
        )
    ]


def _least_width(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> int:
    widest = [max(map(len, (name, *(row[at] for row in texts)))) for at, name in enumerate(columns)]
    return sum(min(width, _SHORT) + 2 for width in widest)


def _show_blocks(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> None:
    from rich.text import Text

    terminal = screen.console()
    indent = max(map(len, columns)) + 2
    for number, row in enumerate(texts, 1):
        terminal.print(Text(f"row {number}", style="bold"))
        for name, cell in zip(columns, row, strict=True):
            lines = Text(cell).wrap(terminal, max(terminal.width - indent, 20), overflow="fold")
            for at, line in enumerate(lines):
                line.rstrip()
                head = Text(name.ljust(indent) if at == 0 else " " * indent, style="dim")
                terminal.print(head.append_text(line), soft_wrap=True)


def _write_csv(answer: Answer, file: BinaryIO, cell: Callable[[str], str]) -> None:
    head = [cell(name) for name in answer.columns]
    rows = ([_csv_cell(_plain(value), cell) for value in row] for row in answer.rows)
    write_csv(head, rows, file)


def _csv_cell(value: object, cell: Callable[[str], str]) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return cell(value) if isinstance(value, str) else value


def _write_jsonl(answer: Answer, file: BinaryIO) -> None:
    for line in objects(answer):
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _write_md(answer: Answer, file: BinaryIO) -> None:
    numeric = _numeric(answer)
    rule = ["---:" if name in numeric else "---" for name in answer.columns]
    cells = [[_md_cell(_shown(value)) for value in row] for row in answer.rows]
    for line in ([_md_cell(name) for name in answer.columns], rule, *cells):
        file.write(f"| {' | '.join(line)} |\n".encode())


def _md_cell(text: str) -> str:
    safe = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))
    return re.sub(r"\\_(?=\w)", "_", safe)  # inside of a word it is no markup


def _write_parquet(answer: Answer, file: BinaryIO) -> None:
    import pyarrow as pa  # 0.2 s, which the other formats need not pay
    from pyarrow import parquet

    columns = {}
    for at, name in enumerate(_unique(answer.columns)):
        values = [row[at] for row in answer.rows]
        kind = _arrow_kind(values) or ("timestamp" if name.endswith("_at") else "string")
        if kind == "string":
            values = [None if v is None else str(_plain(v)) for v in values]
        columns[name] = pa.array(values, getattr(pa, kind)(*_ARROW_ARGUMENTS.get(kind, ())))
    parquet.write_table(pa.table(columns), file)


_ARROW_ARGUMENTS = {"timestamp": ("us", "UTC")}


def _arrow_kind(values: Sequence[object]) -> str | None:
    """The type of Arrow that holds all values; None where there are none."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return None
    if kinds == {int, float}:
        return "float64"
    kind = {bool: "bool_", int: "int64", float: "float64", datetime: "timestamp", bytes: "binary"}
    return kind.get(kinds.pop(), "string") if len(kinds) == 1 else "string"


def _unique(columns: Sequence[str]) -> list[str]:
    names: list[str] = []
    for name in columns:
        number, free = 2, name
        while free in names:
            number, free = number + 1, f"{name}_{number}"
        names.append(free)
    return names


_WRITERS: dict[AnswerFormat, Callable[[Answer, BinaryIO], None]] = {
    AnswerFormat.JSONL: _write_jsonl,
    AnswerFormat.PARQUET: _write_parquet,
    AnswerFormat.MD: _write_md,
}
