"""Web archives, read as if a crawl had fetched their pages: one outcome for each response."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest

from crawlers.article_lines import UNKNOWN_OUTLET
from crawlers.catalogue import Outlet
from crawlers.extraction import Extraction, extract_each_here
from crawlers.settings import MAX_PAGE_BYTES
from crawlers.warc_pages import WarcReading, read_warc
from pipeline.outcomes import Outcome
from pipeline.records import PageKind, PageRecord
from tests.crawlers.warcs import HTML, record, response, write_warc
from tests.servers import article, feed, page, sitemap

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORM = article("A storm at sea").body
HARBOUR = Outlet(
    name="harbour-post",
    title="Harbour Post",
    home="http://harbour.example/",
    language="en",
    time_zone="Asia/Tokyo",
    sections=("http://harbour.example/town",),
)
FEED = feed("http://x.example/b", texts={"http://x.example/b": STORM.decode()}).body
DATED = page(
    "A storm",
    "The harbour was closed on Monday, the mayor said, and nobody knew for how long it would be.",
    head='<meta property="article:published_time" content="2026-02-27T08:00:00Z">',
).body
BOMB = gzip.compress(b"<p>" + b"0" * (MAX_PAGE_BYTES + 1))


def _read(path: Path, **fields: Any) -> list[tuple[str, PageRecord]]:
    given = {"now": NOW, "outlets": {"harbour.example": HARBOUR}} | fields
    return list(read_warc(path, WarcReading(**given)))


def _in_chunks(body: bytes) -> bytes:
    parts = (body[:100], body[100:])
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _endings(path: Path, **fields: Any) -> list[tuple[str, Outcome | None]]:
    return [(outlet, record.outcome) for outlet, record in _read(path, **fields)]


# How a record of each kind ends.
KINDS: dict[str, tuple[bytes, Outcome | None]] = {
    "page": (response("http://x.example/a", STORM), None),
    "packed": (
        response("http://x.example/a", gzip.compress(STORM), Content_Encoding="gzip"),
        None,
    ),
    "length-too-long": (
        response("http://x.example/a", STORM, Content_Length="999999"),
        None,
    ),
    "gone": (response("http://x.example/a", status="404 Not Found"), Outcome.GONE),
    "down": (response("http://x.example/a", status="500 Oh"), Outcome.HTTP_ERROR),
    "as-before": (response("http://x.example/a", status="304 As before"), Outcome.NOT_MODIFIED),
    "moved": (response("http://x.example/a", status="301 Moved", Location="/b"), Outcome.NO_BODY),
    "moved-nowhere": (response("http://x.example/a", status="302 Moved"), Outcome.HTTP_ERROR),
    "image": (
        response("http://x.example/a", b"GIF89a", Content_Type="image/gif"),
        Outcome.NOT_HTML,
    ),
    "front": (response("http://x.example/a", b"<html></html>"), Outcome.NO_BODY),
    "empty": (response("http://x.example/a"), Outcome.NO_BODY),
    "huge": (response("http://x.example/a", b"x" * (MAX_PAGE_BYTES + 1)), Outcome.TOO_LARGE),
    "gigantic": (response("http://x.example/a", b"x" * 2 * MAX_PAGE_BYTES), Outcome.TOO_LARGE),
    "bomb": (response("http://x.example/a", BOMB, Content_Encoding="gzip"), Outcome.TOO_LARGE),
    "cut-for-length": (
        response("http://x.example/a", STORM, warc=("WARC-Truncated: length",)),
        Outcome.TOO_LARGE,
    ),
    "cut-for-time": (
        response("http://x.example/a", STORM, warc=("WARC-Truncated: time",)),
        Outcome.NETWORK_ERROR,
    ),
    "first-segment": (
        response("http://x.example/a", STORM[:900], warc=("WARC-Segment-Number: 1",)),
        Outcome.TOO_LARGE,
    ),
    "next-segment": (
        record(
            STORM[900:],
            "continuation",
            "http://x.example/a",
            warc=("WARC-Segment-Number: 2", "WARC-Segment-Origin-ID: <urn:uuid:1>"),
        ),
        Outcome.TOO_LARGE,
    ),
    "version-1.1": (
        response("http://x.example/a", STORM, date="2026-02-28T06:00:00.123456Z").replace(
            b"WARC/1.0", b"WARC/1.1"
        ),
        None,
    ),
    "revisit": (response("http://x.example/a", kind="revisit"), Outcome.UNCHANGED),
    "revisit-without-headers": (record(b"", "revisit", "http://x.example/a"), Outcome.UNCHANGED),
    "no-http": (record(STORM, "response", "http://x.example/a"), Outcome.BAD_RECORD),
    "no-address": (response("", STORM), Outcome.BAD_RECORD),
    "urn": (response("urn:nothing", STORM), Outcome.BAD_RECORD),
    "name-service": (
        record(b"x 1 IN A", "response", "dns:x.example", warc=("Content-Type: text/dns",)),
        Outcome.NOT_HTML,
    ),
    "feed": (
        response("http://x.example/a", FEED, Content_Type="application/xml"),
        Outcome.NOT_HTML,
    ),
    "feed-said-to-be-html": (response("http://x.example/a", FEED), Outcome.NOT_HTML),
    "sitemap-said-to-be-html": (
        response("http://x.example/a", sitemap("http://x.example/b").body),
        Outcome.NOT_HTML,
    ),
    "json": (
        response("http://x.example/a", b'{"items": []}', Content_Type="application/feed+json"),
        Outcome.NOT_HTML,
    ),
    "front-page": (response("http://x.example/", STORM), Outcome.NO_BODY),
    "front-page-by-name": (response("http://x.example/index.html", STORM), Outcome.NO_BODY),
    "article-of-a-parameter": (response("http://x.example/?p=4711", STORM), None),
    "section": (response("http://harbour.example/town", STORM), Outcome.NO_BODY),
    "list-of-a-tag": (response("http://x.example/tag/storm", STORM), Outcome.NO_BODY),
    "dated-under-a-tag": (response("http://x.example/tag/storm", DATED), None),
    "chunked": (
        response("http://x.example/a", _in_chunks(STORM), Transfer_Encoding="chunked"),
        None,
    ),
    "brotli": (
        response("http://x.example/a", brotli.compress(STORM), Content_Encoding="br"),
        None,
    ),
    "packed-in-chunks": (
        response(
            "http://x.example/a",
            _in_chunks(gzip.compress(STORM)),
            Content_Encoding="gzip",
            Transfer_Encoding="chunked",
        ),
        None,
    ),
    "resource": (
        record(STORM, "resource", "http://x.example/a", warc=(f"Content-Type: {HTML}",)),
        None,
    ),
    "resource-of-no-page": (
        record(b"log", "resource", "metadata://x/log", warc=("Content-Type: text/plain",)),
        Outcome.NOT_HTML,
    ),
    "huge-resource": (
        record(b"<p>" * MAX_PAGE_BYTES, "resource", "http://x.example/a"),
        Outcome.TOO_LARGE,
    ),
    "conversion": (
        record(b"A storm", "conversion", "http://x.example/a", warc=("Content-Type: text/plain",)),
        Outcome.NOT_HTML,
    ),
    "noise": (b"\x00\xff noise\r\n\r\n", Outcome.BAD_RECORD),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_each_response_has_one_outcome(tmp_path: Path, kind: str, name: str) -> None:
    content, outcome = KINDS[kind]
    around = response("http://harbour.example/storm", STORM)
    ignored = [
        record(b"software: x\r\n", "warcinfo", "x"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request", "http://x.example/"),
        record(b"{}", "metadata", "http://x.example/"),
    ]
    path = write_warc(tmp_path / name, *ignored, around, content, around)
    outcomes = [ending for _, ending in _endings(path)]
    assert outcomes == [None, outcome, None]


def test_a_page_is_as_if_fetched_at_its_date(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="/storm"><meta property="og:url" content="/storm-og">'
    printed = '<meta property="article:published_time" content="2026-02-27T08:00:00">'
    body = page("A storm", "The harbour was closed on Monday, the mayor said.", head=head + printed)
    path = write_warc(
        tmp_path / "news.warc.gz",
        response("http://harbour.example/storm?utm_source=x", body.body, X_Robots_Tag="noai"),
        response("http://hill.example/storm", STORM, date="2099-01-01T00:00:00Z"),
        response("http://hill.example/b", STORM, date="last week"),
    )
    [(outlet, first), (other, second), (_, third)] = _read(path)
    assert (outlet, other) == ("harbour-post", "hill.example")
    assert first.requested_url == f"{path}#1"
    assert first.final_url == "http://harbour.example/storm?utm_source=x"
    assert first.fetched_at == datetime(2026, 2, 28, 6, tzinfo=UTC)
    assert (first.kind, first.status) == (PageKind.ARTICLE, 200)
    assert (first.opt_outs, first.extractor is not None) == (("noai",), True)
    assert "http://harbour.example/storm-og" in first.aliases
    assert first.article is not None
    assert first.article.url == "http://harbour.example/storm"
    assert first.article.published is not None  # a time without an offset is that of its outlet
    assert first.article.published.at == datetime(2026, 2, 26, 23, tzinfo=UTC)
    # An archive cannot be from the future.
    assert (second.fetched_at, third.fetched_at) == (NOW, NOW)


def test_what_leads_to_a_page_becomes_its_alias(tmp_path: Path) -> None:
    def moved(source: str, target: str) -> bytes:
        return response(f"http://x.example{source}", status="302 Found", Location=target)

    path = write_warc(
        tmp_path / "news.warc.gz",
        moved("/a", "http://x.example/b"),
        moved("/b", "/c"),
        moved("/elsewhere", "/d"),
        response("http://x.example/c", STORM),
        moved("/loop", "/loop"),
    )
    records = [record for _, record in _read(path)]
    assert records[3].aliases == ("http://x.example/a", "http://x.example/b")
    assert [record.status for record in records] == [302, 302, 302, 200, 302]
    assert records[1].detail == "leads to http://x.example/c"


def test_reserved_pages_are_refused_where_that_is_obeyed(tmp_path: Path) -> None:
    path = write_warc(
        tmp_path / "news.warc.gz",
        response("http://harbour.example/a", STORM, X_Robots_Tag="noai"),
        response("http://hill.example/a", STORM, X_Robots_Tag="noai"),
    )
    endings = _endings(path, obeys=lambda outlet: outlet.name == "harbour-post")
    assert endings == [("harbour-post", Outcome.REFUSED_BY_OPT_OUT), ("hill.example", None)]


def test_a_wrong_length_is_told_and_costs_nothing(tmp_path: Path) -> None:
    records = (
        response("http://x.example/a", STORM, length=100),
        response("http://x.example/b", STORM, length=len(STORM) + 400),
        response("http://x.example/c", STORM),
    )
    read = _read(write_warc(tmp_path / "news.warc", *records))
    assert [record.detail is not None for _, record in read] == [True, True, False]
    assert len({record.article.body for _, record in read if record.article}) == 1


def test_a_torn_end_is_one_bad_record(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "news.warc.gz", *[response("http://x.example/a", STORM)] * 3)
    path.write_bytes(path.read_bytes()[:-30])
    assert _endings(path) == [
        ("x.example", None),
        ("x.example", None),
        (UNKNOWN_OUTLET, Outcome.BAD_RECORD),
    ]


def test_one_gzip_around_all_records_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(gzip.compress(response("http://x.example/a", STORM) * 3))
    assert _endings(path) == [("x.example", None)] * 3


@pytest.mark.parametrize("content", [b"no archive at all\n", b"\x1f\x8b\x08broken", b"\0\xff" * 99])
def test_what_is_no_web_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "news.warc"
    path.write_bytes(content)
    [(outlet, found)] = _read(path)
    assert (outlet, found.outcome) == (UNKNOWN_OUTLET, Outcome.BAD_RECORD)
    assert "news.warc:1" in (found.detail or "")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    [(_, found)] = _read(tmp_path / "none.warc")
    assert found.outcome is Outcome.BAD_RECORD
    assert "No such file" in (found.detail or "")


def test_a_page_that_takes_too_long_is_an_outcome(tmp_path: Path) -> None:
    def extract(jobs: Any) -> Any:
        for context, raw in jobs:
            given_up = raw is not None and b"endless" in raw.html
            [(_, extraction)] = extract_each_here([(context, raw)])
            yield (
                context,
                Extraction(failure="not read within 1 second") if given_up else extraction,
            )

    path = write_warc(
        tmp_path / "news.warc.gz",
        response("http://x.example/a", b"<html>endless"),
        response("http://x.example/b", STORM),
    )
    [(_, slow), (_, quick)] = _read(path, extract=extract)
    assert (slow.outcome, slow.detail) == (Outcome.EXTRACTION_FAILED, "not read within 1 second")
    assert quick.article is not None


def test_the_content_type_names_the_charset(tmp_path: Path) -> None:
    text = "<html><article><p>Größere Stürme über dem Hafen, sagte der Bürgermeister am Montag."
    kind = HTML.replace("utf-8", "iso-8859-1")
    body = text.encode("latin-1")
    path = write_warc(tmp_path / "a.warc", response("http://x.example/a", body, Content_Type=kind))
    [(_, found)] = _read(path)
    assert found.article is not None
    assert "Größere Stürme über" in found.article.body
