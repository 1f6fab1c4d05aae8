import csv
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import insert

from pipeline.records import (
    ArchivePlace,
    ArticleKind,
    DateCandidate,
    ExtractedArticle,
    StoryEvent,
    StoryEventKind,
)
from storage import export as export_module
from storage import export_files
from storage.database import transaction
from storage.export import _EXPORTS, export
from storage.export_files import ExportFormat, read_cell
from storage.export_marks import Marks, read_marks
from storage.links import add_link
from storage.models import Article, ExportTable, Version
from storage.rereading import Span, kept_versions, store_readings
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
    "published_has_time",
    "article",
    "version",
    "method",
    "joined_at",
]


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    """Three articles, of which two tell one story and one waits."""
    day = make_claim(NOON.replace(hour=0), has_time=False)
    newsroom.publish(2, published=day, authors=("Ada Moss", "Böcker, J."), credit="AP")
    newsroom.record(make_page("https://harbour.example/3", fetched_at=NOON + hours(3)))
    newsroom.save(make_plan(None, [1, 2]))
    with transaction(newsroom.engine) as session:
        add_link(session, 1, 3, same=False, why="another affair", who="ada", now=NOON)
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
        "published_has_time": False,
        "article": 2,
        "version": 1,
        "method": "m1",
        "joined_at": "2026-03-02T12:00:00Z",
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
        ExportTable.LINKS: 1,
        ExportTable.EVENTS: 0,
        ExportTable.OUTCOMES: 3,
    }


@pytest.mark.parametrize("table", ExportTable)
def test_every_column_that_is_asked_for_is_written(table: ExportTable):
    """One that only one of the two names is stored and never seen."""
    source = _EXPORTS[table]
    assert set(source.columns) == set(source.query.selected_columns.keys())


def test_what_else_a_page_says_is_exported(newsroom: Newsroom):
    newsroom.record(
        make_page(
            standfirst="A crane fell.",
            kind=ArticleKind.GALLERY,
            section="Local",
            tags=("harbour",),
            free=False,
            published_reason="meta date",
            published_candidates=(DateCandidate("date", "2 March", None),),
        )
    )
    (article,) = lines(newsroom, ExportTable.ARTICLES)
    assert (article["standfirst"], article["kind"], article["section"], article["free"]) == (
        "A crane fell.",
        "gallery",
        "Local",
        False,
    )
    assert article["tags"] == ["harbour"]
    assert article["published_reason"] == "meta date"
    assert [date["printed"] for date in article["published_candidates"]] == ["2 March"]
    (version,) = lines(newsroom, ExportTable.VERSIONS)
    assert version["standfirst"] == "A crane fell."


def test_lines_can_be_cut_by_time(filled: Newsroom):
    late = lines(filled, ExportTable.VARIANTS, since=NOON)
    assert [line["url"] for line in late] == ["https://harbour.example/3"]
    early = lines(filled, ExportTable.VERSIONS, until=NOON + hours(2))
    assert [line["url"] for line in early] == ["https://harbour.example/1"]


@pytest.mark.parametrize("table", ExportTable)
def test_the_formats_say_the_same(filled: Newsroom, table: ExportTable, tmp_path: Path):
    for format in ExportFormat:
        write(filled, table, format, tmp_path / format)
    expected = lines(filled, table)
    columns = export_module._EXPORTS[table].columns
    with (tmp_path / "csv").open(newline="", encoding="utf-8") as file:
        assert [
            {name: read_cell(cell, columns[name]) for name, cell in row.items()}
            for row in csv.DictReader(file)
        ] == expected
    assert [as_json(row) for row in pq.read_table(tmp_path / "parquet").to_pylist()] == expected


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """A line of Parquet as JSON Lines have it: a day alone where no time was claimed."""

    def plain(name: str, value: object) -> object:
        if isinstance(value, datetime):
            text = value.isoformat().replace("+00:00", "Z")
            return text if row.get(f"{name.removesuffix('_at')}_has_time", True) else text[:10]
        is_map = name == "measures" and value is not None
        return dict(value) if is_map else value  # type: ignore[call-overload]

    return {name: plain(name, value) for name, value in row.items()}


def test_parquet_has_types(filled: Newsroom, tmp_path: Path):
    write(filled, ExportTable.ARTICLES, ExportFormat.PARQUET, tmp_path / "a")
    write(filled, ExportTable.COMPARISONS, ExportFormat.PARQUET, tmp_path / "c")
    articles, pairs = pq.read_schema(tmp_path / "a"), pq.read_schema(tmp_path / "c")
    assert articles.field("published_at").type == pa.timestamp("us", "UTC")
    assert articles.field("authors").type == pa.list_(pa.string())
    assert articles.field("published_has_time").type == pa.bool_()
    assert pairs.field("measures").type == pa.map_(pa.string(), pa.float64())


HOSTILE = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'quoted", "''", "＝1+1",
    'a "b", c', "a\nb\r\nc\rd", "tab\there", "nul\0nul", "\ud800", "\x85\u2028\u2029\x1c",
    "🦀 \u202eevil", "مرحبا", "-5", "null", "[]", " lead", "trail ", "\\n", ",", ";",
)  # fmt: skip


