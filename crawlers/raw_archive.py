"""Keeps fetched pages as they came: one WARC file for each crawl run, one gzip member a record.

A record is on its way to the disk before the database is told of it, so that a kill at any moment
leaves a file that can be read, torn at its end at the most. The writer holds a lock on its file.
"""

import fcntl
import logging
import os
import re
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy.http import HtmlResponse, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.records import ArchivePlace, PageKind

if TYPE_CHECKING:
    from scrapy import Request

log = logging.getLogger(__name__)

SUFFIX = ".warc.gz"
PLACE = "newsfold_place"
"""The key of a request's meta under which the place is at which its response was kept."""
_CODING = "newsfold_coding"

# Of a page of 180 KB: 2.5 ms and 41 KB, against 6.5 ms and 34 KB at zlib's own 6.
_LEVEL = 1
_GZIP = zlib.MAX_WBITS | 16
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# What was true of the response on the wire and is not of the body that is kept.
_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")


class ArchiveUnusable(Exception):
    """Raw pages cannot be kept; the message says why and what to do."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"The archive {folder} cannot be written: {error.strerror}. Make room or mend its "
            "permissions, name another folder with NEWSFOLD_ARCHIVE, or keep no pages with "
            "NEWSFOLD_ARCHIVE_PAGES=none"
        )


class RawArchive:
    """Writes the pages of one run.

    Where a page cannot be kept, none is from then on; the crawl goes on, since articles do not wait
    and raw pages are a convenience.
    """

    def __init__(self, folder: Path, *, run_id: int, agent: str, started_at: datetime) -> None:
        """Begin a file. Raises ArchiveUnusable."""
        self._folder = folder
        self.trouble: str | None = None
        """Why no more pages are kept; None while they are."""
        self._kept = 0
        try:
            self._path, self._descriptor = _new_file(folder, run_id, started_at)
            self._size = 0
            self._append(_info_record(self._path.name, run_id, agent, started_at))
        except OSError as error:
            raise ArchiveUnusable(folder, error) from error

    def keep(self, response: Response, *, fetched_at: datetime) -> ArchivePlace | None:
        """Keep a response; None if that was not possible."""
        if self.trouble is not None:
            return None
        try:
            offset = self._append(_response_record(response, fetched_at))
        except OSError as error:
            self.trouble = str(ArchiveUnusable(self._folder, error))
            log.error("%s; the pages from %s on are not kept", self.trouble, response.url)  # noqa: TRY400 - the message has it all
            return None
        self._kept += 1
        return ArchivePlace(file=self._path.name, offset=offset)

    def close(self) -> None:
        """End the file; one that holds no page is removed."""
        if not self._kept:
            with suppress(OSError):
                self._path.unlink()
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(self, record: bytes) -> int:
        """Write a record as a whole, or nothing of it; return where it begins."""
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        packed = packer.compress(record) + packer.flush()
        offset = self._size
        try:
            rest = memoryview(packed)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._descriptor, offset)
            raise
        self._size += len(packed)
        return offset


def _new_file(folder: Path, run_id: int, started_at: datetime) -> tuple[Path, int]:
    """A file that no other process writes to or wrote to, and its descriptor."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"run-{run_id:06}-{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for number in count():
        path = folder / f"{stem}{f'-{number}' if number else ''}{SUFFIX}"
        with suppress(FileExistsError):  # another database that keeps its pages here
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o644)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return path, descriptor
    raise AssertionError("endless")


def _info_record(name: str, run_id: int, agent: str, at: datetime) -> bytes:
    info = {
        "software": "Newsfold",
        "format": "WARC File Format 1.1",
        "http-header-user-agent": agent,
        "isPartOf": f"crawl run {run_id}",
        "robots": "obey",
        "description": "Bodies are kept as they read after Content-Encoding; what the headers said "
        "of the wire is under X-Crawler-*.",
    }
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    record = writer.create_warcinfo_record(name, info)
    record.rec_headers.replace_header("WARC-Date", _warc_date(at))
    writer.write_record(record)
    return out.getvalue()


def _response_record(response: Response, fetched_at: datetime) -> bytes:
    given = {"WARC-Date": _warc_date(fetched_at)}
    if response.ip_address is not None:
        given["WARC-IP-Address"] = str(response.ip_address)
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    writer.write_record(
        writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=_http_headers(response),
            warc_headers_dict=given,
        )
    )
    return out.getvalue()


def _http_headers(response: Response) -> StatusAndHeaders:
    """The headers as they came, but for those that would be untrue of the body as it is kept."""
    codings = response.meta.get(_CODING, ()) if response.request else ()
    headers = [("X-Crawler-Content-Encoding", coding) for coding in codings]
    for name, values in response.headers.items():
        for value in values:
            shown, text = _text(name), _CONTROL.sub(" ", _text(value)).strip()
            if shown.lower() in _OF_THE_WIRE:
                shown = f"X-Crawler-{shown}"
            if _TOKEN.fullmatch(shown):
                headers.append((shown, text))
    headers.append(("Content-Length", str(len(response.body))))
    status = f"{response.status} {_phrase(response.status)}"
    return StatusAndHeaders(status, headers, protocol=response.protocol or "HTTP/1.1")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _phrase(status: int) -> str:
    # The words of the outlet's own server are lost on the way, and mean nothing.
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_worth_keeping(response: Response, kind: PageKind) -> bool:
    """Whether a response holds something that may be read again."""
    is_readable = kind is not PageKind.ARTICLE or isinstance(response, HtmlResponse)
    return is_readable and bool(response.body)


class NoteCoding:
    """Downloader middleware: notes how a body was packed, which is not known after unpacking."""

    def process_response(self, request: "Request", response: Response) -> Response:
        codings = response.headers.getlist("Content-Encoding")
        request.meta[_CODING] = [_CONTROL.sub(" ", _text(coding)) for coding in codings]
        return response
