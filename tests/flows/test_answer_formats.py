import csv
import io
import json
from datetime import UTC, datetime

import pytest
from pyarrow import parquet

from flows.answer_formats import AnswerFormat, objects, show_answer, write_answer
from storage.readonly import Answer

AT = datetime(2026, 3, 14, 8, 15, tzinfo=UTC)


def answer(columns: tuple[str, ...], *rows: tuple[object, ...]) -> Answer:
    return Answer(columns=columns, rows=list(rows), cut=False, seconds=0.0)


MIXED = answer(
    ("title", "n", "share", "is_first", "first_at"),
    ("=HYPERLINK(1)", 1, 0.5, True, AT),
    ("Two | lines\n*here*", None, 2, False, None),
)


def written(found: Answer, form: AnswerFormat, *, raw: bool = False) -> bytes:
    file = io.BytesIO()
    write_answer(found, form, file, raw=raw)
    return file.getvalue()


def test_csv_is_safe_for_spreadsheets_unless_raw():
    safe = written(MIXED, AnswerFormat.CSV).decode()
    assert safe.splitlines()[:2] == [
        "title,n,share,is_first,first_at",
        "'=HYPERLINK(1),1,0.5,true,2026-03-14T08:15:00Z",
    ]
    assert "\n=HYPERLINK(1),1," in written(MIXED, AnswerFormat.CSV, raw=True).decode()


def test_csv_ends_its_lines_as_the_exports_do_and_keeps_those_inside_of_cells():
    found = answer(("title", "n"), ("one\rtwo", 1), ("one\ntwo", 2), ("one\r\ntwo", 3))
    lines = written(found, AnswerFormat.CSV)
    assert lines == (b'title,n\r\n"one\rtwo",1\r\n"one\ntwo",2\r\n"one\r\ntwo",3\r\n')
    read = list(csv.reader(io.StringIO(lines.decode(), newline="")))
    assert read[1:] == [["one\rtwo", "1"], ["one\ntwo", "2"], ["one\r\ntwo", "3"]]


def test_jsonl_has_an_object_a_line():
    lines = [json.loads(line) for line in written(MIXED, AnswerFormat.JSONL).splitlines()]
    assert lines == objects(MIXED)
    assert lines[0]["first_at"] == "2026-03-14T08:15:00Z"
    assert lines[1]["title"] == "Two | lines\n*here*"


def test_markdown_keeps_rows_on_their_lines():
    assert written(MIXED, AnswerFormat.MD).decode().splitlines() == [
        "| title | n | share | is_first | first_at |",
        "| --- | ---: | ---: | --- | --- |",
        "| =HYPERLINK(1) | 1 | 0.5 | yes | 2026-03-14 08:15 |",
        "| Two \\| lines \\*here\\* |  | 2 | no |  |",
    ]


def test_parquet_has_types():
    found = answer((*MIXED.columns, "gone_at", "n"), *((*row, None, 3) for row in MIXED.rows))
    table = parquet.read_table(io.BytesIO(written(found, AnswerFormat.PARQUET)))
    assert {field.name: str(field.type) for field in table.schema} == {
        "title": "string",
        "n": "int64",
        "share": "double",
        "is_first": "bool",
        "first_at": "timestamp[us, tz=UTC]",
        "gone_at": "timestamp[us, tz=UTC]",
        "n_2": "int64",
    }
    assert table.column("first_at").to_pylist() == [AT, None]


def test_what_controls_a_terminal_is_not_printed(capsys: pytest.CaptureFixture[str]):
    show_answer(answer(("title",), ("\x1b]0;owned\x07",)), width=None)
    assert (
        capsys.readouterr().out
        == "title\n\N{REPLACEMENT CHARACTER}]0;owned\N{REPLACEMENT CHARACTER}\n"
    )


def test_a_row_too_wide_for_the_terminal_is_a_block(capsys: pytest.CaptureFixture[str]):
    names = tuple(f"column_{number}" for number in range(10))
    show_answer(answer(names, tuple("a long value" for _ in names)), width=80)
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "row 1"
    assert out[1].split() == ["column_0", "a", "long", "value"]
