"""The accounts of runs: what was asked for, how it ended, and what was lost."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, or_, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.models import (
    ArticleAlias,
    CrawlRun,
    FinishReason,
    Frontier,
    Job,
    PageOutcome,
    PageRequest,
    Source,
)
from storage.upserts import chunks

# A page may be given up before it is asked for: then it has an outcome and no request.
_NEVER_SENT = frozenset({Outcome.ABANDONED, Outcome.REFUSED_ADDRESS})


@dataclass(slots=True, kw_only=True)
class Account:
    """What a run asked of one source, or of all, and what came of it.

    Requests are counted where they are sent, outcomes where they are stored.
    """

    requests: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    lost: int = 0
    """Requests without an outcome."""
    unsent: int = 0
    """Pages that were given up before they were asked for: outcomes without a request."""
    strays: int = 0
    """Other outcomes without a request: there should be none."""

    @property
    def ended(self) -> int:
        """How many pages have an outcome."""
        return sum(self.outcomes.values())

    @property
    def failed(self) -> int:
        """How many of them were wanted and not had."""
        return sum(count for outcome, count in self.outcomes.items() if outcome.failed)

    @property
    def balanced(self) -> bool:
        """Whether each request has its outcome, and each outcome its request."""
        return not self.lost and not self.strays and self.requests == self.ended - self.unsent

    def add(self, other: "Account") -> None:
        """Add what another source gave."""
        self.requests += other.requests
        self.outcomes += other.outcomes
        self.lost += other.lost
        self.unsent += other.unsent
        self.strays += other.strays


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAccount:
    """One run and its accounts with the sources."""

    run_id: int
    job: Job
    started_at: datetime
    finished_at: datetime | None
    finish_reason: FinishReason | None
    counts_requests: bool
    """Whether its requests were noted: an ingest has none, nor have runs of older versions."""
    sources: dict[str, Account]

    @property
    def total(self) -> Account:
        """All sources together."""
        total = Account()
        for account in self.sources.values():
            total.add(account)
        return total


class LostFate(StrEnum):
    """What becomes of a page that was asked for and has no outcome."""

    WAITS = "waits"
    """It is in the frontier: a crawl will ask for it."""
    GIVEN_UP = "given-up"
    """It has been asked for again, in vain, and the frontier keeps why."""
    STORED = "stored"
    """An article is stored for it: the text that was known, or what a later run brought."""
    LISTING = "listing"
    """It lists articles, and is read again when it is due."""
    NOWHERE = "nowhere"
    """Nothing is known of it any more."""

    @property
    def in_words(self) -> str:
        """What becomes of it, for a person."""
        return _FATES[self]


_FATES = {
    LostFate.WAITS: "in the frontier, the next crawl asks again",
    LostFate.GIVEN_UP: "asked for again since, in vain, and given up",
    LostFate.STORED: "stored, by a run before or after",
    LostFate.LISTING: "a listing, read again when it is due",
    LostFate.NOWHERE: "not known any more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One page of a run."""

    source: str
    kind: PageKind
    url: str
    outcome: Outcome | None
    """None: it was lost, or the run has not come to it yet."""
    status: int | None
    detail: str | None
    at: datetime
    """When it ended, or was asked for."""
    fate: LostFate | None = None
    """Of a page without an outcome."""


def list_accounts(
    session: Session,
    *,
    run_ids: Collection[int] | None = None,
    source: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    by_source: bool = True,
) -> list[RunAccount]:
    """Return the accounts of the latest runs, newest first; of one source where one is named.

    by_source: whether each source has an account; else they share one without a name, which is
    quicker where only the total is wanted.
    """
    wanted = select(CrawlRun).order_by(CrawlRun.id.desc()).limit(limit)
    if run_ids is not None:
        wanted = wanted.where(CrawlRun.id.in_(run_ids))
    if since is not None:
        wanted = wanted.where(CrawlRun.started_at >= since)
    if source is not None:
        wanted = wanted.where(
            or_(_has_source(PageOutcome, source), _has_source(PageRequest, source))
        )
    runs = session.scalars(wanted).all()
    name: ColumnElement[str] = Source.name.expression if by_source else literal("")
    accounts = _load_accounts(session, [run.id for run in runs], source, name)
    counted = _with_requests(session, [run.id for run in runs])
    return [
        RunAccount(
            run_id=run.id,
            job=run.job,
            started_at=run.started_at,
            finished_at=run.finished_at,
            finish_reason=run.finish_reason,
            counts_requests=run.id in counted,
            sources=dict(sorted(accounts[run.id].items())),
        )
        for run in runs
    ]


def pages_of_run(
    session: Session,
    run_id: int,
    *,
    source: str | None = None,
    outcomes: Collection[Outcome] = (),
    lost: bool = False,
    limit: int | None = None,
) -> list[PageRow]:
    """Return the pages of a run in the order in which they ended; what has not ended comes last.

    outcomes, lost: only these; none of both means all.
    """
    found: list[PageRow] = []
    if outcomes or not lost:
        ended = select_ended(run_id, source).order_by(PageOutcome.id).limit(limit)
        if outcomes:
            ended = ended.where(PageOutcome.outcome.in_(outcomes))
        found += [PageRow(**row) for row in session.execute(ended).mappings()]
    if lost or not outcomes:
        left = None if limit is None else limit - len(found)
        found += _lost_pages(session, run_id, source, left)
    return found


