"""Ends a crawl at once and in order: what is under way is given up, what is done is stored.

Scrapy alone would first fetch everything that it has queued, at the pace of the outlets.
"""

import asyncio
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

run_stopped = object()
"""Signal: the run is to end now."""


class RunStopped(IgnoreRequest):
    """The run was stopped before the page could be had."""

    def __init__(self) -> None:
        super().__init__("the run was stopped before the page was fetched")


class StoppableDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, which gives its downloads up when the run stops."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._running: set[asyncio.Task[Response]] = set()
        self._stopped = False
        crawler.signals.connect(self._stop, signal=run_stopped)

    async def download_request(self, request: Request) -> Response:
        if self._stopped:
            raise RunStopped
        task = asyncio.ensure_future(super().download_request(request))
        self._running.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise RunStopped from None
        finally:
            self._running.discard(task)

    def _stop(self) -> None:
        self._stopped = True
        for task in self._running:
            task.cancel()


class StoppableProcess(AsyncCrawlerProcess):
    """A crawler process whose first signal already ends it promptly."""

    async def stop(self) -> None:
        for crawler in self.crawlers:
            if crawler.crawling:
                give_up_requests(crawler)
        await super().stop()


def give_up_requests(crawler: "Crawler") -> None:
    """Fail every request that is under way or waits for its outlet's delay, at once."""
    crawler.signals.send_catch_log(signal=run_stopped)
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(RunStopped())