def test_hostile_texts_come_back_as_they_are_stored(newsroom: Newsroom, tmp_path: Path):
    newsroom.record(
        *[
            make_page(f"https://harbour.example/{n}", title=text, body=f"{text} {n}", credit=text)
            for n, text in enumerate(HOSTILE)
        ]
    )
    stored = {
        article.id: (version.title, version.body, article.credit)
        for article, version in zip(newsroom.rows(Article), newsroom.versions(), strict=True)
    }
    assert len(stored) == len(HOSTILE)
    columns = export_module._EXPORTS[ExportTable.ARTICLES].columns
    for format in ExportFormat:
        write(newsroom, ExportTable.ARTICLES, format, tmp_path / format)
    with (tmp_path / "csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    assert not [row for row in cells if row["title"].startswith(("=", "+", "@", "\t", "\r", "＝"))]
    found = {
        "csv": [{name: read_cell(row[name], columns[name]) for name in row} for row in cells],
        "jsonl": list(map(json.loads, (tmp_path / "jsonl").read_text("utf-8").splitlines())),
        "parquet": pq.read_table(tmp_path / "parquet").to_pylist(),
    }
    for rows in found.values():
        assert {
            row["article"]: (row["title"], row["body"], row["credit"]) for row in rows
        } == stored


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


def test_many_lines_are_streamed_in_order(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch):
    for module in (export_files, export_module):
        monkeypatch.setattr(module, "BATCH", 7)
    newsroom.publish(40)
    assert [line["url"].rsplit("/", 1)[1] for line in lines(newsroom, ExportTable.VARIANTS)] == [
        str(number) for number in range(1, 41)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("format", ExportFormat)
def test_memory_does_not_grow_with_the_lines(
    newsroom: Newsroom, format: ExportFormat, monkeypatch: pytest.MonkeyPatch
):
    """3,000 bodies of 10 KB are 30 MB, and of each batch 1 MB."""
    newsroom.publish(1)
    (first,) = newsroom.versions()
    row = {column.name: getattr(first, column.name) for column in Version.__table__.columns}
    with transaction(newsroom.engine) as session:
        rows = [
            row | {"id": number, "number": number, "body": f"{number} " * 2_000}
            for number in range(2, 3_002)
        ]
        session.execute(insert(Version), rows)
    del rows
    for module in (export_files, export_module):
        monkeypatch.setattr(module, "BATCH", 100)
    with transaction(newsroom.engine) as session, Path("/dev/null").open("wb") as output:
        tracemalloc.start()
        try:
            assert export(session, ExportTable.VERSIONS, format, output) == 3_001
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 10_000_000


def marks(newsroom: Newsroom) -> Marks:
    with transaction(newsroom.engine) as session:
        return read_marks(session)


def changed(newsroom: Newsroom, since: Marks) -> dict[ExportTable, list[int]]:
    """How the lines that changed are numbered: by article, story, event or page."""
    return {
        table: [next(line[key] for key in _KEYS if key in line) for line in found]
        for table in ExportTable
        if (found := lines(newsroom, table, changed_since=since))
    }


_KEYS = ("page", "event", "article", "first_article", "story")


def test_before_anything_everything_has_changed(filled: Newsroom):
    nothing = Marks(dict.fromkeys(marks(filled).reached))
    assert {table: len(found) for table, found in changed(filled, nothing).items()} == {
        table: len(found) for table in ExportTable if (found := lines(filled, table))
    }


def test_what_has_changed_is_told_and_no_more(filled: Newsroom):
    before = marks(filled)
    later = NOON + hours(24)
    # Of the time of the mark itself, which may come again within a run.
    still = {ExportTable.COMPARISONS: [1], ExportTable.LINKS: [1], ExportTable.STORIES: [1]}
    assert changed(filled, before) == still | {ExportTable.VARIANTS: [1, 2]}
    filled.record(
        make_page("https://harbour.example/3", body="Edited.", fetched_at=later),
        make_page("https://harbour.example/4", fetched_at=later),
        run_id=filled.start_run(),
    )
    assert changed(filled, before) == still | {
        ExportTable.ARTICLES: [3, 4],
        ExportTable.OUTCOMES: [4, 5],
        ExportTable.VARIANTS: [1, 2, 3, 4],
        ExportTable.VERSIONS: [3, 4],
    }


def test_what_was_read_anew_is_told(newsroom: Newsroom):
    pages = [
        replace(make_page(f"https://harbour.example/{n}"), place=ArchivePlace(file="a", offset=n))
        for n in (1, 2)
    ]
    newsroom.record(*pages)
    before = marks(newsroom)
    with transaction(newsroom.engine) as session:
        kept, _ = kept_versions(session, Span(), limit=2)
        read = ExtractedArticle(
            url="", title=kept.stored.title, body=kept.stored.body, section="Local"
        )
        store_readings(session, [(kept, read)], extractor="2", now=NOON)
    assert changed(newsroom, before) == {
        ExportTable.ARTICLES: [1],
        ExportTable.VARIANTS: [1],
        ExportTable.VERSIONS: [1],
    }


def test_a_story_that_went_into_another_is_told_where_changes_are_asked_for(filled: Newsroom):
    filled.save(make_plan(None, [3]))
    before = marks(filled)
    merged = StoryEvent(kind=StoryEventKind.MERGED, other_story_id=2)
    plan = make_plan(1, [1, 2, 3], absorbed_ids=(2,), events=(merged,))
    filled.save(plan, now=NOON + hours(24))
    assert [story["story"] for story in lines(filled, ExportTable.STORIES)] == [1]
    told = lines(filled, ExportTable.STORIES, changed_since=before)
    assert [(story["story"], story["merged_into"], story["removed"]) for story in told] == [
        (1, None, False),
        (2, 1, True),
    ]
    assert changed(filled, before)[ExportTable.EVENTS] == [1]
