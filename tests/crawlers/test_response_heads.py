"""What comes before a body is bounded. `test_hostile_servers` sends too much of it to a crawl."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadFailedError
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import Request, ResponseFailed
from twisted.web.http_headers import Headers

from crawlers.response_heads import MAX_HEAD, MAX_LINE, BoundedFactory, HeadTooLarge, is_too_large


def _answers(*parts: bytes) -> list[Any]:
    """What comes of a request to which a server answers so."""
    found: list[Any] = []
    protocol = BoundedFactory(lambda _: None, SimpleNamespace()).buildProtocol(None)
    protocol.makeConnection(StringTransport())  # type: ignore[no-untyped-call]
    headers = Headers({b"Host": [b"a.example"]})
    protocol.request(Request(b"GET", b"/", headers, None)).addBoth(found.append)  # type: ignore[no-untyped-call]
    for part in parts:
        protocol.dataReceived(part)
    return found


def test_a_long_header_and_many_of_them_are_taken() -> None:
    policy = b"Content-Security-Policy: " + b"a" * (MAX_LINE - 1000) + b"\r\n"
    [response] = _answers(b"HTTP/1.1 200 OK\r\n", policy, b"X: y\r\n" * 5_000, b"\r\n")
    assert response.code == 200
    assert len(response.headers.getRawHeaders(b"X")) == 5_000


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n" * 10_000] * 10), id="headers"),
        pytest.param((b"HTTP/1.1 200 OK\r\nX: ", b"y" * (MAX_LINE + 1)), id="a-line"),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000] * 11, id="interim-responses"),
    ],
)
def test_too_much_of_it_ends_the_request(parts: tuple[bytes, ...]) -> None:
    [failure] = _answers(*parts)
    assert isinstance(failure, Failure)
    error = DownloadFailedError()
    error.__cause__ = failure.value
    assert is_too_large(error)


def test_other_failures_are_told_apart() -> None:
    error = DownloadFailedError()
    error.__cause__ = ResponseFailed([Failure(ValueError("x"))])
    assert not is_too_large(error)
    assert not is_too_large(ValueError())
    assert str(MAX_HEAD) in str(HeadTooLarge())
