"""Bounds what a server may send before the body: status lines and headers, however many."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http_headers import InvalidHeaderName

if TYPE_CHECKING:
    from twisted.web._newclient import Request

# Outlets send up to some ten KB, most of it one header that says what their pages may load.
MAX_HEAD = 512 * 1024
MAX_LINE = 128 * 1024


class HeadTooLarge(Exception):
    """More comes before the body than the limit."""

    def __init__(self) -> None:
        super().__init__(f"more than {MAX_HEAD} bytes of headers, or {MAX_LINE} in one")


class _Parser(_LenientHTTPClientParser):
    """Scrapy's parser, which skips what is no header, but not what has an impossible name."""

    MAX_LENGTH = MAX_LINE

    def headerReceived(self, name: bytes, value: bytes) -> None:
        with suppress(InvalidHeaderName):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:
        raise HeadTooLarge  # its protocol gives up


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol, which alone would take headers for as long as a download may last."""

    _head = 0

    def request(self, request: "Request") -> "Deferred[Any]":
        self._head = 0
        answered: Deferred[Any] = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy itself puts its parser there
        return answered

    def dataReceived(self, data: bytes) -> None:
        # An interim response (1xx) does not end the count, of which there may be any number.
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._giveUp(Failure(HeadTooLarge()))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes such protocols."""

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def is_too_large(error: BaseException) -> bool:
    """Whether a download failed because of its head."""
    reasons = getattr(error.__cause__, "reasons", ())
    return any(reason.check(HeadTooLarge) for reason in reasons)
