"""The spider of a crawl: the listings of every outlet, then the articles that are due."""

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawlers.body_kinds import kind_of
from crawlers.catalogue import Outlet
from crawlers.discovery import FeedListing, SitemapListing, merge_listings
from crawlers.extraction import Extraction, ExtractionStopped, Extractor, read_listing_page
from crawlers.items import PageItem, Wanted
from crawlers.page_records import (
    ended_record,
    feed_record,
    listed_article_record,
    listed_raw_page,
    raw_page,
    section_record,
    sitemap_record,
)
from crawlers.raw_archive import RawArchive
from crawlers.settings import CrawlJob
from crawlers.spiders.pages import Output, PageSpider, utc_now
from crawlers.stopping import STORAGE_ERRORS, STORAGE_FAILED, end_for_storage, run_stopped
from pipeline.outcomes import Outcome
from pipeline.pacing import takes_listed_text
from pipeline.records import ListedPage, PageKind, PageRecord
from pipeline.urls import canonical_url
from storage.database import transaction
from storage.frontier import FrontierEntry, add_listed, due_entries, listed_text, load_entries
from storage.sources import source_ids
from storage.types import fits_index

# An index of all months since 1995 is not news: the newest of it are followed.
MAX_NESTED = 20
MAX_DEPTH = 2
# Characters, without markup: what is shorter in a feed is mostly a teaser.
MIN_TEXT = 500
_TAG = re.compile(r"<[^<>]*>")
# Of one outlet at a time. The others wait in the database, so that their number costs no memory.
MAX_OPEN = 100
MIN_OPEN = 50


@dataclass(slots=True)
class _Visit:
    """What one run does at one outlet."""

    outlet: Outlet
    listings: dict[str, tuple[ListedPage, ...] | None] = field(default_factory=dict)
    """In order; None for one that has not ended."""
    roots: dict[str, str] = field(default_factory=dict)
    """For each listing the one of the catalogue that led to it: itself, but for nested sitemaps."""
    held: list[PageItem] = field(default_factory=list)
    """How listings ended. Their records wait until what they list is stored: a listing that is
    known to be read and not modified since is not read again."""
    stored: bool = False
    due: deque[int] = field(default_factory=deque)
    """The entries of the frontier that are still to be asked for."""
    open: int = 0
    """How many articles are asked for and have not ended."""


