"""Scrapy's own queue of requests, in which each is noted before it may be sent."""

from typing import TYPE_CHECKING

from scrapy.core.scheduler import Scheduler

from crawlers.request_log import RequestLog

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from twisted.internet.defer import Deferred


class NotingScheduler(Scheduler):
    """Gives out next what the outlet with the fewest requests on their way waits for."""

    def open(self, spider: "Spider") -> "Deferred[None] | None":
        assert self.crawler is not None
        self._log = RequestLog(self.crawler)
        return super().open(spider)

    def enqueue_request(self, request: "Request") -> bool:
        self._log.add(request)
        return super().enqueue_request(request)

    def next_request(self) -> "Request | None":
        return super().next_request() if self._log.write() else None
