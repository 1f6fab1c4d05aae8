"""The flow that groups articles into stories."""

import asyncio
import threading
from dataclasses import asdict, fields, replace

from prefect import flow

from flows import jobs
from flows.engine_run import prepare_run
from flows.grouping_job import GroupReport
from flows.logs import get_log
from flows.progress import Progress


class _Ended(Exception):
    """The flow was cancelled; raised in the thread that groups, between two batches."""


@flow(name="group")
async def group_flow(rebuild: bool = False, window_days: int | None = None) -> GroupReport:
    """Sign, compare and group what is new (rebuild: everything) into stories."""
    context = prepare_run()
    ended = threading.Event()

    def tell(progress: Progress) -> None:
        if ended.is_set():
            raise _Ended
        context.on_progress(progress)

    try:
        # In a thread, so that the engine's heartbeats go on.
        report = await asyncio.to_thread(
            jobs.group_new,
            replace(context, on_progress=tell),
            rebuild=rebuild,
            window_days=window_days,
        )
    finally:
        ended.set()
    log_report(report)
    return report


def log_report(report: GroupReport) -> None:
    """Log what a run did, the largest story, and a warning for each story that looks wrong."""
    log = get_log()
    counts = {field.name: getattr(report, field.name) for field in fields(report)}
    counts = {name: count for name, count in counts.items() if isinstance(count, int)}
    largest = report.largest_story
    if largest is not None:
        counts |= {f"largest_{name}": value for name, value in asdict(largest).items()}
    log.info("grouped", **counts)
    for warning in report.warnings:
        log.warning(
            "story_looks_wrong",
            story_id=warning.story_id,
            suspicion=warning.suspicion.value,
            reason=warning.reason,
            remedy=warning.remedy,
        )
