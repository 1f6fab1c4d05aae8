"""Reads articles from files of JSON Lines instead of the network."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from crawlers.extract.dates import parse_claim
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle, PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url

UNKNOWN_OUTLET = "unknown"
"""Whose a record is that does not say it."""


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


def _ended(
    place: Place, outcome: Outcome, fetched_at: datetime, *, detail: str | None = None
) -> PageRecord:
    return PageRecord(
        requested_url=place.url,
        kind=PageKind.ARTICLE,
        fetched_at=fetched_at,
        outcome=outcome,
        detail=detail,
    )
