"""Keeps the log of crawl runs and reports how their pages ended."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from storage.models import CrawlRun, FinishReason, Job, PageOutcome, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that was wanted and was not had."""

    source: str
    url: str
    outcome: Outcome
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run and how its pages ended; the counts add up to the pages of the run."""

    run_id: int
    job: Job
    started_at: datetime
    finished_at: datetime | None
    finish_reason: FinishReason | None
    flow_run_id: str | None
    outcomes: dict[Outcome, int]
    by_source: dict[str, dict[Outcome, int]]
    failures: tuple[Failure, ...]
    """The first of them; the counts have them all."""


def start_run(session: Session, job: Job, *, now: datetime, flow_run_id: str | None = None) -> int:
    """Log the beginning of a run and return its id."""
    run = CrawlRun(job=job, started_at=now, flow_run_id=flow_run_id)
    session.add(run)
    session.flush()
    return run.id


def finish_run(session: Session, run_id: int, *, now: datetime, reason: FinishReason) -> None:
    """Log the end of a run; the first reason given stays."""
    session.execute(
        update(CrawlRun)
        .where(CrawlRun.id == run_id, CrawlRun.finished_at.is_(None))
        .values(finished_at=now, finish_reason=reason)
    )


def abandon_stale_runs(session: Session, job: Job, *, now: datetime) -> int:
    """Mark the unfinished runs of `job` as killed and return how many there were.

    Call it under the lease of the job, before the next run starts: no other can be alive then.
    """
    killed = session.execute(
        update(CrawlRun)
        .where(CrawlRun.job == job, CrawlRun.finished_at.is_(None))
        .values(finished_at=now, finish_reason=FinishReason.KILLED)
        .returning(CrawlRun.id)
    )
    return len(killed.all())


def run_report(session: Session, run_id: int, *, failure_limit: int = 20) -> RunReport:
    """Return how the run went, with the first of its failures."""
    run = session.get_one(CrawlRun, run_id)
    by_source = _source_outcomes(session, run_id)
    return RunReport(
        run_id=run.id,
        job=run.job,
        started_at=run.started_at,
        finished_at=run.finished_at,
        finish_reason=run.finish_reason,
        flow_run_id=run.flow_run_id,
        outcomes=dict(sum((Counter(counts) for counts in by_source.values()), Counter())),
        by_source=by_source,
        failures=_load_failures(session, run_id, failure_limit),
    )


def _source_outcomes(session: Session, run_id: int) -> dict[str, dict[Outcome, int]]:
    """Return how the pages of a run ended, by the names of the sources."""
    rows = session.execute(
        select(Source.name, PageOutcome.outcome, func.count())
        .join(Source, Source.id == PageOutcome.source_id)
        .where(PageOutcome.crawl_run_id == run_id)
        .group_by(Source.name, PageOutcome.outcome)
        .order_by(Source.name, PageOutcome.outcome)
    )
    counts: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for name, outcome, count in rows:
        counts[name][outcome] = count
    return dict(counts)


def _load_failures(session: Session, run_id: int, limit: int) -> tuple[Failure, ...]:
    rows = session.execute(
        select(Source.name, PageOutcome)
        .join(Source, Source.id == PageOutcome.source_id)
        .where(
            PageOutcome.crawl_run_id == run_id,
            PageOutcome.outcome.in_([outcome for outcome in Outcome if outcome.failed]),
        )
        .order_by(PageOutcome.id)
        .limit(limit)
    )
    return tuple(
        Failure(source=name, url=page.requested_url, outcome=page.outcome, detail=page.detail)
        for name, page in rows
    )
