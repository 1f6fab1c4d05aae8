"""The command line: puts the commands together, and ends with an exit code."""

import os
import sys
from typing import Annotated

import typer

from flows import screen
from flows.cli_archive import archive_app, raw
from flows.cli_context import Globals
from flows.cli_crawl import crawl, demo, extract, ingest, recrawl
from flows.cli_desk import desk
from flows.cli_diff import diff
from flows.cli_options import Json
from flows.cli_pairs import explain, link_app, review
from flows.cli_quality import evaluate, train
from flows.cli_report import report
from flows.cli_runs import runs
from flows.cli_search import CONTEXT_SETTINGS as SEARCH_SETTINGS
from flows.cli_search import search
from flows.cli_service import db_app, serve
from flows.cli_sources import sources_app
from flows.cli_sql import sql
from flows.cli_stories import export, group, show, stories
from flows.faults import DONE_WITH_FAILURES, exit_code

app = typer.Typer(
    name="newsfold",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text reads as well, and is there in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: newsfold demo",
)

# In the order in which `--help` lists them.
for command in (
    demo, crawl, recrawl, ingest, extract, runs,
    group, stories, show, search, diff, raw, report, export, sql, explain, review, evaluate, train,
    desk, serve,
):  # fmt: skip
    app.command(context_settings=SEARCH_SETTINGS if command is search else None)(command)
app.add_typer(sources_app, name="sources")
app.add_typer(link_app, name="link")
app.add_typer(archive_app, name="archive")
app.add_typer(db_app, name="db")


@app.callback()
def newsfold(
    ctx: typer.Context,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. "
            "Otherwise NEWSFOLD_DATABASE_URL, otherwise SQLite in ./newsfold-data/.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Collect news articles, and fold the reprints and rewrites of one report into one story.

    Articles come in with `crawl` (from the outlets in sources.toml) or `ingest` (from files);
    `group` makes stories of them; `stories`, `show` and `export` give them out.

    Exit codes: 0 done, 1 done with failures (they are listed), 2 wrong use.
    """
    ctx.obj = Globals(database_url=database_url, json=as_json)


def main() -> None:
    """Run the command line, and end with its exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has read enough. Nothing more can be written, when Python exits either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE_WITH_FAILURES
    sys.exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as end:  # the way in which typer ends, also when all went well
        return int(end.code or 0)
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        screen.tell(f"newsfold: {error}")
        return code
    return 0


if __name__ == "__main__":
    main()
