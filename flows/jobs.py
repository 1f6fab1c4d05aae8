"""The jobs: crawl, re-crawl, ingest and group, as plain functions, each under its lease."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from crawlers.catalogue import OptOuts, source_record
from crawlers.catalogue_reading import load_catalogue
from crawlers.runner import CrawlEnd, CrawlProgress, run_crawl
from crawlers.settings import CrawlJob, CrawlMode
from flows.config import Settings
from flows.holding import Clock, HeldLease, hold_lease
from flows.ingesting import check_readable, open_pages
from flows.progress import OnProgress, Progress
from flows.targets import Targets, choose_targets, due_targets, known_outlets
from pipeline.outcomes import Outcome
from pipeline.oversight import jump_warning
from pipeline.records import PageRecord
from storage import runs
from storage.articles import record_pages
from storage.database import ensure_schema, make_engine, transaction
from storage.leases import LeaseHeld, lease_of
from storage.models import FinishReason, Job
from storage.runs import RunReport
from storage.silences import SilentSource, note_silent_sources
from storage.sources import SourceRecord, list_sources, save_sources
from storage.story_sizes import LargestStory, largest_story
from storage.upserts import chunks

if TYPE_CHECKING:
    from flows.grouping_job import GroupProgress, GroupReport

BATCH = 500
GROUP = "group"
"""The lease of grouping; the others are named after their `Job`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """What every job is given: settings, the clock, and who wants to hear of its progress."""

    settings: Settings
    clock: Clock
    on_progress: OnProgress
    flow_run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """What a job that brings pages in did."""

    run: RunReport
    trouble: str | None = None
    """For a person: why it did not get to its end, or did not keep all raw pages."""
    silent: tuple[SilentSource, ...] = ()
    """Of a crawl: those of its sources that have fallen silent."""

    @property
    def skipped(self) -> bool:
        """Whether nothing was done, since another process is at it."""
        return self.run.finish_reason is FinishReason.SKIPPED

    @property
    def failed(self) -> bool:
        """Whether anything that was wanted was not had."""
        missed = any(outcome.failed for outcome, count in self.run.outcomes.items() if count)
        is_whole = self.run.finish_reason is FinishReason.FINISHED and self.trouble is None
        return missed or not is_whole


@contextmanager
def open_database(settings: Settings) -> Iterator[Engine]:
    """The configured database; its tables are made where it is new. Its connections end too."""
    ensure_schema(settings.database_url)
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


async def crawl_outlets(
    context: JobContext, names: Collection[str] = (), *, due: bool = False
) -> JobReport:
    """Fetch the listings of outlets, and the articles in them that are new.

    names: sources of the catalogue; none means all of them. due: only the listings whose time has
    come, and the articles that earlier crawls have left over.

    Where another process has the lease, a run that was skipped is logged: the outlets are not
    asked, and whatever is due stays so for the next.
    """
    settings = context.settings
    catalogue = load_catalogue(settings.sources)
    outlets = catalogue.select(names) if names else catalogue.outlets
    with open_database(settings) as engine:
        targets = Targets(outlets=outlets)
        if due:
            targets = due_targets(engine, outlets, now=context.clock())
        try:
            report = await _crawl(context, engine, Job.CRAWL, targets)
        except LeaseHeld as held:
            report = _skipped(context, engine, held)
        with transaction(engine) as session:
            names = {outlet.name for outlet in outlets}
            silent = note_silent_sources(session, now=context.clock(), sources=names)
        return replace(report, silent=silent)


async def recrawl_pages(
    context: JobContext,
    *,
    urls: Collection[str] = (),
    source: str | None = None,
    story: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    force: bool = False,
) -> JobReport:
    """Fetch pages again: these addresses, or the articles of a source, a story, a span of days.

    limit: no more than the newest so many. force: read them anew, though their servers may know
    them unchanged.
    """
    with open_database(context.settings) as engine:
        targets = choose_targets(
            engine,
            context.settings.sources,
            urls=urls,
            source=source,
            story=story,
            since=since,
            until=until,
            limit=limit,
        )
        return await _crawl(context, engine, Job.RECRAWL, replace(targets, force=force))


def ingest_files(context: JobContext, paths: Sequence[Path]) -> JobReport:
    """Read articles from files into the database, in batches of one transaction each."""
    check_readable(paths)
    settings = context.settings
    with open_database(settings) as engine:
        outlets = known_outlets(engine, settings.sources)
        with (
            run_in_progress(context, engine, Job.INGEST) as (lease, run),
            open_pages(paths, settings, outlets, now=context.clock()) as pages,
        ):
            done = articles = 0
            for batch in chunks(pages, BATCH):
                lease.check()
                outcomes = _record(engine, batch, run.id, now=context.clock())
                done += len(batch)
                articles += sum(outcome.stored for outcome in outcomes)
                context.on_progress(Progress(done=done, articles=articles))
            run.reason = FinishReason.FINISHED
        return JobReport(run=_report(engine, run.id))


