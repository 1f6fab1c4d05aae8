"""The flow that fetches stored pages again."""

from datetime import datetime

from prefect import flow

from flows import jobs
from flows.engine_run import prepare_run
from flows.jobs import JobReport


@flow(name="recrawl")
async def recrawl_flow(
    urls: list[str] | None = None,
    source: str | None = None,
    story: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    force: bool = False,
) -> JobReport:
    """Fetch pages again: these addresses, or the articles of a source, a story, a span of days.

    limit: no more than the newest so many. force: read them anew, though their servers may know
    them unchanged.
    """
    return await jobs.recrawl_pages(
        prepare_run(),
        urls=urls or (),
        source=source,
        story=story,
        since=since,
        until=until,
        limit=limit,
        force=force,
    )
