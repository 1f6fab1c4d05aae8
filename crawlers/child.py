"""The crawling process: reads its job from standard input and runs it.

Started by `crawlers.runner` as `python -m crawlers.child PARENT_PID PROGRESS_DESCRIPTOR`.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Spider
from scrapy.crawler import Crawler
from sqlalchemy import Engine

from crawlers.extraction_pool import ExtractionPool
from crawlers.processes import die_with_parent, raise_descriptor_limit
from crawlers.raw_archive import ArchiveUnusable, RawArchive
from crawlers.runner import EXIT_NOT_KEPT, EXIT_STOPPED
from crawlers.settings import CrawlJob, CrawlMode, scrapy_settings
from crawlers.spiders.addresses import AddressSpider
from crawlers.spiders.listing_visits import ListingSpider
from crawlers.spiders.outlet import OutletSpider
from crawlers.stopping import STORAGE_FAILED, StoppableProcess
from storage.database import DatabaseUnusable, check_schema, make_engine

EXIT_FAILED = 1
# New objects after which the garbage collector looks at them; Python's 700 are two pages.
_COLLECT_AFTER = 10_000
_EXIT_CODES = {"finished": 0, "shutdown": EXIT_STOPPED}  # by Scrapy's finish reason

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
    raise_descriptor_limit()
    job = CrawlJob.from_json(sys.stdin.read())
    try:
        return crawl(job, progress_descriptor)
    except (DatabaseUnusable, ArchiveUnusable) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_FAILED


def crawl(job: CrawlJob, progress_descriptor: int) -> int:
    """Crawl to the end, or until a signal stops it."""
    # Its processes load the extractor while this one begins to fetch.
    with closing(ExtractionPool(job.extractors)) as extractor:
        if job.mode.stores:
            return _run_and_store(job, progress_descriptor, extractor)
        return _run(job, progress_descriptor, extractor=extractor)


def _run_and_store(job: CrawlJob, progress_descriptor: int, extractor: ExtractionPool) -> int:
    with _database(job) as engine, _archive(job) as archive:
        code = _run(job, progress_descriptor, engine=engine, extractor=extractor, archive=archive)
        return EXIT_NOT_KEPT if code == 0 and archive and archive.trouble else code


def _run(job: CrawlJob, progress_descriptor: int, **parts: object) -> int:
    """Run the spider of the job, which is given `parts` of the process."""
    process = StoppableProcess(scrapy_settings(job) | {"PROGRESS_DESCRIPTOR": progress_descriptor})
    crawler = process.create_crawler(SPIDERS[job.mode])
    process.crawl(crawler, job=job, **parts)
    gc.freeze()  # what is loaded now stays, and need not be looked at again and again
    gc.set_threshold(_COLLECT_AFTER)
    process.start()
    return exit_code(crawler, failed=process.bootstrap_failed)


@contextmanager
def _database(job: CrawlJob) -> Iterator[Engine]:
    engine = make_engine(job.database_url)
    try:
        check_schema(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _archive(job: CrawlJob) -> Iterator[RawArchive | None]:
    if job.archive is None:
        yield None
        return
    with RawArchive(
        Path(job.archive), run_id=job.run_id, agent=job.agent, started_at=datetime.now(UTC)
    ) as archive:
        yield archive


def exit_code(crawler: Crawler, *, failed: bool) -> int:
    """What to tell the parent of how the crawl ended."""
    if failed or crawler.stats.get_value(STORAGE_FAILED):
        return EXIT_FAILED
    reason = crawler.stats.get_value("finish_reason")
    return _EXIT_CODES.get(reason, EXIT_FAILED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
