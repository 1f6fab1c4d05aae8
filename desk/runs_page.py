"""The runs that brought pages in: what each asked for, how that ended, and what failed."""

from dataclasses import dataclass

from desk.asked import Asked, NotFound, WrongQuestion
from desk.outlets_page import recall_silent
from desk.page import Page
from pipeline.outcomes import Outcome
from storage.run_accounts import LostFate, PageRow, count_fates, pages_of_run
from storage.run_sums import (
    RunPage,
    RunSums,
    SourceSums,
    ended_pages,
    run_detail,
    runs_before,
)
from storage.silences import SilentSource, silent_sources

RUNS_A_PAGE = 40
PAGES_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage:
    """Runs, the newest first."""

    runs: tuple[RunSums, ...]
    next_after: str | None
    silent: tuple[SilentSource, ...]
    """Outlets that have fallen silent; on the first page only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPages:
    """A run in full."""

    run: RunSums
    outcomes: dict[Outcome, int]
    """The most frequent first."""
    fates: dict[LostFate, int]
    """What becomes of the pages that were lost; empty while the run goes on."""
    lost: tuple[PageRow, ...]
    """The first of them."""
    sources: dict[str, SourceSums]
    """By outlet; those with the most lost and failed pages first."""
    outcome: str | None
    """Which pages are listed: those that ended so, or those that failed where None."""
    source: str | None
    """Of which outlet they are."""
    pages: tuple[RunPage, ...]
    next_after: str | None


def read_runs(asked: Asked) -> RunsPage:
    """Read the list of runs."""
    before = asked.number("after", 0) or None
    runs, after = runs_before(asked.session, before, limit=RUNS_A_PAGE, now=asked.now)
    return RunsPage(
        runs=tuple(runs),
        next_after=None if after is None else str(after),
        silent=() if before else _silent(asked, going=any(run.is_running for run in runs)),
    )


def _silent(asked: Asked, *, going: bool) -> tuple[SilentSource, ...]:
    """The outlets that have fallen silent; looked for at each question while a run is going."""
    return silent_sources(asked.session, now=asked.now) if going else recall_silent(asked)


def read_run(asked: Asked) -> RunPages:
    """Read one run."""
    run_id = asked.id("run_id")
    detail = run_detail(asked.session, run_id, now=asked.now)
    if detail is None:
        raise NotFound(f"There is no run {run_id}.", "The page Runs lists those there are.")
    outcome = asked.text("outcome")
    if outcome is not None and outcome not in list(Outcome):
        raise WrongQuestion(f"outcome must be one of {', '.join(Outcome)}.")
    source = asked.text("outlet")
    wanted = [Outcome(outcome)] if outcome else [o for o in Outcome if o.failed]
    pages, after = ended_pages(
        asked.session,
        run_id,
        outcomes=wanted,
        source=source,
        after=asked.number("after", 0) or None,
        limit=PAGES_A_PAGE,
    )
    fates, lost = _lost(asked, detail.run, source)
    return RunPages(
        run=detail.run,
        outcomes=dict(sorted(detail.outcomes.items(), key=lambda item: (-item[1], item[0]))),
        fates=fates,
        lost=lost,
        sources=dict(sorted(detail.sources.items(), key=_worst_first)),
        outcome=outcome,
        source=source,
        pages=tuple(pages),
        next_after=None if after is None else str(after),
    )


def _lost(
    asked: Asked, run: RunSums, source: str | None
) -> tuple[dict[LostFate, int], tuple[PageRow, ...]]:
    if run.is_running or run.requests is None or not run.requests.without_outcome_count:
        return {}, ()
    fates = count_fates(asked.session, run.run_id, source=source)
    rows = pages_of_run(asked.session, run.run_id, source=source, lost=True, limit=PAGES_A_PAGE)
    return dict(sorted(fates.items())), tuple(rows)


def _worst_first(item: tuple[str, SourceSums]) -> tuple[int, int, str]:
    name, sums = item
    lost = sums.requests.without_outcome_count if sums.requests else 0
    return -lost, -sums.pages.failed_count, name.casefold()


RUNS = Page(path="/runs", template="runs.html", read=read_runs, label="Runs")
RUN = Page(path="/runs/{run_id:int}", template="run.html", read=read_run)
