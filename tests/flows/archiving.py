"""An archive of raw pages with what was read from them, as a crawl leaves it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from scrapy import Request
from scrapy.http import HtmlResponse

from crawlers.catalogue import Outlet
from crawlers.extraction import extract_here
from crawlers.items import Wanted
from crawlers.page_records import article_record, raw_page
from crawlers.raw_archive import PLACE, RawArchive
from flows.config import Settings
from flows.jobs import open_database
from pipeline.records import PageKind, PageRecord
from storage.articles import record_pages
from storage.database import transaction
from storage.models import Job
from storage.runs import start_run
from storage.sources import name_sources
from tests.flows.conftest import NOW
from tests.servers import HTML

HARBOUR = Outlet(name="harbour", title="Harbour Post", home="http://harbour.example/")


def archive_pages(
    settings: Settings, pages: Mapping[str, bytes], *, at: datetime = NOW, source: str = "harbour"
) -> Path:
    """Keep pages, by their addresses, in the file of a run of their own; return the file."""
    with open_database(settings) as engine:
        with transaction(engine) as session:
            run_id = start_run(session, Job.CRAWL, now=at)
            source_id = name_sources(session, [source], now=at)[source]
        with RawArchive(settings.archive, run_id=run_id, agent="x", started_at=at) as archive:
            records = [_kept(archive, url, body, at) for url, body in pages.items()]
        with transaction(engine) as session:
            record_pages(session, [(source_id, record) for record in records], run_id=run_id)
    place = records[0].place
    assert place is not None
    return settings.archive / place.file


def _kept(archive: RawArchive, url: str, body: bytes, at: datetime) -> PageRecord:
    response = HtmlResponse(url, body=body, headers={"Content-Type": HTML}, request=Request(url))
    response.meta[PLACE] = archive.keep(response, fetched_at=at)
    wanted = Wanted(outlet="harbour", url=url, kind=PageKind.ARTICLE)
    return article_record(
        wanted, response, extract_here(raw_page(response, HARBOUR, fetched_at=at)), now=at
    )
