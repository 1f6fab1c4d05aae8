"""What is old goes, but for what is being written; what is missing or damaged is told."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from sqlalchemy import Engine, select

from crawlers.raw_archive import RawArchive
from flows.archive_upkeep import check_archive, prune_archive
from flows.config import Settings
from flows.jobs import JobContext
from pipeline.records import ArchivePlace, ExtractedArticle, PageKind, PageRecord
from storage.articles import record_pages
from storage.database import transaction
from storage.models import Job, PageOutcome, Version
from storage.runs import start_run
from storage.sources import name_sources
from tests.flows.conftest import NOW

Keep = Callable[[int], Path]


@pytest.fixture
def keep(settings: Settings, database: Engine) -> Keep:
    """Store an article of a run, whose page is in a file that was written so many days ago."""

    def do(days: int) -> Path:
        with transaction(database) as session:
            run_id = start_run(session, Job.CRAWL, now=NOW)
            ids = name_sources(session, ["harbour"], now=NOW)
        url = f"http://harbour.example/{days}"
        page = HtmlResponse(url, body=b"<p>A page", request=Request(url))
        with RawArchive(settings.archive, run_id=run_id, agent="x", started_at=NOW) as archive:
            place = archive.keep(page, fetched_at=NOW)
        assert place is not None
        with transaction(database) as session:
            record_pages(session, [(ids["harbour"], _record(url, place))], run_id=run_id)
        path = settings.archive / place.file
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
        return path

    return do


def _record(url: str, place: ArchivePlace) -> PageRecord:
    article = ExtractedArticle(url=url, title="A", body="A page.")
    record = PageRecord(
        requested_url=url, kind=PageKind.ARTICLE, fetched_at=NOW, article=article, extractor="1"
    )
    return replace(record, place=place)


def _pointers(database: Engine) -> list[str | None]:
    with transaction(database) as session:
        return [
            *session.scalars(select(Version.archive_file).order_by(Version.id)),
            *session.scalars(select(PageOutcome.archive_file).order_by(PageOutcome.id)),
        ]


def test_old_files_go_and_their_versions_stay(
    context: JobContext, database: Engine, keep: Keep
) -> None:
    old, young = keep(31), keep(29)
    report = prune_archive(context, older_than_days=30, dry_run=False)
    assert [file.name for file in report.files] == [old.name]
    assert (report.versions, report.in_use) == (1, ())
    assert (old.exists(), young.exists()) == (False, True)
    assert _pointers(database) == [None, young.name] * 2
    assert prune_archive(context, older_than_days=30, dry_run=False).files == ()


def test_a_dry_run_only_tells(context: JobContext, database: Engine, keep: Keep) -> None:
    old = keep(31)
    report = prune_archive(context, older_than_days=30, dry_run=True)
    assert ([file.name for file in report.files], report.versions) == ([old.name], 1)
    assert old.exists()
    assert _pointers(database) == [old.name] * 2


def test_a_file_that_a_run_writes_to_stays(
    context: JobContext, settings: Settings, database: Engine
) -> None:
    with RawArchive(settings.archive, run_id=1, agent="x", started_at=NOW):
        [path] = settings.archive.iterdir()
        long_ago = (NOW - timedelta(days=99)).timestamp()
        os.utime(path, (long_ago, long_ago))
        for dry_run in (True, False):
            report = prune_archive(context, older_than_days=1, dry_run=dry_run)
            assert (report.files, report.in_use) == ((), (path.name,))
        assert path.exists()


def test_where_there_is_no_archive_there_is_nothing_to_do(context: JobContext) -> None:
    assert prune_archive(context, older_than_days=1, dry_run=False).files == ()
    assert (check_archive(context).files, check_archive(context).failed) == ((), False)


def test_what_is_damaged_or_missing_is_told(context: JobContext, keep: Keep) -> None:
    whole, torn, gone = keep(3), keep(2), keep(1)
    assert not check_archive(context).failed
    os.truncate(torn, torn.stat().st_size - 3)
    gone.unlink()
    report = check_archive(context)
    assert report.failed
    found = {file.name: (file.pages, file.versions, len(file.damaged)) for file in report.files}
    assert found == {whole.name: (1, 1, 0), torn.name: (0, 1, 1)}
    assert report.missing == ((gone.name, 1),)
