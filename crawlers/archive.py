"""Reads pages from files instead of the network: JSON Lines and web archives."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from crawlers.extract.article import ExtractionFailed, extract_page, to_article
from crawlers.extract.dates import parse_claim
from crawlers.settings import MAX_PAGE_BYTES
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle, PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url

UNKNOWN_OUTLET = "unknown"
"""Whose a record is that does not say it."""


_BROKEN_ARCHIVE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    OSError,
    EOFError,
    zlib.error,
)


class BadRecord(ValueError):
    """A line is no article; the message says what is wrong with it."""


def read_jsonl(path: Path, *, now: datetime) -> Iterator[tuple[str, PageRecord]]:
    """Yield outlet and page for each line of a .jsonl or .jsonl.gz file.

    A line that is no article gives a page of outcome bad-record, and the reading goes on.
    """
    number = 0
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read_line(line, Place(str(path), number), now)
    except (OSError, EOFError, zlib.error) as error:
        place = Place(str(path), number + 1)
        detail = f"{place}: the file cannot be read on: {error}"
        yield UNKNOWN_OUTLET, _ended(place, Outcome.BAD_RECORD, now, detail=detail)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a record stands."""

    file: str
    line: int

    @property
    def url(self) -> str:
        """The address that the record goes by."""
        return f"{self.file}#{self.line}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _read_line(line: bytes, place: Place, now: datetime) -> tuple[str, PageRecord]:
    outlet = UNKNOWN_OUTLET
    try:
        given = _object(line)
        url = _address(given)
        outlet = _text(given, "outlet") or urlsplit(url).hostname or UNKNOWN_OUTLET
        return outlet, _line_page(given, url, place, now)
    except BadRecord as error:
        return outlet, _ended(place, Outcome.BAD_RECORD, now, detail=f"{place}: {error}")


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from None
    if not isinstance(given, dict):
        raise BadRecord("not a JSON object")
    return given


def _address(given: dict[str, Any]) -> str:
    try:
        return canonical_url(_text(given, "url"))
    except NotAnAddress as error:
        raise BadRecord(str(error)) from None


def _line_page(given: dict[str, Any], url: str, place: Place, now: datetime) -> PageRecord:
    body = _text(given, "body")
    if "body" not in given:
        raise BadRecord("body is missing")
    if not body:
        return _ended(place, Outcome.NO_BODY, now)
    published, oddity = _published(given)
    article = ExtractedArticle(
        url=url,
        title=_text(given, "title"),
        body=body,
        lang=_text(given, "lang") or None,
        published=published,
        credit=_text(given, "credit") or None,
    )
    return PageRecord(
        requested_url=place.url,
        kind=PageKind.ARTICLE,
        fetched_at=now,
        article=article,
        detail=oddity,
    )


def _text(given: dict[str, Any], key: str) -> str:
    """The text under `key`; empty where there is none."""
    value = given.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecord(f"{key} is no text: {value!r:.80}")
    return value.strip()


def _published(given: dict[str, Any]) -> tuple[DateClaim | None, str | None]:
    """The claimed time, or what is odd about it: no reason to lose an article."""
    printed = given.get("published")
    if printed is None:
        return None, None
    claim = parse_claim(str(printed), DateOrigin.IMPORT)
    return claim, None if claim else f"published is no ISO 8601 time or date: {printed!r:.80}"


def read_warc(path: Path, *, now: datetime) -> Iterator[tuple[str, PageRecord]]:
    """Yield outlet (the host) and page for each response in a .warc or .warc.gz file."""
    number = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    number += 1
                    yield _read_response(record, Place(str(path), number), now)
    except _BROKEN_ARCHIVE as error:
        place = Place(str(path), number + 1)
        detail = f"{place}: the archive cannot be read on: {error}"
        yield UNKNOWN_OUTLET, _ended(place, Outcome.BAD_RECORD, now, detail=detail)


def _read_response(record: ArcWarcRecord, place: Place, now: datetime) -> tuple[str, PageRecord]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    outlet = UNKNOWN_OUTLET
    try:
        canonical_url(url)
        outlet = urlsplit(url).hostname or UNKNOWN_OUTLET
        return outlet, _response_page(record, url, place, _fetched_at(record) or now)
    except NotAnAddress as error:
        return outlet, _ended(place, Outcome.BAD_RECORD, now, detail=f"{place}: {error}")
    except ExtractionFailed as error:
        return outlet, _ended(place, Outcome.EXTRACTION_FAILED, now, url=url, detail=str(error))


def _response_page(
    record: ArcWarcRecord, url: str, place: Place, fetched_at: datetime
) -> PageRecord:
    headers = record.http_headers
    status = int(headers.get_statuscode()) if headers else 200
    content_type = headers.get_header("Content-Type") if headers else None
    if status != 200:
        outcome = Outcome.GONE if status in (404, 410) else Outcome.HTTP_ERROR
        return _ended(place, outcome, fetched_at, url=url, status=status)
    if content_type and "html" not in content_type.lower():
        detail = str(content_type)
        return _ended(place, Outcome.NOT_HTML, fetched_at, url=url, status=status, detail=detail)
    body = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(body) > MAX_PAGE_BYTES:
        return _ended(place, Outcome.TOO_LARGE, fetched_at, url=url, status=status)
    found = extract_page(body, url, content_type=content_type, now=fetched_at)
    article = to_article(found)
    if article is None:
        detail = f"{found.content}: {found.reason}"
        return _ended(place, Outcome.NO_BODY, fetched_at, url=url, status=status, detail=detail)
    return PageRecord(
        requested_url=place.url,
        kind=PageKind.ARTICLE,
        fetched_at=fetched_at,
        article=article,
        final_url=url,
        status=status,
    )


def _fetched_at(record: ArcWarcRecord) -> datetime | None:
    claim = parse_claim(record.rec_headers.get_header("WARC-Date"), DateOrigin.IMPORT)
    return None if claim is None else claim.at


def _ended(
    place: Place,
    outcome: Outcome,
    fetched_at: datetime,
    *,
    url: str | None = None,
    status: int | None = None,
    detail: str | None = None,
) -> PageRecord:
    return PageRecord(
        requested_url=place.url,
        kind=PageKind.ARTICLE,
        fetched_at=fetched_at,
        outcome=outcome,
        final_url=url,
        status=status,
        detail=detail,
    )
