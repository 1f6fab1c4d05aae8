"""Ends a crawl at once and in order: what is under way is given up, what is done is stored.

Scrapy alone would first fetch everything that it has queued, at the pace of the outlets.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from sqlalchemy.exc import SQLAlchemyError

from crawlers.response_heads import BoundedFactory, HeadTooLarge, is_too_large
from crawlers.safety import raise_refusal
from crawlers.settings import free_descriptors, job_of, requests_at_once
from storage.database import DatabaseUnusable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

STORAGE_ERRORS = (DatabaseUnusable, SQLAlchemyError)
STORAGE_FAILED = "storage-failed"
"""Finish reason, and counter, of a run whose database stopped working."""

# Servers close what is idle, mostly sooner than this.
_KEEP_ALIVE_SECONDS = 60

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
        # There are two pools, of http and of https, but a host is mostly in one of them.
        connections = sum(o.concurrency * len(o.hosts) for o in job_of(crawler.settings).outlets)
        self._pool.persistent = connections <= free_descriptors() - requests_at_once()
        self._pool.cachedConnectionTimeout = _KEEP_ALIVE_SECONDS
        self._pool._factory = BoundedFactory
        self._running: set[asyncio.Task[Response]] = set()
        self._stopped = False
        crawler.signals.connect(self._stop, signal=run_stopped)

    async def download_request(self, request: Request) -> Response:
        if self._stopped:
            raise RunStopped
        task = asyncio.ensure_future(self._download(request))
        self._running.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise RunStopped from None
        finally:
            self._running.discard(task)

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if is_too_large(error):
                raise DownloadCancelledError(str(HeadTooLarge())) from None
            raise
        except CannotResolveHostError:
            raise_refusal(request.url)
            raise

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
    for slot in list(crawler.engine.downloader.slots.values()):
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(RunStopped())


def end_for_storage(crawler: "Crawler", error: Exception) -> None:
    """End the run: its database has stopped working, so nothing that it brings can be kept."""
    log.error("The run ends: %s", cause_of(error))
    crawler.stats.set_value(STORAGE_FAILED, True)
    give_up_requests(crawler)
    deferred_from_coro(crawler.engine.close_spider_async(reason=STORAGE_FAILED))


def cause_of(error: Exception) -> str:
    """What the database said, without the statement and its values: whole articles, often."""
    return str(getattr(error, "orig", None) or error)
