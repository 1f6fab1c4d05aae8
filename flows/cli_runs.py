"""The command that accounts for what was fetched: `newsfold runs`."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.cli_context import database_session, now, wants_json
from flows.cli_options import Json, Since
from flows.faults import WrongUse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from flows.run_reports import RunState
    from storage.run_accounts import RunAccount


def runs(
    ctx: typer.Context,
    run: Annotated[
        int | None, typer.Argument(metavar="RUN", min=1, help="One run in full, by its number.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what was asked of this source.")
    ] = None,
    since: Since = None,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="The most runs (20), or pages (all), to list."),
    ] = None,
    pages: Annotated[bool, typer.Option("--pages", help="List the pages of the run.")] = False,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="List its pages with this outcome; also: failed, lost. May be given several "
            "times.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Account for the pages that each run asked for.

    Requests are counted where they are sent and outcomes where they are stored, so requests =
    outcomes says that nothing was lost on the way. What a run that was killed had asked for and not
    stored is lost; of each such page it says what becomes of it, mostly: the next crawl asks again.

    Then come the sources that have fallen silent against their own rhythm.
    """
    as_json = wants_json(ctx, as_json)
    if run is None and (pages or outcome):
        raise typer.BadParameter("say whose pages: newsfold runs RUN --pages")
    if run is not None and since is not None:
        raise typer.BadParameter("--since chooses among runs; leave it out where one is named")
    with database_session(ctx) as session:
        if source is not None:
            _check_source(session, source)
        if run is None:
            _list_runs(session, source, since, limit or 20, as_json=as_json)
        elif pages or outcome:
            _list_pages(session, run, source, outcome or (), limit, as_json=as_json)
        else:
            _show_run(session, run, source, as_json=as_json)


def _list_runs(
    session: "Session", source: str | None, since: "datetime | None", limit: int, *, as_json: bool
) -> None:
    from flows import run_reports
    from flows.silent_sources import tell_silent
    from storage.run_accounts import list_accounts
    from storage.silences import silent_sources

    accounts = list_accounts(session, source=source, since=since, limit=limit)
    states = _states(session, accounts)
    silent = silent_sources(session, now=now(), sources=None if source is None else {source})
    if as_json:
        objects = [run_reports.run_object(state) for state in states]
        screen.show_json({"runs": objects, "silent": silent})
        return
    run_reports.show_runs(states)
    tell_silent(silent)


def _show_run(session: "Session", run: int, source: str | None, *, as_json: bool) -> None:
    from flows import run_reports
    from storage.run_accounts import count_fates

    (state,) = _states(session, [_account(session, run, source)])
    fates = {} if state.is_running else count_fates(session, run, source=source)
    if as_json:
        screen.show_json(run_reports.run_object(state) | {"fates": fates})
    else:
        run_reports.show_run(state, fates)


def _list_pages(
    session: "Session",
    run: int,
    source: str | None,
    outcomes: "Collection[str]",
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    from flows import run_reports
    from storage.run_accounts import pages_of_run

    _account(session, run, source)
    try:
        wanted, lost = run_reports.outcomes_named(outcomes)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    rows = pages_of_run(session, run, source=source, outcomes=wanted, lost=lost, limit=limit)
    if as_json:
        screen.show_json([run_reports.page_object(row) for row in rows])
    else:
        run_reports.show_pages(rows)


def _account(session: "Session", run: int, source: str | None) -> "RunAccount":
    from storage.run_accounts import list_accounts

    found = list_accounts(session, run_ids=[run])
    if not found:
        raise WrongUse(f"there is no run {run}; `newsfold runs` lists them")
    if source is None:
        return found[0]
    asked = list_accounts(session, run_ids=[run], source=source)
    if not asked:
        raise WrongUse(f"run {run} asked nothing of {source}")
    return asked[0]


def _states(session: "Session", accounts: "Sequence[RunAccount]") -> "list[RunState]":
    """The accounts, each with how the run stands."""
    from flows.run_reports import KILLED, RUNNING, RunState
    from storage.leases import is_held

    def state(account: "RunAccount") -> str:
        if account.finish_reason is not None:
            return str(account.finish_reason)
        return RUNNING if is_held(session, account.job, now=now()) else KILLED

    return [RunState(account=account, state=state(account)) for account in accounts]


def _check_source(session: "Session", name: str) -> None:
    from flows.targets import did_you_mean
    from storage.sources import list_sources

    known = [record.name for record in list_sources(session)]
    if name not in known:
        raise WrongUse(f"no source is named {name!r}{did_you_mean(name, known)}")
