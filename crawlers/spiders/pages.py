"""What all spiders share: each page asked for is open until it has its one outcome."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawlers.body_kinds import is_said_to_be_media, kind_of
from crawlers.extraction import ExtractHere, ExtractionStopped, Extractor
from crawlers.items import PageItem, Wanted
from crawlers.page_records import (
    article_record,
    ended_record,
    failure_record,
    header,
    raw_page,
    unread_record,
)
from crawlers.page_signals import Signals, read_signals
from crawlers.politeness import Throttle
from crawlers.raw_archive import PLACE, RawArchive, is_worth_keeping
from crawlers.settings import CrawlJob
from crawlers.stopping import run_stopped
from pipeline.outcomes import Outcome
from pipeline.records import PageKind, PageRecord
from pipeline.urls import without_login

Output = list[PageItem | Request]
"""What a callback hands on: how pages ended, and what is asked for next."""
# An outlet is held for so long at a time, then looked at again: how long its pages take to be read
# is a guess, and workers must not wait for pages because it was a bad one.
MAX_HOLD = 2.0


def utc_now() -> datetime:
    """The clock of a real crawl."""
    return datetime.now(UTC)


class PageSpider(Spider):
    """Asks for pages and hands on how each ended, exactly once."""

    def __init__(
        self,
        *,
        job: CrawlJob,
        engine: Engine,
        extractor: Extractor | None = None,
        archive: RawArchive | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.job = job
        self.engine = engine
        self.extractor = extractor or ExtractHere()
        self.archive = archive
        self.now = now
        self.outlets = {outlet.name: outlet for outlet in job.outlets}
        self._open: dict[str, Wanted] = {}
        self._faults: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_fault, signal=signals.spider_error)
        crawler.signals.connect(spider._stop_reading, signal=run_stopped)
        return spider

    def ask(self, wanted: Wanted) -> Request:
        """The request for a page, which from now on owes us an outcome."""
        self._open[wanted.url] = wanted
        return Request(
            without_login(wanted.url),
            callback=self.on_response,
            errback=self.on_failure,
            cb_kwargs={"wanted": wanted},
            meta={"download_slot": wanted.outlet},
        )

    async def on_response(self, response: Response, wanted: Wanted) -> Output:
        """Read what came."""
        record = unread_record(
            wanted, response, now=self.now(), reserved=self._obeyed(response, wanted)
        )
        if record is None:
            self._keep(response, wanted)
            return await self.read(response, wanted)
        return await self.close_page(wanted, record)

    def _keep(self, response: Response, wanted: Wanted) -> None:
        """Keep a page as it came, before anything is made of it."""
        is_wanted = wanted.kind is PageKind.ARTICLE or self.job.archive_listings
        if self.archive is not None and is_wanted and is_worth_keeping(response, wanted.kind):
            response.meta[PLACE] = self.archive.keep(response, fetched_at=self.now())

    async def on_failure(self, failure: Failure) -> Output:
        """Nothing came."""
        wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        record = failure_record(wanted, failure.value, now=self.now())  # type: ignore[arg-type]
        return await self.close_page(wanted, record)

    async def read(self, response: Response, wanted: Wanted) -> Output:
        """Read a page whose status is good: here, an article."""
        return await self.close_page(wanted, await self._article_record(response, wanted))

    async def _article_record(self, response: Response, wanted: Wanted) -> PageRecord:
        now = self.now()
        kind = header(response, "Content-Type") or "no content type"
        if not isinstance(response, HtmlResponse) or is_said_to_be_media(kind):
            return ended_record(wanted, Outcome.NOT_HTML, response=response, detail=kind, now=now)
        if other := kind_of(response.body):
            detail = f"said to be HTML, and is {other}"
            return ended_record(wanted, Outcome.NOT_HTML, response=response, detail=detail, now=now)
        self._hold_back(wanted.outlet)
        outlet = self.outlets[wanted.outlet]
        try:
            page = raw_page(response, outlet, fetched_at=now)
            extraction = await self.extractor.extract(page)
        except ExtractionStopped as error:
            return ended_record(wanted, Outcome.ABANDONED, detail=str(error), now=now)
        signals = read_signals(response, self.job.user_agent)
        return article_record(
            wanted, response, extraction, now=now, signals=signals, founded=outlet.founded
        )

    def _hold_back(self, outlet: str) -> None:
        """Ask an outlet for no more for a while if its pages come faster than they are read."""
        seconds = self.extractor.backlog_seconds(outlet)
        throttle = self.crawler.get_extension(Throttle) if seconds else None
        if throttle is not None:
            throttle.hold(outlet, min(seconds, MAX_HOLD))

    def _obeyed(self, response: Response, wanted: Wanted) -> Signals | None:
        """What the page says of itself, if it is an article's and the job obeys that."""
        is_article = wanted.kind is PageKind.ARTICLE
        if is_article and self.job.obeys_opt_outs(self.outlets[wanted.outlet]):
            return read_signals(response, self.job.user_agent)
        return None

    async def close_page(self, wanted: Wanted, record: PageRecord) -> Output:
        """Hand on the outcome of a page, and ask for what waited for it."""
        return [*self.ended(wanted, record)]

    def ended(self, wanted: Wanted, record: PageRecord) -> Iterator[PageItem]:
        """The outcome of a page, unless it has one already."""
        if self._open.pop(wanted.url, None) is not None:
            yield PageItem(outlet=wanted.outlet, record=record)

    def close_open_pages(self) -> Iterator[PageItem]:
        """The outcomes of the pages that are still open when the run ends."""
        for wanted in list(self._open.values()):
            fault = self._faults.get(wanted.url)
            record = ended_record(
                wanted,
                Outcome.FAULT if fault else Outcome.ABANDONED,
                detail=fault or "the run ended before the page was fetched",
                now=self.now(),
            )
            del self._open[wanted.url]
            yield PageItem(outlet=wanted.outlet, record=record)

    def on_fault(self, wanted: Wanted) -> None:
        """Hook: reading a page has failed by a fault of ours; what waits for it must not hang."""

    def _stop_reading(self) -> None:
        self.extractor.stop()

    def _note_fault(self, failure: Failure, response: Response | Failure | None) -> None:
        # Scrapy has logged the traceback; the page keeps its place until the run ends.
        request = getattr(response, "request", None)
        if request is not None and "wanted" in request.cb_kwargs:
            wanted = request.cb_kwargs["wanted"]
            self._faults[wanted.url] = f"{type(failure.value).__name__}: {failure.value}"
            self.on_fault(wanted)
