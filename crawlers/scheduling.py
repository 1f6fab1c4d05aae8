"""Which request goes next: no outlet waits for another, however many requests that one has.

Scrapy's own queue looks at every outlet for each request that it gives out, and its limit of
requests at once counts those too that only wait for the pace of their outlet. Here each outlet has
a few requests on the way, by its own concurrency, and the others queue. So the number of outlets
decides how many requests there are at once; how many are answered at once, which takes memory and
file descriptors, is bounded by `crawlers.stopping.StoppableDownloadHandler`.
"""

from collections import Counter, deque
from typing import TYPE_CHECKING, Self, TypeVar

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.core.scheduler import BaseScheduler

from crawlers.request_log import RequestLog
from crawlers.settings import job_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

T = TypeVar("T")

# For each that is answered one is made ready, so that an outlet is never kept waiting for us.
_ON_THE_WAY = 2


class OutletScheduler(BaseScheduler):
    """Keeps the requests of each outlet in the order in which they were made."""

    def __init__(self, crawler: "Crawler") -> None:
        self._most = {o.name: _ON_THE_WAY * o.concurrency for o in job_of(crawler.settings).outlets}
        self._waiting: dict[str, deque[Request]] = {}
        self._on_the_way = Counter[str]()
        # Outlets with a request that waits, and room for it; the values mean nothing.
        self._ready: dict[str, None] = {}
        self._log = RequestLog(crawler)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        outlet = request.meta["download_slot"]
        self._log.add(request)
        self._waiting.setdefault(outlet, deque()).append(request)
        self._look_at(outlet)
        return True

    def next_request(self) -> Request | None:
        if not self._ready or not self._log.write():
            return None
        outlet = next(iter(self._ready))
        del self._ready[outlet]  # and behind all others, if it has more
        requests = self._waiting[outlet]
        request = requests.popleft()
        if not requests:
            del self._waiting[outlet]
        return request

    def set_out(self, request: Request) -> None:
        """Note that a request is on its way, be it one of ours or for robots.txt."""
        outlet = request.meta["download_slot"]
        self._on_the_way[outlet] += 1
        self._look_at(outlet)

    def came_back(self, request: Request) -> None:
        """Note that one is there, whatever it brought."""
        outlet = request.meta["download_slot"]
        self._on_the_way[outlet] -= 1
        self._look_at(outlet)

    def _look_at(self, outlet: str) -> None:
        has_room = self._on_the_way[outlet] < self._most[outlet]
        if has_room and outlet in self._waiting:
            self._ready.setdefault(outlet)
        else:
            self._ready.pop(outlet, None)


class OutletDownloader(Downloader):
    """Scrapy's downloader, which tells the scheduler what is on its way."""

    def fetch(self, request: Request) -> "Deferred[Response | Request]":  # type: ignore[override]
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, OutletScheduler)
        scheduler.set_out(request)

        def came_back(result: T) -> T:
            scheduler.came_back(request)
            return result

        return super().fetch(request).addBoth(came_back)
