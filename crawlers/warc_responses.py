"""From a response record of a web archive to the response that a crawl would have had."""

import re
from collections.abc import Iterator
from contextlib import suppress

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.content_codings import NotCoded, TooMuch, decode_content, join_chunks
from crawlers.settings import MAX_PAGE_BYTES
from crawlers.warc_records import MAX_HEADER_BYTES, WarcRecord

MAX_BLOCK = MAX_PAGE_BYTES + MAX_HEADER_BYTES
"""As much of a record is worth reading."""

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?:[ \r\n]|$)")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n(?![ \t])")


class NoResponse(ValueError):
    """The record holds no HTTP response."""


def response_of(record: WarcRecord, url: str) -> Response:
    """The response in a record, unpacked.

    Raises NoResponse, and TooMuch where it unpacks to more than a page may have.
    """
    status = _STATUS.match(record.block)
    if status is None:
        raise NoResponse(f"no HTTP response begins with {record.block[:40]!r}")
    end = _END_OF_HEADERS.search(record.block)
    head = record.block[: end.start()] if end else record.block
    headers = Headers()
    for name, value in _header_lines(head):
        headers.appendlist(name, value)
    body = _unpacked(record.block[end.end() :] if end else b"", headers)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=int(status[1]), headers=headers, body=body, request=Request(url))


def resource_of(record: WarcRecord, url: str) -> Response:
    """The content of a record that was kept without the HTTP around it, as a response with it.

    Raises TooMuch where it is more than a page may have.
    """
    if len(record.block) > MAX_PAGE_BYTES:
        raise TooMuch(f"more than {MAX_PAGE_BYTES} bytes")
    headers = Headers({"Content-Type": record.headers.get("content-type", "")})
    kind = responsetypes.from_args(headers=headers, url=url, body=record.block)
    return kind(url, status=200, headers=headers, body=record.block, request=Request(url))


def _header_lines(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in _LINE.split(head)[1:]:
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            yield name.strip(), b" ".join(value.split())


def _unpacked(body: bytes, headers: Headers) -> bytes:
    """The body without its codings.

    Many tools leave a header in place that is no longer true of the body that they keep; such a
    body is taken as it is.
    """
    codings = [value.decode("latin-1") for value in headers.getlist("Content-Encoding")]
    if b"chunked" in (headers.get("Transfer-Encoding") or b"").lower():
        with suppress(NotCoded):
            body = join_chunks(body)
    with suppress(NotCoded):
        body = decode_content(body, codings, limit=MAX_PAGE_BYTES)
        headers.pop("Content-Encoding", None)
    if len(body) > MAX_PAGE_BYTES:
        raise TooMuch(f"more than {MAX_PAGE_BYTES} bytes")
    return body
