"""The flow that groups articles into stories."""

import asyncio
import threading
from dataclasses import replace

from prefect import flow

from flows import jobs
from flows.engine_run import prepare_run
from flows.grouping_job import GroupReport
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
        return await asyncio.to_thread(
            jobs.group_new,
            replace(context, on_progress=tell),
            rebuild=rebuild,
            window_days=window_days,
        )
    finally:
        ended.set()
