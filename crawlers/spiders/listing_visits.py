"""The spider that asks for listings once, to see whether they are of use; it stores nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.catalogue import Outlet
from crawlers.extraction import (
    ExtractHere,
    Extraction,
    ExtractionStopped,
    Extractor,
    RawPage,
    read_listing_page,
)
from crawlers.fetch_outcomes import REQUEST_FAILURES, outcome_of_failure
from crawlers.finding import (
    COMMON_FEEDS,
    COMMON_NEWS_SITEMAPS,
    COMMON_SITEMAPS,
    Candidate,
    PageClues,
    at_site,
    describe_site,
    named_in_robots,
    nested_news,
)
from crawlers.listing_reports import ListingReport, SiteReport, report_on, to_json
from crawlers.page_records import header
from crawlers.redirects import moved_for_good
from crawlers.robots import RobotsMiddleware
from crawlers.settings import CrawlJob, CrawlMode
from crawlers.spiders.pages import utc_now
from crawlers.stopping import run_stopped
from pipeline.records import PageKind
from pipeline.urls import canonical_url, without_login
from storage.models import FeedKind

# So many outlets are asked at the same time; each is asked one thing after the other.
OUTLETS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of one request: a response to read, or a problem."""

    response: Response | None
    problem: str | None = None
    status: int | None = None
    moved_to: str | None = None


