"""Tells the parent process, line by line, how far the crawl is."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawlers.runner import CrawlProgress
from pipeline.outcomes import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SECONDS = 1.0


class ProgressLines:
    """Writes the progress to a file descriptor, each second and once more at the end."""

    def __init__(self, crawler: "Crawler", descriptor: int) -> None:
        self._crawler = crawler
        self._descriptor = descriptor
        self._clock = create_looping_call(self._write)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        descriptor = crawler.settings.getint("PROGRESS_DESCRIPTOR")
        if not descriptor:
            raise NotConfigured
        return cls(crawler, descriptor)

    def _opened(self) -> None:
        os.set_blocking(self._descriptor, False)
        self._clock.start(SECONDS)

    def _closed(self) -> None:
        self._clock.stop()
        self._write()

    def _write(self) -> None:
        progress = progress_of(self._crawler.stats.get_stats())
        try:
            os.write(self._descriptor, progress.to_line())
        except (BlockingIOError, BrokenPipeError):
            # Nobody reads, or nobody is left to: no reason to stop a crawl.
            return


def progress_of(stats: Mapping[str, Any]) -> CrawlProgress:
    """What the counters say that the item pipeline keeps."""
    counts = {outcome: stats.get(f"outcome/{outcome}", 0) for outcome in Outcome}
    return CrawlProgress(
        pages=stats.get("pages", 0),
        articles=stats.get("articles", 0),
        outcomes={outcome: count for outcome, count in counts.items() if count},
    )