def group_new(
    context: JobContext, *, rebuild: bool = False, window_days: int | None = None
) -> "GroupReport":
    """Sign, compare and group what is new, or everything again.

    The report has the largest story after the run, and warns of one that has outgrown all others.
    """
    from flows.grouping_job import group_articles  # 0.7 s, which a crawl need not pay

    settings = context.settings
    with (
        open_database(settings) as engine,
        hold_lease(engine, GROUP, clock=context.clock) as lease,
    ):

        def told(progress: "GroupProgress") -> None:
            lease.check()
            context.on_progress(
                Progress(done=progress.done, total=progress.total, step=progress.step)
            )

        before = _largest_story(engine)
        report = group_articles(
            engine,
            window=timedelta(days=window_days or settings.window_days),
            now=context.clock,
            rebuild=rebuild,
            on_progress=told,
        )
        return _with_largest(report, before, _largest_story(engine))


def _largest_story(engine: Engine) -> LargestStory | None:
    with transaction(engine) as session:
        return largest_story(session)


def _with_largest(
    report: "GroupReport", before: LargestStory | None, after: LargestStory | None
) -> "GroupReport":
    jump = None
    if before is not None and after is not None:
        jump = jump_warning(after.story_id, articles=after.articles, before=before.articles)
    warnings = report.warnings if jump is None else (*report.warnings, jump)
    return replace(report, largest_story=after, warnings=warnings)


@dataclass(slots=True, kw_only=True)
class RunInProgress:
    """A crawl run in progress, and how it is to be said to have ended."""

    id: int
    reason: FinishReason = FinishReason.DIED
    trouble: str | None = None


@contextmanager
def run_in_progress(
    context: JobContext, engine: Engine, job: Job
) -> Iterator[tuple[HeldLease, RunInProgress]]:
    """Hold the job's lease and keep its row in `crawl_run`, whichever way the block is left."""
    lease_name = lease_of(job)
    with hold_lease(engine, lease_name, clock=context.clock) as lease:
        with transaction(engine) as session:
            for other in Job:
                if lease_of(other) == lease_name:  # none of them can be alive now
                    runs.abandon_stale_runs(session, other, now=context.clock())
            run_id = runs.start_run(
                session, job, now=context.clock(), flow_run_id=context.flow_run_id
            )
        run = RunInProgress(id=run_id)
        try:
            yield lease, run
        except (asyncio.CancelledError, KeyboardInterrupt):
            run.reason = FinishReason.CANCELLED
            raise
        finally:
            with transaction(engine) as session:
                runs.finish_run(session, run_id, now=context.clock(), reason=run.reason)


def _skipped(context: JobContext, engine: Engine, held: LeaseHeld) -> JobReport:
    """The report of a crawl that left the outlets to another process."""
    now = context.clock()
    with transaction(engine) as session:
        run_id = runs.start_run(session, Job.CRAWL, now=now, flow_run_id=context.flow_run_id)
        runs.finish_run(session, run_id, now=now, reason=FinishReason.SKIPPED)
    return JobReport(run=_report(engine, run_id), trouble=str(held))


async def _crawl(context: JobContext, engine: Engine, job: Job, targets: Targets) -> JobReport:
    with run_in_progress(context, engine, job) as (lease, run):

        def told(progress: CrawlProgress) -> None:
            lease.check()
            total = len(targets.urls) or None
            context.on_progress(
                Progress(done=progress.pages, articles=progress.articles, total=total)
            )

        with transaction(engine) as session:
            records = [source_record(outlet) for outlet in targets.outlets]
            save_sources(session, records, now=context.clock())
        if not targets.outlets:  # nothing is due, and a child would cost a second or two
            run.reason = FinishReason.FINISHED
        else:
            end = await run_crawl(
                _crawl_job(context.settings, job, run.id, targets),
                on_progress=told,
                timeout_seconds=context.settings.crawl_timeout_minutes * 60,
            )
            run.reason, run.trouble = _how_it_ended(end)
    return JobReport(run=_report(engine, run.id), trouble=run.trouble)


def _crawl_job(settings: Settings, job: Job, run_id: int, targets: Targets) -> CrawlJob:
    return CrawlJob(
        database_url=settings.database_url,
        run_id=run_id,
        outlets=targets.outlets,
        mode=CrawlMode(job.value),
        urls=targets.urls,
        listings=targets.listings,
        ignore_validators=targets.force,
        archive=None if settings.archive_pages == "none" else str(settings.archive.absolute()),
        archive_listings=settings.archive_pages == "all",
        opt_outs=OptOuts(settings.opt_outs),
        poll_min_minutes=settings.poll_min_minutes,
        poll_max_minutes=settings.poll_max_minutes,
        hosts=settings.hosts,
        extractors=settings.extractors,
        user_agent=settings.user_agent,
        contact=settings.contact,
        max_pages=settings.max_pages,
    )


def _record(
    engine: Engine, batch: Sequence[tuple[str, PageRecord]], run_id: int, *, now: datetime
) -> list[Outcome]:
    """Write one batch; outlets that nobody has described are known by their name alone."""
    names = {name for name, _ in batch}
    with transaction(engine) as session:
        known = [record for record in list_sources(session) if record.name in names]
        new = [SourceRecord(name=n, title=n) for n in names - {record.name for record in known}]
        ids = save_sources(session, [*known, *new], now=now)
        return record_pages(session, [(ids[name], page) for name, page in batch], run_id=run_id)


def _report(engine: Engine, run_id: int) -> RunReport:
    with transaction(engine) as session:
        report = runs.run_report(session, run_id)
    assert report is not None, f"run {run_id} has just been written"
    return report


def _how_it_ended(end: CrawlEnd) -> tuple[FinishReason, str | None]:
    reason = FinishReason(end.reason)
    return reason, end.stderr_tail if end.exit_code else None