class ListingSpider(Spider):
    """Reads each listing of its outlets once, or finds out what listings an outlet has.

    What it found goes into the job's report file.
    """

    name = "listings"

    def __init__(
        self,
        *,
        job: CrawlJob,
        extractor: Extractor | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.job = job
        self.now = now
        self._extractor = extractor or ExtractHere()
        self._turns = asyncio.Semaphore(OUTLETS_AT_ONCE)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._extractor.stop, signal=run_stopped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        # A generator in form alone: every request is made on the way.
        for request in await self._report():
            yield request

    async def _report(self) -> tuple[Request, ...]:
        if self.job.mode is CrawlMode.DISCOVER:
            given = dict(self.job.urls)
            work = [_Search(self, o, given[o.name]).run() for o in self.job.outlets]
        else:
            work = [self._check(outlet) for outlet in self.job.outlets]
        sites = await asyncio.gather(*map(self._in_turn, work))
        assert self.job.report_file is not None
        Path(self.job.report_file).write_text(to_json(sites), encoding="utf-8")
        return ()

    async def _in_turn(self, work: Coroutine[Any, Any, SiteReport]) -> SiteReport:
        async with self._turns:
            return await work

    async def _check(self, outlet: Outlet) -> SiteReport:
        listings = [
            Candidate(url=url, kind=kind, found_by="the catalogue") for kind, url in outlet.listings
        ]
        reports = [await self.ask_for_listing(outlet, listing) for listing in listings]
        return SiteReport(name=outlet.name, home=outlet.home, listings=tuple(reports))

    async def ask_for_listing(self, outlet: Outlet, listing: Candidate) -> ListingReport:
        """Ask for a listing, and tell what came; of a sitemap index also its newest sitemap."""
        report = await self.report(outlet, listing, await self.fetch(outlet, listing.url))
        if report.problem is not None or not report.nested:
            return report
        newest = Candidate(url=report.nested[0], kind=FeedKind.SITEMAP, found_by=listing.url)
        inner = await self.report(outlet, newest, await self.fetch(outlet, newest.url))
        if inner.problem is not None:
            return replace(report, remark=f"its newest sitemap {inner.url}: {inner.problem}")
        return replace(
            report,
            newest_at=inner.newest_at or report.newest_at,
            addresses=inner.addresses,
            language=inner.language,
        )

    async def report(self, outlet: Outlet, listing: Candidate, answer: _Answer) -> ListingReport:
        """What an answer says of the listing that was asked for."""
        if answer.response is None:
            report = ListingReport(url=listing.url, kind=listing.kind, problem=answer.problem)
        else:
            found = await self.read(outlet, listing.kind, answer.response)
            report = report_on(listing.kind, answer.response.url, found, now=self.now())
        return replace(
            report,
            url=listing.url,
            found_by=listing.found_by,
            status=answer.status,
            moved_to=answer.moved_to,
        )

    async def read(self, outlet: Outlet, kind: FeedKind, response: Response) -> Extraction:
        """What a good response lists, read as safely as a crawl does."""
        page = RawPage(
            html=response.body,
            url=response.url,
            time_zone=outlet.zone,
            content_type=header(response, "Content-Type"),
            outlet=outlet.name,
            kind=PageKind(kind.value),
            clues_wanted=self.job.mode is CrawlMode.DISCOVER,
        )
        try:
            return await read_listing_page(page, self._extractor)
        except ExtractionStopped as error:
            return Extraction(failure=str(error))

    async def fetch(self, outlet: Outlet, url: str) -> _Answer:
        """Ask for a page as politely and safely as a crawl does."""
        meta = {"download_slot": outlet.name}
        request = Request(without_login(url), callback=NO_CALLBACK, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except REQUEST_FAILURES as error:
            outcome, detail = outcome_of_failure(error)
            return _Answer(None, f"{outcome}: {detail}")
        finally:
            self.crawler.stats.inc_value("pages")
        if not 200 <= response.status < 300:
            return _Answer(None, f"status {response.status}", response.status)
        return _Answer(response, None, response.status, moved_for_good(response))

    async def sitemaps_in_robots(self, outlet: Outlet, url: str) -> Sequence[str]:
        """The sitemaps that the robots.txt of a host names."""
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None
        try:
            return await robots.sitemaps(url, outlet.name)
        except REQUEST_FAILURES:
            return ()


class _Search:
    """Looks for the listings of one outlet, in the likeliest places first."""

    def __init__(self, spider: ListingSpider, outlet: Outlet, url: str) -> None:
        self._spider = spider
        self._outlet = outlet
        self._url = url
        self._asked: set[str] = set()
        self._found: list[ListingReport] = []

    async def run(self) -> SiteReport:
        """Look everywhere, and describe the outlet."""
        answer = await self._spider.fetch(self._outlet, self._url)
        if answer.response is None:
            return SiteReport(name=self._outlet.name, home=self._url, problem=answer.problem)
        home = answer.response.url
        if await self._is_listing(answer):  # then the outlet's own page is where its host begins
            home = urljoin(home, "/")
            answer = await self._spider.fetch(self._outlet, home)
        clues = await self._clues(answer)
        await self._look(home, answer, clues)
        return describe_site(self._outlet.name, home, clues, self._found)

    async def _clues(self, answer: _Answer) -> PageClues:
        if answer.response is None:
            return PageClues()
        found = await self._spider.read(self._outlet, FeedKind.SECTION, answer.response)
        return found.clues or PageClues()

    async def _is_listing(self, answer: _Answer) -> bool:
        """Whether the given address is itself a feed or a sitemap; notes it then."""
        for kind in (FeedKind.FEED, FeedKind.SITEMAP):
            candidate = Candidate(url=self._url, kind=kind, found_by="the address given")
            report = await self._spider.report(self._outlet, candidate, answer)
            if report.problem is None:
                self._asked.add(canonical_url(self._url))
                self._found.append(report)
                return True
        return False

    async def _look(self, home: str, answer: _Answer, clues: PageClues) -> None:
        await self._ask(clues.feeds)
        if not self._has(FeedKind.FEED):
            await self._ask_until_one(at_site(home, COMMON_FEEDS, FeedKind.FEED))
        await self._look_for_sitemaps(home)
        if not self._has(FeedKind.FEED) and not self._has(FeedKind.SITEMAP):
            if answer.response is not None:
                page = Candidate(url=home, kind=FeedKind.SECTION, found_by="the home page")
                self._asked.add(canonical_url(home))
                self._found.append(await self._spider.report(self._outlet, page, answer))
            await self._ask(clues.sections)

    async def _look_for_sitemaps(self, home: str) -> None:
        named = await self._spider.sitemaps_in_robots(self._outlet, home)
        for report in await self._ask(named_in_robots(home, named)):
            if not self._has_news():
                await self._ask(nested_news(report))
        if not self._has_news():
            await self._ask_until_one(at_site(home, COMMON_NEWS_SITEMAPS, FeedKind.SITEMAP))
        if not self._has(FeedKind.SITEMAP):
            await self._ask_until_one(at_site(home, COMMON_SITEMAPS, FeedKind.SITEMAP))

    async def _ask(self, candidates: Iterable[Candidate]) -> list[ListingReport]:
        """Ask for each that was not asked for yet; what they are found to be."""
        reports = []
        for candidate in candidates:
            key = canonical_url(candidate.url)
            if key not in self._asked:
                self._asked.add(key)
                reports.append(await self._spider.ask_for_listing(self._outlet, candidate))
                self._found.append(reports[-1])
        return reports

    async def _ask_until_one(self, candidates: Iterable[Candidate]) -> None:
        """Ask for one after the other until one is of use; the others were only guesses."""
        for candidate in candidates:
            [*reports] = await self._ask([candidate])
            if any(report.problem is None for report in reports):
                return
            self._found = [found for found in self._found if found not in reports]

    def _has(self, kind: FeedKind) -> bool:
        return any(found.kind is kind and found.problem is None for found in self._found)

    def _has_news(self) -> bool:
        return any(found.is_news and found.problem is None for found in self._found)
