"""The runs that brought pages in: what each asked for, how that ended, and what failed."""

from dataclasses import dataclass

from desk.asked import Asked, NotFound, WrongQuestion
from desk.page import Page
from pipeline.outcomes import Outcome
from storage.run_sums import RunPage, RunSums, Sums, pages_of_run, runs_before, sum_up
from storage.runs import source_outcomes

RUNS_A_PAGE = 40
PAGES_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage:
    """Runs, the newest first."""

    runs: tuple[RunSums, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPages:
    """A run in full."""

    run: RunSums
    outcomes: dict[Outcome, int]
    """The most frequent first."""
    sources: dict[str, Sums]
    """By outlet; those with the most failures first."""
    outcome: str | None
    """Which pages are listed: those that ended so, or those that failed where None."""
    source: str | None
    """Of which outlet they are."""
    pages: tuple[RunPage, ...]
    next_after: str | None


def read_runs(asked: Asked) -> RunsPage:
    """Read the list of runs."""
    before = asked.number("after", 0) or None
    runs, after = runs_before(asked.session, before, limit=RUNS_A_PAGE)
    return RunsPage(runs=tuple(runs), next_after=None if after is None else str(after))


def read_run(asked: Asked) -> RunPages:
    """Read one run."""
    run_id = asked.id("run_id")
    runs, _ = runs_before(asked.session, run_id + 1, limit=1)
    if not runs or runs[0].run_id != run_id:
        raise NotFound(f"There is no run {run_id}.", "The page Runs lists those there are.")
    outcome = asked.text("outcome")
    if outcome is not None and outcome not in list(Outcome):
        raise WrongQuestion(f"outcome must be one of {', '.join(Outcome)}.")
    source = asked.text("outlet")
    wanted = [Outcome(outcome)] if outcome else [o for o in Outcome if o.failed]
    pages, after = pages_of_run(
        asked.session,
        run_id,
        outcomes=wanted,
        source=source,
        after=asked.number("after", 0) or None,
        limit=PAGES_A_PAGE,
    )
    by_source = source_outcomes(asked.session, run_id)
    totals: dict[Outcome, int] = {}
    for counts in by_source.values():
        for each, count in counts.items():
            totals[each] = totals.get(each, 0) + count
    sums = {name: sum_up(counts.items()) for name, counts in by_source.items()}
    return RunPages(
        run=runs[0],
        outcomes=dict(sorted(totals.items(), key=lambda item: (-item[1], item[0]))),
        sources=dict(
            sorted(sums.items(), key=lambda item: (-item[1].failed_count, item[0].casefold()))
        ),
        outcome=outcome,
        source=source,
        pages=tuple(pages),
        next_after=None if after is None else str(after),
    )


RUNS = Page(path="/runs", template="runs.html", read=read_runs, label="Runs")
RUN = Page(path="/runs/{run_id:int}", template="run.html", read=read_run)
