"""Never faster than an outlet allows, nor than it answers."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import Request, Spider, signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.settings import job_of

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

MAX_DELAY = 60.0
# Longer is not waited for within a run; the page is asked for again in the next one.
MAX_RETRY_AFTER = 60.0
_TOO_MANY = 429
# Seconds between requests at least, once a server has found that there are too many; each time that
# it says so again they are doubled. What it asks us to wait by Retry-After comes on top.
_AFTER_TOO_MANY = 1.0
# A server that says more means nothing by it: a year.
_LONGEST = 366 * 24 * 3600.0


class Throttle:
    """Adapts the delay of each outlet's slot to how fast the outlet answers.

    Scrapy's AutoThrottle does so too, but lets the delay of every slot sink to one setting for
    all; here an outlet's own delay (or its robots.txt's Crawl-delay) is the floor.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._floors = {o.name: o.delay_seconds for o in job_of(crawler.settings).outlets}
        crawler.signals.connect(self._adapt, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(crawler)

    def set_floor(self, name: str, delay: float) -> None:
        """Wait at least this long between two requests to an outlet, from now on."""
        self._floors[name] = max(self._floors.get(name, 0.0), delay)
        slot = self._slot(name)
        if slot is not None:
            slot.delay = max(slot.delay, delay)

    def hold(self, name: str, seconds: float) -> None:
        """Send nothing to an outlet for so long."""
        slot = self._slot(name)
        if slot is not None:
            # The downloader waits until lastseen + delay, and not at all where the delay is 0.
            slot.delay = max(slot.delay, 0.01)
            slot.lastseen = monotonic() + seconds

    def _adapt(self, request: Request, response: Response) -> None:
        name = request.meta["download_slot"]
        slot = self._slot(name)
        latency = request.meta.get("download_latency")
        if slot is None or latency is None:
            return
        floor = self._floors[name]
        if response.status == _TOO_MANY:
            slot.delay = min(MAX_DELAY, max(_AFTER_TOO_MANY, 2 * slot.delay))
        else:
            slot.delay = adapted_delay(
                slot.delay, latency, floor=floor, concurrency=slot.concurrency
            )
        if floor and slot.concurrency == 1:
            # The downloader counts the delay from when it began with a request. A busy machine or a
            # slow handshake sends it much later, so that the next would come too early.
            slot.lastseen = max(slot.lastseen, monotonic())

    def _slot(self, name: str) -> "Slot | None":
        return self._crawler.engine.downloader.slots.get(name)


def adapted_delay(delay: float, latency: float, *, floor: float, concurrency: int) -> float:
    """The next delay: up at once to what the outlet needs, down by halves, never below `floor`."""
    needed = latency / concurrency
    return min(MAX_DELAY, max(floor, needed, (delay + needed) / 2))


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, but not before the outlet's Retry-After has passed."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        wait = retry_after(response, now=datetime.now(UTC))
        if wait is None or response.status not in self.retry_http_codes:
            return super().process_response(request, response)
        if wait > MAX_RETRY_AFTER:
            return response
        throttle = self.crawler.get_extension(Throttle)
        if throttle is not None:
            throttle.hold(request.meta["download_slot"], wait)
        return super().process_response(request, response)


def retry_after(response: Response, *, now: datetime) -> float | None:
    """The seconds that a response asks us to wait, if it does."""
    printed = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if printed.isascii() and printed.isdecimal():
        return min(_LONGEST, float(printed))
    try:
        until = parsedate_to_datetime(printed)
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(_LONGEST, max(0.0, (aware - now).total_seconds()))
    except (ValueError, OverflowError):
        return None
