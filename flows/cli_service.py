"""The commands that keep Newsfold running: schedules and the database's tables."""

from typing import Annotated

import typer

from flows import screen
from flows.cli_context import now, settings_of

db_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database itself.")


def serve(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port of the engine's page on 127.0.0.1; 0: any."),
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
