"""The spider of a crawl: the listings of every outlet, then the pages that are not known yet."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from itertools import islice

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from sqlalchemy import Engine

from crawlers.catalogue import Outlet
from crawlers.discovery import (
    SitemapListing,
    merge_listings,
    parse_feed,
    parse_sitemap,
)
from crawlers.items import PageItem, Wanted
from crawlers.page_records import feed_record, sitemap_record
from crawlers.settings import CrawlJob
from crawlers.spiders.pages import PageSpider, utc_now
from crawlers.stopping import STORAGE_ERRORS, STORAGE_FAILED, end_for_storage
from pipeline.records import ListedPage, PageKind, PageRecord
from pipeline.urls import canonical_url
from storage.articles import known_urls
from storage.database import transaction

# An index of all months since 1995 is not news: the newest of it are followed.
MAX_NESTED = 20
MAX_DEPTH = 2


class OutletSpider(PageSpider):
    """Crawls the outlets of a job.

    The articles of an outlet are asked for when the last of its listings has ended. So each is
    asked for once however many list it, under the same address and with the same claims in every
    run, whichever listing answers first.
    """

    name = "outlet"

    def __init__(
        self, *, job: CrawlJob, engine: Engine, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(job=job, engine=engine, now=now)
        self._asked: set[str] = set()
        self._listings: dict[str, dict[str, tuple[ListedPage, ...] | None]] = {
            name: {} for name in self.outlets
        }
        """For each outlet its listings in order; None for one that has not ended."""

    async def start(self) -> AsyncIterator[Request]:
        for outlet in self.job.outlets:
            for request in self._ask_listings(outlet):
                yield request

    def _ask_listings(self, outlet: Outlet) -> Iterator[Request]:
        listings = [(PageKind.FEED, url) for url in outlet.feeds]
        listings += [(PageKind.SITEMAP, url) for url in outlet.sitemaps]
        for kind, url in listings:
            yield from self._ask_listing(Wanted(outlet=outlet.name, url=url, kind=kind))

    def _ask_listing(self, wanted: Wanted) -> Iterator[Request]:
        if self._is_new(wanted.url):
            self._listings[wanted.outlet][wanted.url] = None
            yield self.ask(wanted)

    def read(self, response: Response, wanted: Wanted) -> Iterator[PageItem | Request]:
        if wanted.kind is PageKind.FEED:
            yield from self._read_feed(response, wanted)
        elif wanted.kind is PageKind.SITEMAP:
            yield from self._read_sitemap(response, wanted)
        else:
            yield from super().read(response, wanted)

    def _read_feed(self, response: Response, wanted: Wanted) -> Iterator[PageItem | Request]:
        zone = self.outlets[wanted.outlet].zone
        listing = parse_feed(response.body, response.url, time_zone=zone)
        self._listings[wanted.outlet][wanted.url] = listing.entries
        yield from self.close_page(wanted, feed_record(wanted, response, listing, now=self.now()))

    def _read_sitemap(self, response: Response, wanted: Wanted) -> Iterator[PageItem | Request]:
        zone = self.outlets[wanted.outlet].zone
        listing = parse_sitemap(response.body, response.url, time_zone=zone)
        followed = followed_sitemaps(listing, wanted.depth)
        left_out = len(listing.nested) - len(followed)
        # Nested ones are asked for first: the outlet must not look complete in between.
        for page in followed:
            yield from self._ask_listing(
                Wanted(
                    outlet=wanted.outlet,
                    url=page.url,
                    kind=PageKind.SITEMAP,
                    depth=wanted.depth + 1,
                )
            )
        self._listings[wanted.outlet][wanted.url] = listing.pages
        yield from self.close_page(
            wanted, sitemap_record(wanted, response, listing, now=self.now(), left_out=left_out)
        )

    def close_page(self, wanted: Wanted, record: PageRecord) -> Iterator[PageItem | Request]:
        # First what may fail: a page that has its outcome can no longer be called a fault.
        requests = [] if wanted.kind is PageKind.ARTICLE else self._end_listing(wanted)
        yield from super().close_page(wanted, record)
        yield from requests

    def on_fault(self, wanted: Wanted) -> None:
        if self._listings[wanted.outlet].get(wanted.url, ()) is None:
            for request in self._end_listing(wanted):
                self.crawler.engine.crawl(request)

    def _end_listing(self, wanted: Wanted) -> list[Request]:
        """Note that a listing ended; the requests that only waited for it."""
        listings = self._listings[wanted.outlet]
        if listings[wanted.url] is None:
            listings[wanted.url] = ()
        if any(pages is None for pages in listings.values()):
            return []
        return list(self._ask_articles(self.outlets[wanted.outlet]))

    def _ask_articles(self, outlet: Outlet) -> Iterator[Request]:
        listings = self._listings[outlet.name].values()
        pages = merge_listings(listing or () for listing in listings)
        known = self._known(pages)
        fresh = (
            page
            for key, page in pages.items()
            if outlet.wants(page.url) and not known & {key, page.url} and self._is_new(page.url)
        )
        for page in islice(fresh, self.job.max_pages):
            yield self.ask(_wanted_article(outlet, page))

    def _known(self, pages: dict[str, ListedPage]) -> set[str]:
        addresses = set(pages) | {page.url for page in pages.values()}
        try:
            with transaction(self.engine) as session:
                return known_urls(session, addresses)
        except STORAGE_ERRORS as error:
            end_for_storage(self.crawler, error)
            raise CloseSpider(STORAGE_FAILED) from error

    def _is_new(self, url: str) -> bool:
        key = canonical_url(url)
        if key in self._asked:
            return False
        self._asked.add(key)
        return True


def followed_sitemaps(listing: SitemapListing, depth: int) -> list[ListedPage]:
    """The nested sitemaps to follow: the newest of them, and not for ever."""
    if depth >= MAX_DEPTH:
        return []
    newest = merge_listings([listing.nested])
    return list(newest.values())[:MAX_NESTED]


def _wanted_article(outlet: Outlet, page: ListedPage) -> Wanted:
    return Wanted(
        outlet=outlet.name,
        url=page.url,
        kind=PageKind.ARTICLE,
        title=page.title,
        published=page.published,
        modified=page.modified,
    )
