import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from storage.database import transaction
from storage.export import ExportFormat, ExportTable, export
from storage.stories import replace_comparisons
from tests.storage.newsroom import (
    NOON,
    Newsroom,
    hours,
    make_claim,
    make_page,
    make_pair,
    make_plan,
)

VARIANT_FIELDS = [
    "story",
    "url",
    "kind",
    "source",
    "published_at",
    "first_seen_at",
    "canonical",
    "credit",
    "likely_source_url",
    "score",
    "source_confidence",
    "source_reason",
]


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    """Three articles, of which two tell one story and one waits."""
    day = make_claim(NOON.replace(hour=0), has_time=False)
    newsroom.publish(2, published=day, authors=("Ada Moss", "Böcker, J."), credit="AP")
    newsroom.record(make_page("https://harbour.example/3", fetched_at=NOON + hours(3)))
    newsroom.save(make_plan(None, [1, 2]))
    with transaction(newsroom.engine) as session:
        replace_comparisons(session, [make_pair(1, 2)], article_ids=(), now=NOON)
    return newsroom


def lines(newsroom: Newsroom, table: ExportTable, **span: Any) -> list[dict[str, Any]]:
    output = io.BytesIO()
    with transaction(newsroom.engine) as session:
        count = export(session, table, ExportFormat.JSONL, output, **span)
    found = [json.loads(line) for line in output.getvalue().splitlines()]
    assert len(found) == count
    return found


def write(newsroom: Newsroom, table: ExportTable, format: ExportFormat, path: Path) -> int:
    with transaction(newsroom.engine) as session:
        return export(session, table, format, path)


def test_variants_have_one_line_per_article(filled: Newsroom):
    first, second, waiting = lines(filled, ExportTable.VARIANTS)
    assert list(first) == VARIANT_FIELDS
    assert second == {
        "story": 1,
        "url": "https://harbour.example/2",
        "kind": "reprint",
        "source": "harbour-post",
        "published_at": "2026-03-02",
        "first_seen_at": "2026-03-02T14:00:00Z",
        "canonical": False,
        "credit": "AP",
        "likely_source_url": "https://harbour.example/1",
        "score": 0.75,
        "source_confidence": 0.5,
        "source_reason": "credits it",
    }
    assert (waiting["url"], waiting["first_seen_at"]) == (
        "https://harbour.example/3",
        "2026-03-02T15:00:00Z",
    )
    assert {waiting[name] for name in ("story", "kind", "canonical", "published_at")} == {None}


def test_a_story_says_who_tells_it(filled: Newsroom):
    (story,) = lines(filled, ExportTable.STORIES)
    assert (story["outlet_count"], story["independent_count"]) == (2, 1)
    assert (story["first_url"], story["first_certain"]) == ("https://harbour.example/1", False)


def test_every_table_has_its_lines(filled: Newsroom):
    counts = {table: len(lines(filled, table)) for table in ExportTable}
    assert counts == {
        ExportTable.STORIES: 1,
        ExportTable.VARIANTS: 3,
        ExportTable.ARTICLES: 3,
        ExportTable.VERSIONS: 3,
        ExportTable.COMPARISONS: 1,
    }


def test_lines_can_be_cut_by_time(filled: Newsroom):
    late = lines(filled, ExportTable.VARIANTS, since=NOON)
    assert [line["url"] for line in late] == ["https://harbour.example/3"]
    early = lines(filled, ExportTable.VERSIONS, until=NOON + hours(2))
    assert [line["url"] for line in early] == ["https://harbour.example/1"]


@pytest.mark.parametrize("table", ExportTable)
def test_the_formats_say_the_same(filled: Newsroom, table: ExportTable, tmp_path: Path):
    expected = lines(filled, table)
    write(filled, table, ExportFormat.CSV, tmp_path / "x.csv")
    write(filled, table, ExportFormat.PARQUET, tmp_path / "x.parquet")
    with (tmp_path / "x.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [
            {name: as_cell(value) for name, value in line.items()} for line in expected
        ]
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == [
        {name: json.dumps(v) if isinstance(v, list | dict) else v for name, v in line.items()}
        for line in expected
    ]


def as_cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("format", ExportFormat)
def test_nothing_to_write_is_a_file_all_the_same(
    newsroom: Newsroom, format: ExportFormat, tmp_path: Path
):
    assert write(newsroom, ExportTable.VARIANTS, format, tmp_path / "x") == 0
    if format is ExportFormat.PARQUET:
        assert pq.read_table(tmp_path / "x").column_names == VARIANT_FIELDS
    else:
        assert (tmp_path / "x").read_text() in ("", ",".join(VARIANT_FIELDS) + "\n")


def test_a_file_that_is_there_is_replaced_only_by_a_complete_one(
    filled: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "exports"
    folder.mkdir()
    target = folder / "out.jsonl"
    target.write_text("old")

    def fail(*_: object, **__: object) -> str:
        assert target.read_text() == "old"
        raise OSError("disk full")

    monkeypatch.setattr(json, "dumps", fail)
    with pytest.raises(OSError, match="disk full"):
        write(filled, ExportTable.VARIANTS, ExportFormat.JSONL, target)
    assert list(folder.iterdir()) == [target]
    assert target.read_text() == "old"


def test_a_link_is_written_through(filled: Newsroom, tmp_path: Path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write(filled, ExportTable.STORIES, ExportFormat.JSONL, link)
    assert link.is_symlink()
    assert json.loads(target.read_text())["story"] == 1


def test_a_device_is_written_and_not_replaced(filled: Newsroom):
    assert write(filled, ExportTable.VARIANTS, ExportFormat.CSV, Path("/dev/null")) == 3
    assert Path("/dev/null").is_char_device()


def test_the_caller_keeps_the_output_open(filled: Newsroom):
    for format in ExportFormat:
        output = io.BytesIO()
        with transaction(filled.engine) as session:
            export(session, ExportTable.VARIANTS, format, output)
        assert not output.closed
        assert output.getvalue()


@pytest.mark.slow
def test_many_lines_are_streamed_in_order(newsroom: Newsroom):
    newsroom.publish(1_200)
    assert [line["url"].rsplit("/", 1)[1] for line in lines(newsroom, ExportTable.VARIANTS)] == [
        str(number) for number in range(1, 1_201)
    ]