class OutletSpider(PageSpider):
    """Crawls the outlets of a job.

    When the last listing of an outlet has ended, what they list is put into the frontier, which
    is a table of the database; so each article is asked for once however many list it, with the
    same claims in every run, whichever listing answers first. Then the outlet is asked for what is
    due in its frontier, be it listed now or in an earlier run.
    """

    name = "outlet"

    def __init__(
        self,
        *,
        job: CrawlJob,
        engine: Engine,
        extractor: Extractor | None = None,
        archive: RawArchive | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(job=job, engine=engine, extractor=extractor, archive=archive, now=now)
        self._visits = {name: _Visit(outlet) for name, outlet in self.outlets.items()}
        self._listings_asked: set[str] = set()
        self._source_ids: dict[str, int] = {}
        self._stopping = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_stop, signal=run_stopped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for visit in self._visits.values():
            requests = list(self._ask_listings(visit))
            if not requests:  # none is due: there is what was listed before
                with self._session() as session:
                    self._find_due(session, visit)
                requests = list(self._ask_articles(visit))
            for request in requests:
                yield request

    def _ask_listings(self, visit: _Visit) -> Iterator[Request]:
        outlet = visit.outlet
        for kind, url in outlet.listings:
            if self.job.listings is None or (outlet.name, url) in self.job.listings:
                wanted = Wanted(outlet=outlet.name, url=url, kind=PageKind(kind))
                yield from self._ask_listing(wanted)

    def _ask_listing(self, wanted: Wanted, *, root: str = "") -> Iterator[Request]:
        key = canonical_url(wanted.url)
        if key not in self._listings_asked:
            self._listings_asked.add(key)
            visit = self._visits[wanted.outlet]
            visit.listings[wanted.url] = None
            visit.roots[wanted.url] = root or wanted.url
            yield self.ask(wanted)

    async def read(self, response: Response, wanted: Wanted) -> Output:
        if wanted.kind is PageKind.FEED:
            return await self._read_feed(response, wanted)
        if wanted.kind is PageKind.SITEMAP:
            return await self._read_sitemap(response, wanted)
        if wanted.kind is PageKind.SECTION:
            return await self._read_section(response, wanted)
        return await super().read(response, wanted)

    async def _read_feed(self, response: Response, wanted: Wanted) -> Output:
        found = await self._found(response, wanted)
        if isinstance(found, PageRecord):
            return await self.close_page(wanted, found)
        listing = (
            found.listing
            if isinstance(found.listing, FeedListing)
            else FeedListing(broken=found.failure)
        )
        self._visits[wanted.outlet].listings[wanted.url] = listing.entries
        record = feed_record(wanted, response, listing, now=self.now())
        return await self.close_page(wanted, record)

    async def _read_sitemap(self, response: Response, wanted: Wanted) -> Output:
        found = await self._found(response, wanted)
        if isinstance(found, PageRecord):
            return await self.close_page(wanted, found)
        listing = (
            found.listing
            if isinstance(found.listing, SitemapListing)
            else SitemapListing(broken=found.failure)
        )
        visit = self._visits[wanted.outlet]
        followed = followed_sitemaps(listing, wanted.depth)
        left_out = len(listing.nested) - len(followed)
        # Nested ones are asked for first: the outlet must not look complete in between.
        asked: Output = []
        for page in followed:
            nested = Wanted(
                outlet=wanted.outlet, url=page.url, kind=PageKind.SITEMAP, depth=wanted.depth + 1
            )
            asked += self._ask_listing(nested, root=visit.roots[wanted.url])
        visit.listings[wanted.url] = listing.pages
        record = sitemap_record(wanted, response, listing, now=self.now(), left_out=left_out)
        return asked + await self.close_page(wanted, record)

    async def _read_section(self, response: Response, wanted: Wanted) -> Output:
        if not isinstance(response, HtmlResponse) or kind_of(response.body):
            record = ended_record(wanted, Outcome.NOT_HTML, response=response, now=self.now())
            return await self.close_page(wanted, record)
        found = await self._found(response, wanted)
        if isinstance(found, PageRecord):
            return await self.close_page(wanted, found)
        self._visits[wanted.outlet].listings[wanted.url] = found.links
        record = section_record(wanted, response, found, now=self.now())
        return await self.close_page(wanted, record)

    async def _found(self, response: Response, wanted: Wanted) -> Extraction | PageRecord:
        """What a listing lists, or how it ended unread."""
        page = raw_page(response, self.outlets[wanted.outlet], fetched_at=self.now())
        page = replace(page, kind=wanted.kind)
        try:
            return await read_listing_page(page, self.extractor)
        except ExtractionStopped as error:
            return ended_record(wanted, Outcome.ABANDONED, detail=str(error), now=self.now())

    async def close_page(self, wanted: Wanted, record: PageRecord) -> Output:
        visit = self._visits[wanted.outlet]
        output: Output = []
        if wanted.kind is PageKind.ARTICLE:
            record = await self._with_listed_text(wanted, record)
            visit.open -= wanted.url in self._open
            output += self.ended(wanted, record)
        else:
            visit.held += self.ended(wanted, record)
            self._end_listing(wanted)
            output += self._release(visit)
        return [*output, *self._ask_articles(visit)]

    def on_fault(self, wanted: Wanted) -> None:
        visit = self._visits[wanted.outlet]
        if wanted.kind is PageKind.ARTICLE:
            visit.open -= 1
        else:
            self._end_listing(wanted)
        for request in self._ask_articles(visit):
            self.crawler.engine.crawl(request)

    def close_open_pages(self) -> Iterator[PageItem]:
        for visit in self._visits.values():
            yield from self._release(visit)
            # Where a fault of ours kept the rest from being stored, they are to be read again.
            yield from (_forgetful(item) for item in visit.held)
        yield from super().close_open_pages()

    def _end_listing(self, wanted: Wanted) -> None:
        """Note that a listing ended; after the last one, store what all of them list."""
        visit = self._visits[wanted.outlet]
        if visit.listings[wanted.url] is None:
            visit.listings[wanted.url] = ()
        if not visit.stored and all(pages is not None for pages in visit.listings.values()):
            self._store(visit)

    def _store(self, visit: _Visit) -> None:
        listings = {url: self._wanted(visit, pages or ()) for url, pages in visit.listings.items()}
        pages = merge_listings(listings.values())
        with self._session() as session:
            new = add_listed(session, self._source_id(session, visit), pages, now=self.now())
            self._find_due(session, visit)
        listed_count, new_count = Counter[str](), Counter[str]()
        for url, pages_of_one in listings.items():
            keys = {canonical_url(page.url) for page in pages_of_one}
            # What a nested sitemap lists counts for the index, whose pace decides for both.
            for counted in {url, visit.roots.get(url, url)}:
                listed_count[counted] += len(keys)
                new_count[counted] += len(keys & new)
        visit.held = [_counted(item, listed_count, new_count) for item in visit.held]
        visit.stored = True
        visit.listings = dict.fromkeys(visit.listings, ())

    def _wanted(self, visit: _Visit, pages: tuple[ListedPage, ...]) -> list[ListedPage]:
        return [_without_teaser(page) for page in pages if self._is_wanted(visit, page)]

    def _is_wanted(self, visit: _Visit, page: ListedPage) -> bool:
        """Whether a page is one of the outlet's articles, as far as its address tells."""
        key = canonical_url(page.url)
        return (
            visit.outlet.wants(page.url)
            and fits_index(page.url)
            and fits_index(key)
            and key not in self._listings_asked
        )

    def _release(self, visit: _Visit) -> Iterator[PageItem]:
        if visit.stored:
            held, visit.held = visit.held, []
            yield from held

    def _find_due(self, session: Session, visit: _Visit) -> None:
        source_id = self._source_id(session, visit)
        visit.due.extend(due_entries(session, source_id, now=self.now(), limit=self.job.max_pages))

    def _source_id(self, session: Session, visit: _Visit) -> int:
        if not self._source_ids:
            self._source_ids = source_ids(session, self.outlets)
        return self._source_ids[visit.outlet.name]

    def _ask_articles(self, visit: _Visit) -> Iterator[Request]:
        """Ask for what is due, a part at a time."""
        while visit.due and visit.open < MIN_OPEN and not self._stopping:
            count = min(len(visit.due), MAX_OPEN - visit.open)
            ids = [visit.due.popleft() for _ in range(count)]
            with self._session() as session:
                entries = load_entries(session, ids)
            for entry in entries:
                if self._is_wanted(visit, entry.page):
                    visit.open += 1
                    yield self.ask(_wanted_article(visit.outlet, entry))

    async def _with_listed_text(self, wanted: Wanted, record: PageRecord) -> PageRecord:
        """The record, with the article that the listing carries if the page is not to be had."""
        attempts = wanted.attempts + 1
        outcome = record.outcome
        if wanted.known or outcome is None or wanted.url not in self._open:
            return record
        if not takes_listed_text(outcome, attempts=attempts, status=record.status):
            return record
        with self._session() as session:
            html = listed_text(session, canonical_url(wanted.url))
        if html is None:
            return record
        outlet = self.outlets[wanted.outlet]
        page = listed_raw_page(html, wanted, outlet, fetched_at=record.fetched_at)
        try:
            extraction = await self.extractor.extract(page)
        except ExtractionStopped:
            return record
        found = listed_article_record(record, extraction, wanted, founded=outlet.founded)
        return found or record

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """A transaction; where the database fails, so does the run."""
        try:
            with transaction(self.engine) as session:
                yield session
        except STORAGE_ERRORS as error:
            end_for_storage(self.crawler, error)
            raise CloseSpider(STORAGE_FAILED) from error

    def _note_stop(self) -> None:
        self._stopping = True


def followed_sitemaps(listing: SitemapListing, depth: int) -> list[ListedPage]:
    """The nested sitemaps to follow: the newest of them, and not for ever."""
    if depth >= MAX_DEPTH:
        return []
    newest = merge_listings([listing.nested])
    return list(newest.values())[:MAX_NESTED]


def _without_teaser(page: ListedPage) -> ListedPage:
    """The listed page; a text that is only the beginning of an article is no article."""
    if page.text is None or len(_TAG.sub("", page.text)) >= MIN_TEXT:
        return page
    return replace(page, text=None)


def _wanted_article(outlet: Outlet, entry: FrontierEntry) -> Wanted:
    return Wanted(
        outlet=outlet.name,
        url=entry.page.url,
        kind=PageKind.ARTICLE,
        title=entry.page.title,
        published=entry.page.published,
        modified=entry.page.modified,
        attempts=entry.attempts,
        known=entry.known,
    )


def _counted(item: PageItem, listed: Counter[str], new: Counter[str]) -> PageItem:
    """The record of a listing with how much it lists, and how much of that was not known."""
    url = item.record.requested_url
    return replace(item, record=replace(item.record, listed=listed[url], listed_new=new[url]))


def _forgetful(item: PageItem) -> PageItem:
    return replace(item, record=replace(item.record, validators=None))
