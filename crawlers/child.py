"""The crawling process: reads its job from standard input and runs it.

Started by `crawlers.runner` as `python -m crawlers.child PARENT_PID PROGRESS_DESCRIPTOR`.
"""

import ctypes
import os
import signal
import sys

from scrapy import Spider
from scrapy.crawler import Crawler
from sqlalchemy import Engine

from crawlers.extract.article import extract_article
from crawlers.runner import EXIT_STOPPED
from crawlers.settings import CrawlJob, CrawlMode, scrapy_settings
from crawlers.spiders.addresses import AddressSpider
from crawlers.spiders.listing_visits import ListingSpider
from crawlers.spiders.outlet import OutletSpider
from crawlers.stopping import STORAGE_FAILED, StoppableProcess
from storage.database import DatabaseUnusable, check_schema, make_engine

EXIT_FAILED = 1
_SAMPLE_PAGE = f"<html><body><article>{'<p>A page like any other, of one language.</p>' * 9}"
_EXIT_CODES = {"finished": 0, "shutdown": EXIT_STOPPED}  # by Scrapy's finish reason
_PR_SET_PDEATHSIG = 1

SPIDERS: dict[CrawlMode, type[Spider]] = {
    CrawlMode.CRAWL: OutletSpider,
    CrawlMode.RECRAWL: AddressSpider,
    CrawlMode.CHECK: ListingSpider,
    CrawlMode.DISCOVER: ListingSpider,
}


def main(arguments: list[str]) -> int:
    """Run the job; return the exit code."""
    parent_pid, progress_descriptor = map(int, arguments)
    die_with_parent(parent_pid)
    job = CrawlJob.from_json(sys.stdin.read())
    try:
        return crawl(job, progress_descriptor)
    except DatabaseUnusable as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_FAILED


def die_with_parent(parent_pid: int) -> None:
    """Be killed by the kernel the moment the parent is gone, however it goes.

    SIGKILL, not SIGTERM: nobody is left to insist, and a kill leaves nothing half-written.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")
    if os.getppid() != parent_pid:  # it went before we asked
        sys.exit(EXIT_FAILED)


def crawl(job: CrawlJob, progress_descriptor: int) -> int:
    """Crawl to the end, or until a signal stops it."""
    engine = _open_database(job) if job.mode.stores else None
    process = StoppableProcess(scrapy_settings(job) | {"PROGRESS_DESCRIPTOR": progress_descriptor})
    crawler = process.create_crawler(SPIDERS[job.mode])
    process.crawl(crawler, job=job, engine=engine)
    process.start()
    if engine is not None:
        engine.dispose()
    return exit_code(crawler, failed=process.bootstrap_failed)


def _open_database(job: CrawlJob) -> Engine:
    engine = make_engine(job.database_url)
    check_schema(engine)
    # The first page makes the libraries load their models, for a second or more. Within the event
    # loop that would let requests run out of time.
    extract_article(_SAMPLE_PAGE, "http://localhost/sample")
    return engine


def exit_code(crawler: Crawler, *, failed: bool) -> int:
    """What to tell the parent of how the crawl ended."""
    if failed or crawler.stats.get_value(STORAGE_FAILED):
        return EXIT_FAILED
    reason = crawler.stats.get_value("finish_reason")
    return _EXIT_CODES.get(reason, EXIT_FAILED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
