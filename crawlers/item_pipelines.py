"""Writes what the spiders hand on into the database, in small batches."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from scrapy.utils.asyncio import create_looping_call
from sqlalchemy.exc import SQLAlchemyError

from crawlers.catalogue import source_record
from crawlers.items import PageItem
from crawlers.spiders.pages import PageSpider
from crawlers.stopping import STORAGE_ERRORS, cause_of, end_for_storage
from pipeline.outcomes import Outcome
from pipeline.pacing import PollBounds
from pipeline.records import PageRecord
from storage.articles import record_pages
from storage.database import transaction
from storage.sources import save_sources

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

# A kill loses at most this much work, and none of it half: each batch is one transaction.
BATCH_PAGES = 50
BATCH_SECONDS = 1.0
# What the database refuses to take, and values that it has no room for.
_NOT_TAKEN = (SQLAlchemyError, ValueError, ArithmeticError)


class StoragePipeline:
    """Stores each page's record and counts its outcome, when it is stored and not before."""

    def __init__(self, crawler: "Crawler", spider: PageSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._source_ids: dict[str, int] = {}
        self._bounds: dict[int, PollBounds] = {}
        self._waiting: list[PageItem] = []
        self._clock = create_looping_call(self._flush)
        self._failed = False

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        spider = crawler.spider
        assert isinstance(spider, PageSpider)
        return cls(crawler, spider)

    def open_spider(self) -> None:
        spider = self._spider
        records = [source_record(outlet) for outlet in spider.job.outlets]
        with transaction(spider.engine) as session:
            self._source_ids = save_sources(session, records, now=spider.now())
        self._bounds = {
            self._source_ids[outlet.name]: spider.job.poll_bounds(outlet)
            for outlet in spider.job.outlets
        }
        self._clock.start(BATCH_SECONDS, now=False)

    def process_item(self, item: PageItem) -> PageItem:
        self._waiting.append(item)
        if len(self._waiting) >= BATCH_PAGES:
            self._flush()
        return item

    def close_spider(self) -> None:
        if self._clock.running:
            self._clock.stop()
        self._waiting.extend(self._spider.close_open_pages())
        self._flush()

    def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        if not batch or self._failed:
            return
        try:
            self._store_all(batch)
        except STORAGE_ERRORS as error:
            self._failed = True
            end_for_storage(self._crawler, error)

    def _store_all(self, batch: list[PageItem]) -> None:
        try:
            self._store(batch)
        except _NOT_TAKEN:
            # One page that the database does not take must not cost the others of its batch.
            for item in batch:
                self._store_alone(item)

    def _store(self, batch: list[PageItem]) -> None:
        pages = [(self._source_ids[item.outlet], item.record) for item in batch]
        with transaction(self._spider.engine) as session:
            outcomes = record_pages(
                session, pages, run_id=self._spider.job.run_id, bounds=self._bounds
            )
        for outcome in outcomes:
            self._count(outcome)

    def _store_alone(self, item: PageItem) -> None:
        try:
            self._store([item])
        except _NOT_TAKEN as error:
            log.warning("Not stored: %s: %s", item.record.requested_url, cause_of(error))
            record = _fault(item.record, cause_of(error), self._spider.now())
            self._store([replace(item, record=record)])

    def _count(self, outcome: Outcome) -> None:
        stats = self._crawler.stats
        stats.inc_value(f"outcome/{outcome}")
        if outcome.stored:
            stats.inc_value("articles")
        stats.inc_value("pages")


def _fault(record: PageRecord, cause: str, now: datetime) -> PageRecord:
    return PageRecord(
        requested_url=record.requested_url,
        kind=record.kind,
        fetched_at=now,
        outcome=Outcome.FAULT,
        detail=f"not stored: {cause}",
    )
