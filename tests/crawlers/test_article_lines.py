"""Articles from files: good lines, bad lines."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.article_lines import UNKNOWN_OUTLET, read_jsonl
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle, PageKind, PageRecord

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOD = {
    "id": "x1",
    "url": "https://harbour.example/storm?utm_source=feed",
    "title": "Storm",
    "published": "2026-03-01T10:00:00+02:00",
    "lang": "en",
    "outlet": "harbour.example",
    "body": "First.\n\nSecond.",
    "credit": "Meridian Wire",
}


def _write(tmp_path: Path, *lines: object, name: str = "news.jsonl") -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["news.jsonl", "news.jsonl.gz"])
def test_a_line_is_an_article(tmp_path: Path, name: str) -> None:
    [(outlet, record)] = read_jsonl(_write(tmp_path, GOOD, name=name), now=NOW)
    claim = DateClaim(at=datetime(2026, 3, 1, 8, tzinfo=UTC), origin=DateOrigin.IMPORT)
    assert outlet == "harbour.example"
    assert record == PageRecord(
        requested_url=f"{tmp_path}/{name}#1",
        kind=PageKind.ARTICLE,
        fetched_at=NOW,
        article=ExtractedArticle(
            url="https://harbour.example/storm",
            title="Storm",
            body="First.\n\nSecond.",
            lang="en",
            published=claim,
            credit="Meridian Wire",
        ),
    )


@pytest.mark.parametrize(
    ("published", "at", "has_time", "odd"),
    [
        pytest.param(None, None, None, False, id="null"),
        pytest.param("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC), False, False, id="day"),
        pytest.param("2026-03-01T10:00", datetime(2026, 3, 1, 10, tzinfo=UTC), True, False, id="m"),
        pytest.param("last Monday", None, None, True, id="words"),
        pytest.param(17, None, None, True, id="number"),
    ],
)
def test_published_is_a_time_a_day_or_null(
    tmp_path: Path, published: object, at: datetime | None, has_time: bool | None, odd: bool
) -> None:
    [(_, record)] = read_jsonl(_write(tmp_path, GOOD | {"published": published}), now=NOW)
    assert record.article is not None
    claim = record.article.published
    assert (claim and claim.at, claim and claim.has_time) == (at, has_time)
    assert (record.detail is not None) is odd


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param("{broken", "not JSON", id="syntax"),
        pytest.param("[" * 100_000, "not JSON", id="deep"),
        pytest.param("[1, 2]", "not a JSON object", id="list"),
        pytest.param(GOOD | {"url": "storm"}, "'storm' is not an absolute", id="address"),
        pytest.param(GOOD | {"url": None}, "'' is not an absolute", id="no-address"),
        pytest.param(GOOD | {"url": 3}, "url is no text: 3", id="address-number"),
        pytest.param(GOOD | {"title": ["Storm"]}, "title is no text", id="title"),
        pytest.param(
            {key: value for key, value in GOOD.items() if key != "body"}, "body is missing", id="no"
        ),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: object, what: str) -> None:
    path = _write(tmp_path, GOOD, line, GOOD)
    _, (outlet, bad), (_, last) = read_jsonl(path, now=NOW)
    assert bad.outcome is Outcome.BAD_RECORD
    assert (bad.detail or "").startswith(f"{tmp_path}/news.jsonl:2: ")
    assert what in (bad.detail or "")
    assert outlet in (UNKNOWN_OUTLET, "harbour.example")
    assert last.requested_url == f"{tmp_path}/news.jsonl#3"


def test_an_empty_body_is_a_page_without_one(tmp_path: Path) -> None:
    [(_, record)] = read_jsonl(_write(tmp_path, GOOD | {"body": " \n"}), now=NOW)
    assert record.outcome is Outcome.NO_BODY


def test_an_article_without_an_outlet_is_its_hosts(tmp_path: Path) -> None:
    [(outlet, _)] = read_jsonl(_write(tmp_path, GOOD | {"outlet": None}), now=NOW)
    assert outlet == "harbour.example"


def test_empty_lines_are_nothing(tmp_path: Path) -> None:
    assert list(read_jsonl(_write(tmp_path, "", "  ", ""), now=NOW)) == []


def test_a_cut_gzip_file_gives_what_it_holds(tmp_path: Path) -> None:
    path = _write(tmp_path, *[GOOD] * 500, name="news.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-20])
    records = [record for _, record in read_jsonl(path, now=NOW)]
    assert records[-1].outcome is Outcome.BAD_RECORD
    assert "cannot be read on" in (records[-1].detail or "")
    assert len({record.requested_url for record in records}) == len(records)
