"""Reads articles out of pages in processes of their own, with limits of time and memory.

Whatever a page does to the process that reads it is an outcome of that page: one that hangs, or
takes the memory, or breaks a library so that the process is gone. The crawl fetches on meanwhile.
"""

import asyncio
import os
import pickle
import signal
import socket
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

from crawlers.extraction import Extraction, ExtractionStopped, RawPage
from crawlers.extraction_forks import ForkServer, ForkServerGone
from crawlers.extraction_worker import HEADER
from crawlers.fair_turns import FairTurns

READ = "crawlers.extraction:extract_here"
"""What reads a page, as `pkgutil.resolve_name` takes it."""

# An outlet with more pages than this waiting is to be asked more slowly.
_BACKLOG = 8
_CHUNK = 256 * 1024
_FORK_SERVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one page may take, and one worker."""

    cpu_seconds: float = 0.5
    """For an article: ten times what a large page takes. A listing has its own allowance of it."""
    wall_seconds: float = 10.0
    """More than the processor time, which on a busy machine takes longer to get; a listing has as
    much more of it."""
    memory_bytes: int = 1024**3
    """Beyond what the extractor itself takes."""
    pages: int = 1000
    """After so many a fresh worker takes over: what libraries leak ends with the old one."""
    growth_bytes: int = 256 * 1024**2
    """Or after it has grown by so much."""


class ExtractionBroken(Exception):
    """The process that the workers come from does not stay."""


@dataclass(slots=True)
class _Worker:
    pid: int
    connection: socket.socket
    pages: int = 0
    first_resident: int = 0
    resident: int = 0

    def is_worn(self, limits: Limits) -> bool:
        grown = self.resident - self.first_resident
        return self.pages >= limits.pages or grown > limits.growth_bytes


@dataclass(slots=True)
class _Place:
    """What one page takes of the time of the workers."""

    started: float | None = None
    """When a worker took it up. That there was none yet is not the fault of the page."""
    given_up: bool = False

    @property
    def seconds(self) -> float:
        return 0.0 if self.started is None else time.monotonic() - self.started


class ExtractionPool:
    """An extractor with so many processes; unless told, one for each core.

    To be used within one event loop, and to be closed when that has ended.
    """

    def __init__(
        self, size: int | None = None, *, limits: Limits | None = None, read: str = READ
    ) -> None:
        self.size = size or available_cores()
        self._limits = limits or Limits()
        self._read_name = read
        self._turns = FairTurns(self.size)
        self._forks = self._start()
        self._restarts_left = _FORK_SERVERS - 1
        self._idle: list[_Worker] = []
        self._busy: dict[int, _Worker] = {}
        self._mean_seconds: dict[str, float] = defaultdict(float)
        self._stopped = False

    async def extract(self, page: RawPage) -> Extraction:
        """Read a page as soon as a worker is free."""
        if self._stopped:
            raise ExtractionStopped
        await self._turns.take(page.outlet)
        place = _Place()
        try:
            return await self._read(page, place)
        finally:
            seconds = place.seconds
            self._turns.give_back(page.outlet, seconds, confine=place.given_up)
            mean = self._mean_seconds[page.outlet] or seconds
            self._mean_seconds[page.outlet] = (mean + seconds) / 2

    def backlog_seconds(self, outlet: str) -> float:
        """How long the pages of an outlet that wait will take; 0 while they are few."""
        waiting = self._turns.waiting(outlet)
        return waiting * self._mean_seconds[outlet] / self.size if waiting > _BACKLOG else 0.0

    def stop(self) -> None:
        """Give up every page that is not read yet, and all that are to come."""
        self._stopped = True
        self._turns.refuse(ExtractionStopped)
        for worker in self._busy.values():
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)

    def close(self) -> None:
        """End all processes."""
        self.stop()
        for worker in self._idle:
            worker.connection.close()
        self._idle.clear()
        self._forks.close()

    async def _read(self, page: RawPage, place: _Place) -> Extraction:
        limits = self._limits
        seconds = limits.wall_seconds + (page.allowance - 1) * limits.cpu_seconds
        while True:
            worker = await self._worker()
            place.started = time.monotonic()
            self._busy[worker.pid] = worker
            if self._stopped:
                await self._end(worker)
                raise ExtractionStopped
            try:
                async with asyncio.timeout(seconds):
                    extraction = await _ask(worker, page)
            except TimeoutError:
                await self._end(worker)
                place.given_up = True
                reason = f"not read within {seconds:g} seconds"
                return Extraction(failure=reason)
            except (OSError, EOFError):
                code = await self._end(worker)
                if self._stopped:
                    raise ExtractionStopped from None
                if code is not None:
                    place.given_up = True
                    return Extraction(failure=self._why(code, page))
                # All workers have gone, with what they come from: not the fault of the page.
            except BaseException:
                await self._end(worker)
                raise
            else:
                await self._put_back(worker)
                return extraction

    async def _worker(self) -> _Worker:
        if self._idle:
            return self._idle.pop()
        while True:
            forks = self._forks
            try:
                return _Worker(*await forks.fork())
            except ForkServerGone:
                self._replace(forks)

    def _replace(self, gone: ForkServer) -> None:
        if self._stopped:
            raise ExtractionStopped
        if self._forks is not gone:  # another page has seen to it
            return
        gone.close()
        if not self._restarts_left:
            raise ExtractionBroken("no process can be had that reads pages")
        self._restarts_left -= 1
        self._forks = self._start()

    def _start(self) -> ForkServer:
        return ForkServer(
            read=self._read_name,
            cpu_seconds=self._limits.cpu_seconds,
            memory_bytes=self._limits.memory_bytes,
        )

    async def _put_back(self, worker: _Worker) -> None:
        if self._stopped or worker.is_worn(self._limits):
            await self._end(worker)
        else:
            del self._busy[worker.pid]
            self._idle.append(worker)

    async def _end(self, worker: _Worker) -> int | None:
        """End a worker; its exit code, or None if what it came from is gone too."""
        del self._busy[worker.pid]
        worker.connection.close()
        try:
            return await self._forks.end(worker.pid)
        except ForkServerGone:
            return None

    def _why(self, code: int, page: RawPage) -> str:
        if code == -signal.SIGPROF:
            seconds = page.allowance * self._limits.cpu_seconds
            return f"took more than {seconds:g} seconds of processor time"
        if code < 0:
            return f"the process that read it was ended by {signal.Signals(-code).name}"
        return f"the process that read it exited with code {code}"


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


async def _ask(worker: _Worker, page: RawPage) -> Extraction:
    loop = asyncio.get_running_loop()
    message = pickle.dumps(page, pickle.HIGHEST_PROTOCOL)
    await loop.sock_sendall(worker.connection, HEADER.pack(len(message)) + message)
    (length,) = HEADER.unpack(await _receive(worker.connection, HEADER.size))
    extraction, worker.resident = pickle.loads(await _receive(worker.connection, length))
    worker.pages += 1
    worker.first_resident = worker.first_resident or worker.resident
    assert isinstance(extraction, Extraction)
    return extraction


async def _receive(connection: socket.socket, count: int) -> bytearray:
    loop = asyncio.get_running_loop()
    data = bytearray()
    while len(data) < count:
        chunk = await loop.sock_recv(connection, min(count - len(data), _CHUNK))
        if not chunk:
            raise EOFError
        data += chunk
    return data
