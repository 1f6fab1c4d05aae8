"""Every way in which a request can end has its outcome."""

import zlib

import brotli
import pytest
from backports import zstd
from scrapy import exceptions
from twisted.internet import error
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawlers.fetch_outcomes import outcome_of_failure, outcome_of_status
from crawlers.reservations import PageReserved
from crawlers.robots import RobotsRefused
from crawlers.safety import AddressRefused
from crawlers.stopping import RunStopped
from pipeline.outcomes import Outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, None),
        (203, None),
        (206, Outcome.HTTP_ERROR),
        (301, Outcome.HTTP_ERROR),  # without a usable target, else it would have been followed
        (304, Outcome.NOT_MODIFIED),
        (401, Outcome.HTTP_ERROR),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (451, Outcome.HTTP_ERROR),
        (503, Outcome.HTTP_ERROR),
    ],
)
def test_outcome_of_status(status: int, outcome: Outcome | None) -> None:
    assert outcome_of_status(status) is outcome


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (RunStopped(), Outcome.ABANDONED),
        (AddressRefused("x"), Outcome.REFUSED_ADDRESS),
        (exceptions.UnsupportedURLSchemeError("x"), Outcome.REFUSED_ADDRESS),
        (exceptions.NotSupported("x"), Outcome.REFUSED_ADDRESS),
        (RobotsRefused("x"), Outcome.REFUSED_BY_ROBOTS),
        (PageReserved("x"), Outcome.REFUSED_BY_OPT_OUT),
        (exceptions.DownloadTimeoutError("x"), Outcome.TIMED_OUT),
        (exceptions.DownloadCancelledError("x"), Outcome.TOO_LARGE),
        (exceptions.CannotResolveHostError("x"), Outcome.NETWORK_ERROR),
        (exceptions.DownloadConnectionRefusedError("x"), Outcome.NETWORK_ERROR),
        (exceptions.DownloadFailedError("x"), Outcome.NETWORK_ERROR),
        (exceptions.ResponseDataLossError("x"), Outcome.NETWORK_ERROR),
        (error.ConnectionLost(), Outcome.NETWORK_ERROR),
        (error.ConnectError(), Outcome.NETWORK_ERROR),
        (zlib.error("x"), Outcome.NETWORK_ERROR),
        (brotli.error("x"), Outcome.NETWORK_ERROR),
        (zstd.ZstdError("x"), Outcome.NETWORK_ERROR),
        (exceptions.IgnoreRequest("max redirections reached"), Outcome.HTTP_ERROR),
        (KeyError("x"), Outcome.FAULT),
    ],
    ids=lambda value: type(value).__name__,
)
def test_outcome_of_failure(failure: BaseException, outcome: Outcome) -> None:
    found, detail = outcome_of_failure(failure)
    assert found is outcome
    assert detail  # a failure without words is named by its class


@pytest.mark.parametrize(
    ("reason", "detail"),
    [
        (KeyError(b"br"), "no transfer coding is called 'br'"),
        (KeyError("br"), "KeyError: 'br'"),
        (KeyError(), "KeyError: "),
        (error.ConnectionLost("cut"), "ConnectionLost: "),
    ],
    ids=repr,
)
def test_what_broke_under_twisteds_wrapping_is_told(reason: Exception, detail: str) -> None:
    failure = exceptions.DownloadFailedError("x")
    failure.__cause__ = ResponseFailed([Failure(reason)])
    found, told = outcome_of_failure(failure)
    assert found is Outcome.NETWORK_ERROR
    assert told.startswith(detail)
