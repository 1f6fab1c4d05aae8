"""Runs in sums, and the pages of one, a page of them at a time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.leases import is_held
from storage.models import CrawlRun, FinishReason, Job, PageOutcome, Source
from storage.run_accounts import Account, RunAccount, list_accounts, select_ended

_REFUSED = (Outcome.REFUSED_BY_ROBOTS, Outcome.REFUSED_BY_OPT_OUT, Outcome.REFUSED_ADDRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How pages ended; the counts from new_count on add up to page_count."""

    page_count: int
    new_count: int
    changed_count: int
    known_count: int
    """Articles and listings that were as they had been."""
    listing_count: int
    """Listings that were read."""
    refused_count: int
    """Pages that may not be asked for or kept."""
    failed_count: int
    """Pages that were wanted and not had."""
    other_count: int
    """Pages that hold no article, or are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What was asked for, against what ended: counted where it is sent and where it is stored."""

    request_count: int
    without_outcome_count: int
    """Lost, or still open if the run goes on."""
    unasked_count: int
    """Pages that were given up before they were asked for: they ended without a request."""
    balanced: bool
    """Whether each request has its outcome, and each outcome its request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSums:
    """What a run asked of a source, and how that ended."""

    requests: Requests | None
    """None of a run whose requests were not counted: an ingest, or one of an older version."""
    pages: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSums:
    """A run, what it asked for, and how its pages ended."""

    run_id: int
    job: Job
    started_at: datetime
    finished_at: datetime | None
    finish_reason: FinishReason | None
    is_running: bool
    """Whether it goes on. One that was killed on another machine counts as running for 90 s."""
    requests: Requests | None
    """None where they were not counted: of an ingest, or of a run of an older version."""
    pages: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """A run with each source."""

    run: RunSums
    outcomes: dict[Outcome, int]
    sources: dict[str, SourceSums]
    """By name, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """A page that a run asked for."""

    number: int
    source: str
    outlet: str
    url: str
    kind: PageKind
    outcome: Outcome
    status: int | None
    detail: str | None
    at: datetime
    """When it ended."""
    article_id: int | None


def runs_before(
    session: Session, before: int | None = None, *, limit: int, now: datetime
) -> tuple[list[RunSums], int | None]:
    """Return up to `limit` runs below the number `before`, the newest first; and where to go on."""
    query = select(CrawlRun.id).order_by(CrawlRun.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(CrawlRun.id < before)
    ids = session.scalars(query).all()
    accounts = list_accounts(session, run_ids=ids[:limit], by_source=False)
    sums = [_run_sums(session, account, account.total, now) for account in accounts]
    return sums, ids[limit - 1] if len(ids) > limit else None


def run_detail(session: Session, run_id: int, *, now: datetime) -> RunDetail | None:
    """Return a run with each source; None if there is no such run."""
    accounts = list_accounts(session, run_ids=[run_id])
    if not accounts:
        return None
    (account,) = accounts
    total = account.total
    return RunDetail(
        run=_run_sums(session, account, total, now),
        outcomes=dict(total.outcomes),
        sources={
            name: SourceSums(requests=_requests(account, one), pages=sum_up(one.outcomes.items()))
            for name, one in account.sources.items()
        },
    )


def ended_pages(
    session: Session,
    run_id: int,
    *,
    outcomes: Iterable[Outcome],
    source: str | None = None,
    after: int | None = None,
    limit: int,
) -> tuple[list[RunPage], int | None]:
    """Return up to `limit` pages that ended so, in the order in which they did; where to go on."""
    more = (PageOutcome.id.label("number"), Source.title.label("outlet"), PageOutcome.article_id)
    query = (
        select_ended(run_id, source)
        .add_columns(*more)
        .where(PageOutcome.outcome.in_(list(outcomes)))
        .order_by(PageOutcome.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(PageOutcome.id > after)
    rows = session.execute(query).mappings().all()
    pages = [RunPage(**row) for row in rows[:limit]]
    return pages, pages[-1].number if len(rows) > limit else None


def sum_up(counts: Iterable[tuple[Outcome, int]]) -> Sums:
    """Return the counts of outcomes by what they mean."""
    totals: Counter[str] = Counter()
    for outcome, count in counts:
        totals[_meaning(outcome)] += count
    return Sums(
        page_count=totals.total(),
        new_count=totals["new"],
        changed_count=totals["changed"],
        known_count=totals["known"],
        listing_count=totals["listing"],
        refused_count=totals["refused"],
        failed_count=totals["failed"],
        other_count=totals["other"],
    )


def _run_sums(session: Session, run: RunAccount, total: Account, now: datetime) -> RunSums:
    return RunSums(
        run_id=run.run_id,
        job=run.job,
        started_at=run.started_at,
        finished_at=run.finished_at,
        finish_reason=run.finish_reason,
        is_running=run.finished_at is None and is_held(session, run.job, now=now),
        requests=_requests(run, total),
        pages=sum_up(total.outcomes.items()),
    )


def _requests(run: RunAccount, account: Account) -> Requests | None:
    if not run.counts_requests:
        return None
    return Requests(
        request_count=account.requests,
        without_outcome_count=account.lost,
        unasked_count=account.unsent,
        balanced=account.balanced,
    )


def _meaning(outcome: Outcome) -> str:
    if outcome is Outcome.STORED_NEW:
        return "new"
    if outcome is Outcome.STORED_VERSION:
        return "changed"
    if outcome.as_before:
        return "known"
    if outcome.listed:
        return "listing"
    if outcome in _REFUSED:
        return "refused"
    return "failed" if outcome.failed else "other"
