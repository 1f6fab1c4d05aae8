"""What all spiders share: each page asked for is open until it has its one outcome."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawlers.items import PageItem, Wanted
from crawlers.page_records import article_record, ended_record, failure_record, unread_record
from crawlers.page_signals import Signals, read_signals
from crawlers.settings import CrawlJob
from pipeline.outcomes import Outcome
from pipeline.records import PageKind, PageRecord


def utc_now() -> datetime:
    """The clock of a real crawl."""
    return datetime.now(UTC)


class PageSpider(Spider):
    """Asks for pages and hands on how each ended, exactly once."""

    def __init__(
        self, *, job: CrawlJob, engine: Engine, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__()
        self.job = job
        self.engine = engine
        self.now = now
        self.outlets = {outlet.name: outlet for outlet in job.outlets}
        self._open: dict[str, Wanted] = {}
        self._faults: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_fault, signal=signals.spider_error)
        return spider

    def ask(self, wanted: Wanted) -> Request:
        """The request for a page, which from now on owes us an outcome."""
        self._open[wanted.url] = wanted
        return Request(
            wanted.url,
            callback=self.on_response,
            errback=self.on_failure,
            cb_kwargs={"wanted": wanted},
            meta={"download_slot": wanted.outlet},
        )

    def on_response(self, response: Response, wanted: Wanted) -> Iterator[PageItem | Request]:
        """Read what came."""
        record = unread_record(
            wanted, response, now=self.now(), reserved=self._obeyed(response, wanted)
        )
        if record is None:
            yield from self.read(response, wanted)
        else:
            yield from self.close_page(wanted, record)

    def on_failure(self, failure: Failure) -> Iterator[PageItem | Request]:
        """Nothing came."""
        wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        record = failure_record(wanted, failure.value, now=self.now())  # type: ignore[arg-type]
        yield from self.close_page(wanted, record)

    def read(self, response: Response, wanted: Wanted) -> Iterator[PageItem | Request]:
        """Read a page whose status is good: here, an article."""
        outlet = self.outlets[wanted.outlet]
        signals = read_signals(response, self.job.user_agent)
        record = article_record(wanted, response, outlet, now=self.now(), signals=signals)
        yield from self.close_page(wanted, record)

    def _obeyed(self, response: Response, wanted: Wanted) -> Signals | None:
        """What the page says of itself, if it is an article's and the job obeys that."""
        is_article = wanted.kind is PageKind.ARTICLE
        if is_article and self.job.obeys_opt_outs(self.outlets[wanted.outlet]):
            return read_signals(response, self.job.user_agent)
        return None

    def close_page(self, wanted: Wanted, record: PageRecord) -> Iterator[PageItem | Request]:
        """Hand on the outcome of a page, and ask for what waited for it."""
        yield from self.ended(wanted, record)

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

    def _note_fault(self, failure: Failure, response: Response | Failure | None) -> None:
        # Scrapy has logged the traceback; the page keeps its place until the run ends.
        request = getattr(response, "request", None)
        if request is not None and "wanted" in request.cb_kwargs:
            wanted = request.cb_kwargs["wanted"]
            self._faults[wanted.url] = f"{type(failure.value).__name__}: {failure.value}"
            self.on_fault(wanted)
