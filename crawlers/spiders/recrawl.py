"""The spider of a re-crawl: given addresses, whether they are known or not."""

from collections.abc import AsyncIterator

from scrapy import Request

from crawlers.items import Wanted
from crawlers.spiders.pages import PageSpider
from pipeline.records import PageKind
from pipeline.urls import canonical_url


class RecrawlSpider(PageSpider):
    """Asks for the job's addresses, each page once however often it is named."""

    name = "recrawl"

    async def start(self) -> AsyncIterator[Request]:
        asked: set[str] = set()
        for outlet, url in self.job.urls:
            key = canonical_url(url)
            if key not in asked:
                asked.add(key)
                yield self.ask(Wanted(outlet=outlet, url=url, kind=PageKind.ARTICLE))
