"""The flow that deletes what is no longer to be kept."""

import asyncio

from prefect import flow

from flows.archive_upkeep import PruneReport, prune_archive
from flows.engine_run import prepare_run
from flows.logs import get_log


@flow(name="housekeeping")
async def housekeeping_flow() -> PruneReport | None:
    """Delete raw pages that are older than NEWSFOLD_ARCHIVE_DAYS; none where that is not set."""
    context = prepare_run()
    days = context.settings.archive_days
    if days is None:
        get_log().info("archive_kept", why="NEWSFOLD_ARCHIVE_DAYS is not set")
        return None
    # In a thread, so that the engine's heartbeats go on.
    report = await asyncio.to_thread(prune_archive, context, older_than_days=days, dry_run=False)
    get_log().info(
        "archive_pruned",
        files=len(report.files),
        bytes=sum(file.size for file in report.files),
        versions=report.versions,
    )
    return report
