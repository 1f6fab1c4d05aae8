"""Tests of storage.export_files; tests/storage/test_export.py writes real tables with it."""

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.export_files import Columns, ExportFormat, Holds, read_cell, write_lines

COLUMNS: Columns = {
    "text": Holds.TEXT,
    "number": Holds.NUMBER,
    "yes": Holds.BOOLEAN,
    "texts": Holds.TEXTS,
    "numbers": Holds.NUMBERS,
    "records": Holds.RECORDS,
}
LINES = [
    {
        "text": "",
        "number": -0.1,
        "yes": True,
        "texts": ["=1", ""],
        "numbers": {"é": 1e-9},
        "records": [{"a": "=1", "b": None}, {}],
    },
    {"text": None, "number": None, "yes": None, "texts": None, "numbers": None, "records": None},
    {"text": "'", "number": 1e300, "yes": False, "texts": [], "numbers": {}, "records": []},
]


def written(lines: list[dict[str, Any]], columns: Columns, format: ExportFormat) -> bytes:
    output = io.BytesIO()
    assert write_lines(lines, columns, format, output) == len(lines)
    return output.getvalue()


def read_csv(content: bytes, columns: Columns) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: read_cell(row[name], columns[name]) for name in row} for row in rows]


def test_nothing_and_an_empty_text_are_two_things():
    assert read_csv(written(LINES, COLUMNS, ExportFormat.CSV), COLUMNS) == LINES
    found = written(LINES, COLUMNS, ExportFormat.JSONL).splitlines()
    assert list(map(json.loads, found)) == LINES
    rows = pq.read_table(io.BytesIO(written(LINES, COLUMNS, ExportFormat.PARQUET))).to_pylist(
        maps_as_pydicts="strict"
    )
    assert rows == LINES


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_out_of_csv_and_no_cell_is_a_formula(texts):
    columns = {"text": Holds.TEXT}
    content = written([{"text": text} for text in texts], columns, ExportFormat.CSV)
    assert [row["text"] for row in read_csv(content, columns)] == texts
    cells = [row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""))]
    assert not [cell for cell in cells if cell[:1] in set("=@\t\r\n＝＠")]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_a_line_of_json_is_a_line_to_every_reader(texts):
    content = written([{"text": text} for text in texts], {"text": Holds.TEXT}, ExportFormat.JSONL)
    assert [json.loads(line)["text"] for line in content.decode().splitlines()] == texts


@pytest.mark.parametrize("format", ExportFormat)
def test_lines_are_taken_one_by_one(format, monkeypatch):
    monkeypatch.setattr("storage.export_files.BATCH", 2)
    taken = 0

    def lines():
        nonlocal taken
        for number in range(5):
            taken += 1
            yield {"n": number}

    class Watched(io.BytesIO):
        seen = 0

        def write(self, data):
            self.seen = self.seen or taken
            return super().write(data)

    output = Watched()
    assert write_lines(lines(), {"n": Holds.INTEGER}, format, output) == 5
    assert output.seen <= 2