def count_fates(session: Session, run_id: int, *, source: str | None = None) -> Counter[LostFate]:
    """Return what becomes of the pages that a run has lost."""
    return Counter(page.fate for page in _lost_pages(session, run_id, source, None) if page.fate)


def _has_source(table: type[PageOutcome | PageRequest], source: str) -> ColumnElement[bool]:
    named = select(Source.id).where(Source.name == source).scalar_subquery()
    rows = select(literal(1)).where(table.crawl_run_id == CrawlRun.id, table.source_id == named)
    return rows.exists()


def _with_requests(session: Session, run_ids: Sequence[int]) -> set[int]:
    some = select(literal(1)).where(PageRequest.crawl_run_id == CrawlRun.id).exists()
    return set(session.scalars(select(CrawlRun.id).where(CrawlRun.id.in_(run_ids), some)))


def _load_accounts(
    session: Session, run_ids: Sequence[int], source: str | None, name: ColumnElement[str]
) -> dict[int, dict[str, Account]]:
    accounts: dict[int, dict[str, Account]] = defaultdict(lambda: defaultdict(Account))

    def counts(table: type[PageOutcome | PageRequest], query: Select[Any]) -> Any:  # noqa: ANN401
        query = query.join(Source, Source.id == table.source_id)
        query = query.where(table.crawl_run_id.in_(run_ids))
        return session.execute(query if source is None else query.where(Source.name == source))

    # A name that no table has: to GROUP BY, `name` is that of the source, whatever is selected.
    asked = (PageRequest.crawl_run_id, name.label("whose"))
    requested = select(*asked, func.count()).group_by(PageRequest.crawl_run_id, "whose")
    for run_id, whose, count in counts(PageRequest, requested):
        accounts[run_id][whose].requests = count
    unanswered = requested.outerjoin(PageOutcome, _SAME_PAGE).where(PageOutcome.id.is_(None))
    for run_id, whose, count in counts(PageRequest, unanswered):
        accounts[run_id][whose].lost = count

    outcome = (PageOutcome.crawl_run_id, name.label("whose"), PageOutcome.outcome)
    order = (PageOutcome.crawl_run_id, "whose", PageOutcome.outcome)
    ended = select(*outcome, func.count()).group_by(*order).order_by(*order)
    for run_id, whose, how, count in counts(PageOutcome, ended):
        accounts[run_id][whose].outcomes[how] = count
    unasked = ended.outerjoin(PageRequest, _SAME_PAGE).where(PageRequest.crawl_run_id.is_(None))
    for run_id, whose, how, count in counts(PageOutcome, unasked):
        if how in _NEVER_SENT:
            accounts[run_id][whose].unsent += count
        else:
            accounts[run_id][whose].strays += count
    return accounts


_SAME_PAGE = (PageOutcome.crawl_run_id == PageRequest.crawl_run_id) & (
    PageOutcome.requested_url == PageRequest.requested_url
)


def select_ended(run_id: int, source: str | None) -> Select[Any]:
    """The pages of a run that have an outcome, as a query that others add to."""
    query = (
        select(
            Source.name.label("source"),
            PageOutcome.kind,
            PageOutcome.requested_url.label("url"),
            PageOutcome.outcome,
            PageOutcome.status,
            PageOutcome.detail,
            PageOutcome.fetched_at.label("at"),
        )
        .join(Source, Source.id == PageOutcome.source_id)
        .where(PageOutcome.crawl_run_id == run_id)
    )
    return query if source is None else query.where(Source.name == source)


def _lost_pages(
    session: Session, run_id: int, source: str | None, limit: int | None
) -> list[PageRow]:
    query = (
        select(
            Source.name.label("source"),
            PageRequest.kind,
            PageRequest.requested_url.label("url"),
            null().label("outcome"),
            null().label("status"),
            null().label("detail"),
            PageRequest.requested_at.label("at"),
        )
        .join(Source, Source.id == PageRequest.source_id)
        .outerjoin(PageOutcome, _SAME_PAGE)
        .where(PageRequest.crawl_run_id == run_id, PageOutcome.id.is_(None))
        .order_by(PageRequest.requested_at, PageRequest.requested_url)
        .limit(limit)
    )
    if source is not None:
        query = query.where(Source.name == source)
    rows = session.execute(query).mappings().all()
    urls = [row["url"] for row in rows]
    listed = _frontier(session, urls)
    stored = _stored(session, urls)

    def fate(kind: PageKind, url: str) -> LostFate:
        if kind is not PageKind.ARTICLE:
            return LostFate.LISTING
        if url in listed:
            return listed[url]
        return LostFate.STORED if url in stored else LostFate.NOWHERE

    return [PageRow(**row, fate=fate(row["kind"], row["url"])) for row in rows]


def _frontier(session: Session, urls: Sequence[str]) -> dict[str, LostFate]:
    """Of the addresses that the frontier has, whether they are still to be asked for."""
    found: dict[str, LostFate] = {}
    for chunk in chunks(urls):
        rows = select(Frontier.listed_url, Frontier.next_try_at)
        for url, at in session.execute(rows.where(Frontier.listed_url.in_(chunk))):
            found[url] = LostFate.GIVEN_UP if at is None else LostFate.WAITS
    return found


def _stored(session: Session, urls: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(urls):
        rows = select(ArticleAlias.url).where(ArticleAlias.url.in_(chunk))
        found.update(session.scalars(rows))
    return found
