"""Pages from files: good lines, bad lines, web archives."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.archive import UNKNOWN_OUTLET, read_jsonl, read_warc
from crawlers.settings import MAX_PAGE_BYTES
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle, PageKind, PageRecord
from tests.servers import article

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


def _warc(tmp_path: Path, *pages: tuple[str, str, bytes, str]) -> Path:
    path = tmp_path / "news.warc.gz"
    records = [_record("warcinfo", "news.warc.gz", b"software: test\r\n")]
    for url, status, body, kind in pages:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n"
        records.append(_record("response", url, head.encode() + body))
    path.write_bytes(b"".join(gzip.compress(record) for record in records))
    return path


def _record(kind: str, uri: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
        "WARC-Date: 2026-02-28T06:00:00Z\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def test_a_web_archive_is_read(tmp_path: Path) -> None:
    storm = article("A storm at sea").body
    html = "text/html; charset=utf-8"
    path = _warc(
        tmp_path,
        ("http://harbour.example/storm", "200 OK", storm, html),
        ("http://harbour.example/gone", "404 Not Found", b"", html),
        ("http://hill.example/down", "500 Oh", b"", html),
        ("http://hill.example/image", "200 OK", b"GIF", "image/gif"),
        ("http://hill.example/front", "200 OK", b"<html></html>", html),
        ("http://hill.example/huge", "200 OK", b"x" * (MAX_PAGE_BYTES + 1), html),
        ("urn:nothing", "200 OK", storm, html),
    )
    read = list(read_warc(path, now=NOW))
    assert [(outlet, record.outcome) for outlet, record in read] == [
        ("harbour.example", None),
        ("harbour.example", Outcome.GONE),
        ("hill.example", Outcome.HTTP_ERROR),
        ("hill.example", Outcome.NOT_HTML),
        ("hill.example", Outcome.NO_BODY),
        ("hill.example", Outcome.TOO_LARGE),
        (UNKNOWN_OUTLET, Outcome.BAD_RECORD),
    ]
    first = read[0][1]
    assert first.article is not None
    assert first.article.title == "A storm at sea"
    assert (first.requested_url, first.final_url) == (
        f"{tmp_path}/news.warc.gz#1",
        "http://harbour.example/storm",
    )
    assert first.fetched_at == datetime(2026, 2, 28, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"no archive at all\n", id="text"),
        pytest.param(b"\x1f\x8b\x08broken", id="broken-gzip"),
        pytest.param(b"\x00\xff" * 99, id="noise"),
    ],
)
def test_what_is_no_web_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "news.warc"
    path.write_bytes(content)
    [(_, record)] = read_warc(path, now=NOW)
    assert record.outcome is Outcome.BAD_RECORD
    assert "news.warc:1" in (record.detail or "")
