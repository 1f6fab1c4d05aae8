"""Runs a crawl in a child process that never outlives its parent."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from crawlers.settings import CrawlJob
from pipeline.outcomes import Outcome

# -P: a file in the working directory must not take the place of one of our packages.
COMMAND = (sys.executable, "-P", "-m", "crawlers.child")
STDERR_BYTES = 8192

EXIT_STOPPED = 3
"""Exit code of a child that a signal has stopped in good order."""
EXIT_NOT_KEPT = 4
"""Exit code of a child that has finished, but could not keep all raw pages."""


class EndReason(StrEnum):
    """Why a crawl ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    DIED = "died"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlProgress:
    """What a crawl has stored so far."""

    pages: int = 0
    articles: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)

    def to_line(self) -> bytes:
        """One line of JSON, shorter than PIPE_BUF: it is written whole or not at all."""
        fields = {
            "pages": self.pages,
            "articles": self.articles,
            "outcomes": dict(self.outcomes),
        }
        return json.dumps(fields).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read what `to_line` wrote."""
        given = json.loads(line)
        given["outcomes"] = {Outcome(name): count for name, count in given["outcomes"].items()}
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEnd:
    """How a crawl ended."""

    exit_code: int
    reason: EndReason
    stderr_tail: str
    """The end of what the child logged."""


async def run_crawl(
    job: CrawlJob,
    *,
    on_progress: Callable[[CrawlProgress], None] | None = None,
    grace_seconds: float = 10.0,
    timeout_seconds: float | None = None,
) -> CrawlEnd:
    """Run a crawl to its end in a child process.

    When this is cancelled, when `on_progress` raises or the time runs out, the child gets one
    SIGTERM, and SIGKILL after the grace. When this process is killed, the kernel kills the child.
    """
    read_end, write_end = os.pipe()
    try:
        child = await _start_child(write_end)
    except BaseException:
        os.close(read_end)
        raise
    finally:
        os.close(write_end)
    tail = bytearray()
    serving = asyncio.ensure_future(_serve(child, job, read_end, tail, on_progress))
    try:
        done, _ = await asyncio.wait({serving}, timeout=timeout_seconds)
    finally:
        await _undisturbed(_end(child, serving, grace_seconds))
    serving.result()
    return _crawl_end(child, tail, timed_out=not done)


async def _start_child(progress_descriptor: int) -> Process:
    return await asyncio.create_subprocess_exec(
        *COMMAND,
        str(os.getpid()),
        str(progress_descriptor),
        stdin=PIPE,
        stdout=DEVNULL,
        stderr=PIPE,
        pass_fds=(progress_descriptor,),
        # Its own session: a signal to our group must not reach it beside ours, since Scrapy takes
        # a second one for the wish to stop without order.
        start_new_session=True,
    )


async def _serve(
    child: Process,
    job: CrawlJob,
    read_end: int,
    tail: bytearray,
    on_progress: Callable[[CrawlProgress], None] | None,
) -> None:
    """Give the child its job and hear it out until it ends."""
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_read_stderr(child, tail))
            tasks.create_task(_read_progress(read_end, on_progress))
            tasks.create_task(_send(child, job))
            tasks.create_task(_wait(child))
    except ExceptionGroup as group:
        raise group.exceptions[0] from None  # what `on_progress` raised, as it raised it


async def _send(child: Process, job: CrawlJob) -> None:
    assert child.stdin is not None
    # A child that dies early says why on stderr.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(job.to_json().encode())
        await child.stdin.drain()
    child.stdin.close()


async def _read_stderr(child: Process, tail: bytearray) -> None:
    assert child.stderr is not None
    while chunk := await child.stderr.read(STDERR_BYTES):
        tail[:] = (tail + chunk)[-STDERR_BYTES:]


async def _read_progress(
    read_end: int, on_progress: Callable[[CrawlProgress], None] | None
) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb", buffering=0)
    )
    try:
        while line := await reader.readline():
            if on_progress is not None:
                on_progress(CrawlProgress.from_line(line))
    finally:
        transport.close()


async def _wait(child: Process) -> None:
    await child.wait()


async def _end(child: Process, serving: asyncio.Future[None], grace_seconds: float) -> None:
    """See to it that the child is gone, and that all it said is read."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(child.wait(), grace_seconds)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            await child.wait()
    await asyncio.wait({serving})


async def _undisturbed(work: Coroutine[Any, Any, None]) -> None:
    """Bring `work` to its end, however often the caller is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError


def _crawl_end(child: Process, tail: bytearray, *, timed_out: bool) -> CrawlEnd:
    assert child.returncode is not None
    reasons = {
        0: EndReason.FINISHED,
        EXIT_NOT_KEPT: EndReason.FINISHED,
        EXIT_STOPPED: EndReason.CANCELLED,
    }
    reason = EndReason.TIMED_OUT if timed_out else reasons.get(child.returncode, EndReason.DIED)
    said = tail.decode(errors="replace").strip()
    return CrawlEnd(exit_code=child.returncode, reason=reason, stderr_tail=said)
