"""How the accounts of runs are printed, and given to programs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows import screen
from pipeline.outcomes import Outcome

if TYPE_CHECKING:
    from storage.run_accounts import Account, LostFate, PageRow, RunAccount

LOST = "lost"
"""What stands for an outcome where a page has none."""
RUNNING, KILLED = "running", "killed"

_COUNTS = ("requests", "new", "changed", "same", "failed", LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """A run's accounts, and in a word how it stands."""

    account: "RunAccount"
    state: str
    """Its finish reason; of an unfinished one whether it is running or was killed."""

    @property
    def is_running(self) -> bool:
        """Whether requests without an outcome may still get one."""
        return self.state == RUNNING


def show_runs(runs: Sequence[RunState]) -> None:
    """Print runs, one in a row, and what does not add up in them."""
    if not runs:
        screen.tell("No run yet; newsfold crawl makes the first.")
        return
    screen.show_table(
        ("run", "job", "began (UTC)", *_COUNTS, "end", "outcomes"),
        [
            (
                *(run.account.run_id, run.account.job, screen.minute(run.account.started_at)),
                *(*_counts(run, run.account.total), _end(run), _words(run.account.total)),
            )
            for run in runs
        ],
        right=("run", *_COUNTS),
        below=2,
    )
    for run in runs:
        for remark in remarks(run):
            screen.tell(remark)


def show_run(run: RunState, fates: "Mapping[LostFate, int]") -> None:
    """Print one run in full: its sources, every outcome, and whether the counts add up."""
    account, total = run.account, run.account.total
    screen.say(
        f"Run {account.run_id}: {account.job}, began {screen.minute(account.started_at)} UTC, "
        f"{_end(run)}"
    )
    if account.sources:
        screen.say()
        rows = [(name, *_counts(run, one), _words(one)) for name, one in account.sources.items()]
        if len(rows) > 1:
            rows.append(("all", *_counts(run, total), _words(total)))
        screen.show_table(("source", *_COUNTS, "outcomes"), rows, right=_COUNTS, below=1)
    screen.say()
    screen.say(_balance(run, total))
    if total.lost and not run.is_running:
        for fate, count in sorted(fates.items()):
            screen.say(f"  {count:,} of them: {fate.in_words}")
    for remark in remarks(run):
        screen.tell(remark)


def show_pages(rows: "Sequence[PageRow]") -> None:
    """Print pages, one in a row."""
    screen.show_table(
        ("ended (UTC)", "source", "asked as", "outcome", "status", "page", "why"),
        [
            (
                *(screen.minute(row.at), row.source, row.kind, row.outcome or LOST, row.status),
                *(row.url, row.detail or _fate(row.fate)),
            )
            for row in rows
        ],
        right=("status",),
        below=2,
    )


def remarks(run: RunState) -> list[str]:
    """What does not add up in a run, and what to do."""
    account, total = run.account, run.account.total
    found: list[str] = []
    if not account.counts_requests or run.is_running:
        return found
    if total.lost and run.state == "finished":
        found.append(
            f"WARNING: run {account.run_id} came to its end, and {_pages(total.lost)} of it "
            f"have no outcome: a fault of ours. See: newsfold runs {account.run_id} --outcome lost"
        )
    if total.strays:
        found.append(
            f"WARNING: run {account.run_id} has outcomes of {_pages(total.strays)} that it never "
            "asked for: a fault of ours"
        )
    return found


def run_object(run: RunState) -> dict[str, object]:
    """A run for programs."""
    account = run.account
    return {
        "run_id": account.run_id,
        "job": account.job,
        "started_at": account.started_at,
        "finished_at": account.finished_at,
        "state": run.state,
        **_account_object(run, account.total),
        "sources": {name: _account_object(run, one) for name, one in account.sources.items()},
    }


def page_object(row: "PageRow") -> dict[str, object]:
    """A page for programs."""
    return {
        "source": row.source,
        "kind": row.kind,
        "url": row.url,
        "outcome": row.outcome or LOST,
        "status": row.status,
        "detail": row.detail,
        "at": row.at,
        "fate": row.fate,
    }


def outcomes_named(names: Collection[str]) -> tuple[frozenset[Outcome], bool]:
    """The outcomes of these names, `failed` standing for all that are, and whether lost is among.

    Raises ValueError, for a person, for a name that is none.
    """
    found: set[Outcome] = set()
    for name in names:
        if name == "failed":
            found.update(outcome for outcome in Outcome if outcome.failed)
        elif name in list(Outcome):
            found.add(Outcome(name))
        elif name != LOST:
            known = ", ".join(["failed", LOST, *Outcome])
            raise ValueError(f"{name!r} is no outcome; there are {known}")
    return frozenset(found), LOST in names


def _account_object(run: RunState, account: "Account") -> dict[str, object]:
    if not run.account.counts_requests:
        return {"requests": None, "outcomes": account.outcomes}
    return {
        "requests": account.requests,
        "outcomes": account.outcomes,
        "lost": 0 if run.is_running else account.lost,
        "open": account.lost if run.is_running else 0,
        "given_up_unasked": account.unsent,
        "balanced": account.balanced,
    }


def _counts(run: RunState, account: "Account") -> tuple[object, ...]:
    outcomes = account.outcomes
    counted = run.account.counts_requests
    return (
        f"{account.requests:,}" if counted else "",
        f"{outcomes[Outcome.STORED_NEW]:,}",
        f"{outcomes[Outcome.STORED_VERSION]:,}",
        f"{sum(count for outcome, count in outcomes.items() if outcome.as_before):,}",
        f"{account.failed:,}",
        f"{account.lost:,}" if counted and not run.is_running else "",
    )


def _words(account: "Account") -> str:
    parts = [f"{count:,} {outcome}" for outcome, count in sorted(account.outcomes.items())]
    if account.lost:
        parts.append(f"{account.lost:,} without outcome")
    return ", ".join(parts)


def _balance(run: RunState, total: "Account") -> str:
    if not run.account.counts_requests:
        return f"{_pages(total.ended)}; what was asked for was not counted."
    asked = screen.counted(total.requests, "request")
    ended = total.ended - total.unsent
    sum_of = f"{screen.counted(ended, 'outcome')}"
    said = f"{asked} = {sum_of}." if total.balanced else f"{asked}, {sum_of}: "
    if not total.balanced:
        said += f"{total.lost:,} {'open' if run.is_running else LOST}."
    if total.unsent:
        said += f" {_pages(total.unsent)} more were given up before they were asked for."
    return said


def _fate(fate: "LostFate | None") -> str:
    return "" if fate is None else fate.in_words


def _end(run: RunState) -> str:
    started_at, finished_at = run.account.started_at, run.account.finished_at
    if finished_at is None:
        return run.state
    if run.state == KILLED:  # it could not say when: the run after it found out
        return f"{run.state}, found at {screen.minute(finished_at)}"
    return f"{run.state} after {span(started_at, finished_at)}"


def span(start: datetime, end: datetime) -> str:
    """How long something took: 48s, 3m12s, 2h05m."""
    seconds = max(0, round((end - start).total_seconds()))
    if seconds < 60:
        return f"{seconds}s"
    if seconds < 3600:
        return f"{seconds // 60}m{seconds % 60:02}s"
    return f"{seconds // 3600}h{seconds % 3600 // 60:02}m"


def _pages(count: int) -> str:
    return screen.counted(count, "page")
