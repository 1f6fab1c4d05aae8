"""Responses as archives keep them: packed, in chunks, and with headers that are not true."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd
from scrapy.http import HtmlResponse, Response

from crawlers.content_codings import TooMuch
from crawlers.settings import MAX_PAGE_BYTES
from crawlers.warc_records import WarcRecord
from crawlers.warc_responses import NoResponse, resource_of, response_of

URL = "http://harbour.example/storm"
PAGE = b"<html><p>A storm</p></html>"


def _read(body: bytes, *headers: str, status: str = "200 OK") -> Response:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers, "", ""]
    return _of("\r\n".join(lines).encode() + body)


def _of(block: bytes) -> Response:
    return response_of(WarcRecord(offset=0, headers={}, block=block), URL)


def test_a_response_is_what_a_crawl_would_have_had() -> None:
    response = _read(PAGE, "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Long: one\r\n two")
    assert isinstance(response, HtmlResponse)
    assert (response.url, response.status, response.body) == (URL, 200, PAGE)
    assert response.headers.getlist("Set-Cookie") == [b"a=1", b"b=2"]
    assert response.headers["X-Long"] == b"one two"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
    ],
)
@pytest.mark.parametrize("chunked", [True, False])
def test_a_packed_body_is_unpacked(coding: str, packed: bytes, chunked: bool) -> None:
    if chunked:
        packed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    transfer = "Transfer-Encoding: chunked" if chunked else "X-None: 1"
    response = _read(packed, f"Content-Encoding: {coding}", transfer)
    assert response.body == PAGE
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    "header", ["Content-Encoding: gzip", "Content-Encoding: odd", "Transfer-Encoding: chunked"]
)
def test_a_header_that_is_no_longer_true_does_no_harm(header: str) -> None:
    response = _read(PAGE, header)
    assert (response.body, type(response)) == (PAGE, HtmlResponse)


def test_what_is_html_without_a_header_is_told_from_the_body() -> None:
    assert isinstance(_of(b"HTTP/1.0 200 OK\r\n\r\n<!DOCTYPE html><html>"), HtmlResponse)
    assert not isinstance(_of(b"HTTP/1.0 200 OK\r\n\r\n\x89PNG\0\0"), HtmlResponse)


@pytest.mark.parametrize("block", [b"HTTP/2 204\r\n\r\n", b"HTTP/1.1 204", b"HTTP/1.1 204 x\n\n"])
def test_short_forms_are_taken(block: bytes) -> None:
    assert (_of(block).status, _of(block).body) == (204, b"")


@pytest.mark.parametrize("block", [b"", PAGE, b"HTTP/1.1 OK\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_response_is_told(block: bytes) -> None:
    with pytest.raises(NoResponse):
        _of(block)


def test_a_bomb_is_refused() -> None:
    bomb = gzip.compress(b"0" * (MAX_PAGE_BYTES + 1))
    with pytest.raises(TooMuch):
        _read(bomb, "Content-Encoding: gzip")


def test_what_is_kept_without_its_http_is_a_response_too() -> None:
    def read(block: bytes, kind: str) -> Response:
        headers = {"content-type": kind}
        return resource_of(WarcRecord(offset=0, headers=headers, block=block), URL)

    page = read(PAGE, "text/html; charset=utf-8")
    assert (type(page), page.status, page.body) == (HtmlResponse, 200, PAGE)
    assert not isinstance(read(b"\x89PNG\0\0", "image/png"), HtmlResponse)
    with pytest.raises(TooMuch):
        read(b"x" * (MAX_PAGE_BYTES + 1), "")
