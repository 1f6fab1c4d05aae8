"""Notes what is asked for before it is sent, so that a kill leaves a trace of what it took."""

from typing import TYPE_CHECKING, cast

from crawlers.items import Wanted
from crawlers.stopping import STORAGE_ERRORS, end_for_storage
from storage.database import transaction
from storage.page_requests import note_requests
from storage.sources import source_ids

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawlers.spiders.pages import PageSpider


class RequestLog:
    """Gathers the pages that wait to be asked for, and writes them down all at once.

    It sits where requests are sent and not where they are made, so that a page which the spider
    asks for and forgets is found out too. A redirect or another try is no other page.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._waiting: list[Wanted] = []
        self._source_ids: dict[str, int] = {}

    def add(self, request: "Request") -> None:
        """Take in a request that is to be sent some time."""
        wanted = request.cb_kwargs.get("wanted")
        is_first = "redirect_times" not in request.meta and "retry_times" not in request.meta
        if wanted is not None and is_first:
            self._waiting.append(wanted)

    def write(self) -> bool:
        """Note what was taken in; False if that failed, and the run ends."""
        if not self._waiting:
            return True
        pages, self._waiting = self._waiting, []
        try:
            self._note(pages)
        except STORAGE_ERRORS as error:
            end_for_storage(self._crawler, error)
            return False
        return True

    def _note(self, pages: list[Wanted]) -> None:
        spider = cast("PageSpider", self._crawler.spider)
        with transaction(spider.engine) as session:
            if not self._source_ids:
                self._source_ids = source_ids(session, spider.outlets)
            asked = [(self._source_ids[page.outlet], page.url, page.kind) for page in pages]
            note_requests(session, asked, run_id=spider.job.run_id, now=spider.now())
