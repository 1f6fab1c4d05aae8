"""Runs in sums, and the pages of one, a page of them at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.models import CrawlRun, FinishReason, Job, PageOutcome, Source

_KNOWN = (Outcome.UNCHANGED, Outcome.NOT_MODIFIED)
_REFUSED = (Outcome.REFUSED_BY_ROBOTS, Outcome.REFUSED_BY_OPT_OUT, Outcome.REFUSED_ADDRESS)
_LISTINGS = (Outcome.FEED_READ, Outcome.SITEMAP_READ, Outcome.SECTION_READ)


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
class RunSums:
    """A run and how its pages ended."""

    run_id: int
    job: Job
    started_at: datetime
    finished_at: datetime | None
    finish_reason: FinishReason | None
    pages: Sums


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
    ended_at: datetime
    article_id: int | None


def runs_before(
    session: Session, before: int | None = None, *, limit: int
) -> tuple[list[RunSums], int | None]:
    """Return up to `limit` runs below the number `before`, the newest first; and where to go on."""
    query = select(CrawlRun).order_by(CrawlRun.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(CrawlRun.id < before)
    runs = session.scalars(query).all()
    shown = runs[:limit]
    counts: dict[int, Counter[Outcome]] = defaultdict(Counter)
    rows = session.execute(
        select(PageOutcome.crawl_run_id, PageOutcome.outcome, func.count())
        .where(PageOutcome.crawl_run_id.in_([run.id for run in shown]))
        .group_by(PageOutcome.crawl_run_id, PageOutcome.outcome)
    )
    for run_id, outcome, count in rows:
        counts[run_id][outcome] = count
    sums = [
        RunSums(
            run_id=run.id,
            job=run.job,
            started_at=run.started_at,
            finished_at=run.finished_at,
            finish_reason=run.finish_reason,
            pages=sum_up(counts[run.id].items()),
        )
        for run in shown
    ]
    return sums, shown[-1].id if len(runs) > limit else None


def pages_of_run(
    session: Session,
    run_id: int,
    *,
    outcomes: Iterable[Outcome],
    source: str | None = None,
    after: int | None = None,
    limit: int,
) -> tuple[list[RunPage], int | None]:
    """Return up to `limit` pages that ended so, in the order in which they did; where to go on."""
    query = (
        select(PageOutcome, Source.name, Source.title)
        .join(Source, Source.id == PageOutcome.source_id)
        .where(PageOutcome.crawl_run_id == run_id, PageOutcome.outcome.in_(list(outcomes)))
        .order_by(PageOutcome.id)
        .limit(limit + 1)
    )
    if source is not None:
        query = query.where(Source.name == source)
    if after is not None:
        query = query.where(PageOutcome.id > after)
    rows = session.execute(query).all()
    pages = [
        RunPage(
            number=page.id,
            source=name,
            outlet=title,
            url=page.requested_url,
            kind=page.kind,
            outcome=page.outcome,
            status=page.status,
            detail=page.detail,
            ended_at=page.fetched_at,
            article_id=page.article_id,
        )
        for page, name, title in rows[:limit]
    ]
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


def _meaning(outcome: Outcome) -> str:
    if outcome is Outcome.STORED_NEW:
        return "new"
    if outcome is Outcome.STORED_VERSION:
        return "changed"
    if outcome in _KNOWN:
        return "known"
    if outcome in _LISTINGS:
        return "listing"
    if outcome in _REFUSED:
        return "refused"
    return "failed" if outcome.failed else "other"
