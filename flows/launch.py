"""Runs a job: as a flow where a Prefect server is configured, else as a plain function.

Calling a flow without a server would make Prefect start a hidden one: 13 seconds and 200 MB.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from flows import jobs
from flows.config import Settings, engine_environment, export_environment
from flows.engine_server import check_api
from flows.jobs import JobContext, JobReport

if TYPE_CHECKING:
    from flows.grouping_job import GroupReport


def run_crawl(context: JobContext, sources: Collection[str], *, due: bool) -> JobReport:
    """Crawl outlets."""
    if not enter_engine(context.settings):
        return asyncio.run(jobs.crawl_outlets(context, sources, due=due))
    from flows.crawl import crawl_flow  # Prefect takes over a second to import

    return asyncio.run(crawl_flow(list(sources), due))


def run_recrawl(
    context: JobContext,
    *,
    urls: Collection[str],
    source: str | None,
    story: int | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
    force: bool,
) -> JobReport:
    """Fetch pages again."""
    if not enter_engine(context.settings):
        return asyncio.run(
            jobs.recrawl_pages(
                context,
                urls=urls,
                source=source,
                story=story,
                since=since,
                until=until,
                limit=limit,
                force=force,
            )
        )
    from flows.recrawl import recrawl_flow

    return asyncio.run(recrawl_flow(list(urls), source, story, since, until, limit, force))


def run_group(context: JobContext, *, rebuild: bool, window_days: int | None) -> "GroupReport":
    """Group what is new."""
    if not enter_engine(context.settings):
        return jobs.group_new(context, rebuild=rebuild, window_days=window_days)
    from flows.group import group_flow

    return asyncio.run(group_flow(rebuild, window_days))


def enter_engine(settings: Settings) -> bool:
    """Make this process one of the engine's, if a server is configured; say whether one is."""
    if settings.prefect_api_url is None:
        return False
    check_api(settings.prefect_api_url)
    settings.make_engine_home()
    export_environment(
        settings.environment(),
        engine_environment(settings, settings.prefect_api_url),
        # The command reports what came of it, failures too; tracebacks are for the run's log.
        {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"},
    )
    return True
