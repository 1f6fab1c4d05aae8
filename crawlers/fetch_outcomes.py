"""How a request ended, told from its response or its failure."""

import zlib

import brotli
from backports import zstd
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from crawlers.reservations import PageReserved
from crawlers.robots import RobotsRefused
from crawlers.safety import AddressRefused
from crawlers.settings import MAX_PAGE_BYTES
from crawlers.stopping import RunStopped
from pipeline.outcomes import Outcome

_GONE = frozenset({404, 410})
PARTIAL_CONTENT = 206

# The first kind that fits decides, so the special ones stand before those they derive from.
_BY_FAILURE: tuple[tuple[tuple[type[BaseException], ...], Outcome], ...] = (
    ((RunStopped,), Outcome.ABANDONED),
    ((AddressRefused, UnsupportedURLSchemeError, NotSupported), Outcome.REFUSED_ADDRESS),
    ((RobotsRefused,), Outcome.REFUSED_BY_ROBOTS),
    ((PageReserved,), Outcome.REFUSED_BY_OPT_OUT),
    ((DownloadTimeoutError,), Outcome.TIMED_OUT),
    ((DownloadCancelledError,), Outcome.TOO_LARGE),
    (
        (
            CannotResolveHostError,
            DownloadConnectionRefusedError,
            DownloadFailedError,
            ResponseDataLossError,
            ConnectError,
            ConnectionClosed,
        ),
        Outcome.NETWORK_ERROR,
    ),
    # a body that does not unpack as its headers say
    ((OSError, EOFError, zlib.error, brotli.error, zstd.ZstdError), Outcome.NETWORK_ERROR),
)

# Failures that say nothing of themselves.
_UNSAID: dict[type[BaseException], str] = {
    DownloadCancelledError: f"more than {MAX_PAGE_BYTES} bytes",
    ResponseDataLossError: "the body breaks off, or is not in chunks as the headers say",
}
_MAX_REASON = 300

REQUEST_FAILURES: tuple[type[BaseException], ...] = (
    IgnoreRequest,
    *(kind for kinds, _ in _BY_FAILURE for kind in kinds),
)
"""What a request fails by. Anything else is a fault of ours."""


def outcome_of_status(status: int) -> Outcome | None:
    """The outcome that a status alone decides; None for a page to be read."""
    # A part was not asked for; what it would be stored as is the whole.
    if 200 <= status < 300 and status != PARTIAL_CONTENT:
        return None
    if status == 304:
        return Outcome.NOT_MODIFIED
    return Outcome.GONE if status in _GONE else Outcome.HTTP_ERROR


def outcome_of_failure(error: BaseException) -> tuple[Outcome, str]:
    """The outcome of a request without a response, and a detail for a person."""
    if type(error) is IgnoreRequest:
        return _ignored(str(error))
    for kinds, outcome in _BY_FAILURE:
        if isinstance(error, kinds):
            said = _reasons(error) or str(error) or _UNSAID.get(type(error))
            return outcome, said or type(error).__name__
    return Outcome.FAULT, f"{type(error).__name__}: {error}"


def _reasons(error: BaseException) -> str:
    """What Twisted says under its wrapping."""
    if not isinstance(error, DownloadFailedError):
        return ""
    reasons = [failure.value for failure in getattr(error.__cause__, "reasons", ())]
    return "; ".join(_reason(reason)[:_MAX_REASON] for reason in reasons)


def _reason(error: BaseException) -> str:
    match error:
        case KeyError(args=(bytes(name),)):  # Twisted looks for the Transfer-Encoding by its name
            return f"no transfer coding is called {name.decode('latin-1')!r}"
    return f"{type(error).__name__}: {error}"


def _ignored(reason: str) -> tuple[Outcome, str]:
    # Scrapy's middlewares raise the bare class, with nothing but the words to tell them apart.
    if "DOWNLOAD_MAXSIZE" in reason:
        return Outcome.TOO_LARGE, "more than the limit when unpacked"
    return Outcome.HTTP_ERROR, reason
