"""The commands that keep Newsfold running: schedules and the database's tables."""

from typing import Annotated

import typer

from flows import screen
from flows.cli_context import now, settings_of, wants_json
from flows.cli_options import Json
from flows.progress import Progress

db_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database itself.")


def serve(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65535,
            help="Port of the engine's page on 127.0.0.1; 0: any that is free. "
            "NEWSFOLD_PREFECT_PORT if not said.",
        ),
    ] = None,
) -> None:
    """Crawl and group on schedules, until stopped.

    Starts a Prefect server of its own, with a web page to watch the runs. It keeps its state in
    newsfold-data/prefect and listens on this machine only. NEWSFOLD_CRAWL_MINUTES and
    NEWSFOLD_GROUP_MINUTES set the schedules.
    """
    from flows.serving import serve_forever

    settings = settings_of(ctx, prefect_port=port)
    serve_forever(settings, clock=now, say=screen.say)


@db_app.command("upgrade")
def upgrade_database(ctx: typer.Context) -> None:
    """Make the tables, or bring them up to date."""
    from storage.database import SCHEMA_REVISION, upgrade, without_password

    url = settings_of(ctx).database_url
    upgrade(url)
    screen.say(f"{without_password(url)} is at revision {SCHEMA_REVISION}")


@db_app.command("dictionary")
def data_dictionary(ctx: typer.Context, as_json: Json = False) -> None:
    """Print what every view, table and column means, as Markdown.

    It is the page docs/data.md: `newsfold db dictionary > docs/data.md` writes it anew.
    """
    from storage.dictionary import as_markdown, describe

    if wants_json(ctx, as_json):
        screen.show_json(describe())
    else:
        typer.echo(as_markdown(), nl=False)


@db_app.command("reindex")
def reindex_database(ctx: typer.Context) -> None:
    """Make the index of the search anew from the stored articles.

    It is kept up to date by itself; this makes it where a restored copy of the database lacks it.
    The search can be used all the while.
    """
    from storage.database import check_schema, make_engine
    from storage.search_index import rebuild_index

    engine = make_engine(settings_of(ctx).database_url)
    try:
        check_schema(engine)
        with screen.progress("indexing", "articles") as draw:
            count = rebuild_index(
                engine, on_progress=lambda done, total: draw(Progress(done=done, total=total))
            )
    finally:
        engine.dispose()
    screen.say(f"{screen.counted(count, 'article')} indexed")
