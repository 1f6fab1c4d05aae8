"""The spider of a re-crawl: it asks for given addresses, whether they are known or not."""

from collections.abc import AsyncIterator

from scrapy import Request

from crawlers.items import PageItem, Wanted
from crawlers.page_records import ended_record
from crawlers.spiders.pages import PageSpider
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from pipeline.urls import NotAnAddress, page_key


class AddressSpider(PageSpider):
    """Asks for the job's addresses, each page once however often it is named."""

    name = "addresses"

    async def start(self) -> AsyncIterator[PageItem | Request]:
        asked: set[str] = set()
        for outlet, url in self.job.urls:
            wanted = Wanted(outlet=outlet, url=url, kind=PageKind.ARTICLE, known=True)
            try:
                key = page_key(url)
            except NotAnAddress as error:
                yield self._refused(wanted, error)
                continue
            if key not in asked:
                asked.add(key)
                yield self.ask(wanted)

    def _refused(self, wanted: Wanted, error: NotAnAddress) -> PageItem:
        record = ended_record(wanted, Outcome.REFUSED_ADDRESS, detail=str(error), now=self.now())
        return PageItem(outlet=wanted.outlet, record=record)
