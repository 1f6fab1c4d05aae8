"""`newsfold serve`: the engine's server as a child, the schedules in this process."""

import asyncio
from collections.abc import Callable

from crawlers.catalogue_reading import load_catalogue
from flows.config import Settings, engine_environment, export_environment
from flows.engine_server import engine_server
from flows.holding import Clock
from storage.database import ensure_schema


def serve_forever(settings: Settings, *, clock: Clock, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; then end the runs in progress and the server."""
    load_catalogue(settings.sources)  # better now than in a run that nobody watches
    ensure_schema(settings.database_url)
    say("Starting the flow engine, 10 to 20 seconds ...")
    with engine_server(settings) as server:
        export_environment(settings.environment(), engine_environment(settings, server.api_url))
        from flows.deployments import serve_deployments  # reads the environment when imported

        def tell() -> None:
            say(
                f"Crawling every {settings.crawl_minutes} minutes, grouping every "
                f"{settings.group_minutes}. Watch it at {server.page_url}; Ctrl-C ends it."
            )

        asyncio.run(serve_deployments(settings, server, clock=clock, ready=tell))
    say("Stopped.")
