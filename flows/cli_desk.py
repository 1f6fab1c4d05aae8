"""The command that shows the desk."""

from typing import Annotated

import typer

from flows import screen
from flows.cli_context import now, settings_of


def desk(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(metavar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65535,
            help="Port; 0: any that is free. NEWSFOLD_DESK_PORT if not said.",
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN", help="Readers must know it. NEWSFOLD_DESK_TOKEN keeps it out of sight."
        ),
    ] = None,
    open_to_all: Annotated[
        bool,
        typer.Option("--open", help="With another HOST: everyone who reaches it may read."),
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A name under which it may be asked for; several times too."
        ),
    ] = None,
) -> None:
    """Show stories, articles and outlets as web pages, read-only.

    Listens on this machine only, unless --host says otherwise; then a token is needed, or --open.
    Every page is also there as JSON: add .json to its path.
    """
    from flows.desk_serving import serve_desk

    settings = settings_of(ctx, desk_port=port, desk_token=token)
    serve_desk(
        settings.database_url,
        host=host,
        port=settings.desk_port,
        token=settings.desk_token,
        open_to_all=open_to_all,
        names=allow_host or [],
        clock=now,
        say=screen.say,
        tell=screen.tell,
        archive=settings.archive,
    )
