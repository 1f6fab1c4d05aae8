"""Asks a host once for its tdmrep.json, where opt-outs are obeyed, and keeps to it."""

from typing import TYPE_CHECKING, Self

from scrapy import Request

from crawlers.fetch_outcomes import REQUEST_FAILURES
from crawlers.reservations import PageReserved, Reservations, read_reservations
from crawlers.robots import MAX_BYTES, HostFiles, host_file
from crawlers.settings import job_of
from crawlers.stopping import RunStopped
from pipeline.records import PageKind

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

PATH = "/.well-known/tdmrep.json"


class TdmMiddleware:
    """Refuses the articles that their host reserves, before they are asked for.

    A host whose file cannot be had reserves nothing by it; what its pages say counts all the same.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        job = job_of(crawler.settings)
        self._obeyed = {outlet.name for outlet in job.outlets if job.obeys_opt_outs(outlet)}
        self._reservations = HostFiles(self._ask)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        wanted = request.cb_kwargs.get("wanted")
        if wanted is None or wanted.kind is not PageKind.ARTICLE:
            return
        if wanted.outlet in self._obeyed:
            reservations = await self._reservations.of(request.url, wanted.outlet)
            if reservations.cover(request.url):
                raise PageReserved(f"{PATH} reserves it")

    async def _ask(self, host: str, slot: str) -> Reservations:
        request = host_file(f"{host}{PATH}", slot)
        try:
            response = await self._crawler.engine.download_async(request)
        except RunStopped:
            raise
        except REQUEST_FAILURES:
            return Reservations()
        is_there = response.status == 200
        return read_reservations(response.body[:MAX_BYTES]) if is_there else Reservations()
