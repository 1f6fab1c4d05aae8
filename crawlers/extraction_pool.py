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
from dataclasses import dataclass, field

from crawlers.extraction import Extraction, ExtractionStopped, RawPage
from crawlers.extraction_forks import ForkServer, ForkServerGone
from crawlers.extraction_worker import HEADER
from crawlers.fair_turns import FairTurns

READ = "crawlers.extraction:extract_here"
"""What reads a page, as `pkgutil.resolve_name` takes it."""

# An outlet with more pages than this waiting is to be asked more slowly.
_BACKLOG = 8
# Pages that a worker has at a time: the one it reads, and the next ones, so that it never waits for
# this process. A worker that sleeps between pages takes half as much again for each.
_PAGES_AHEAD = 3
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


@dataclass(slots=True, eq=False)
class _Worker:
    """A process that reads the pages it is sent one after the other, and answers in their order."""

    source: ForkServer
    pid: int
    connection: socket.socket
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held for the page that is read; those sent after it wait for it in their order."""
    load: int = 0
    """What its pages may take, in articles."""
    is_given_up: bool = False
    """Whether it is ended for something that is not the fault of the page it reads."""
    has_ended: bool = False
    pages: int = 0
    first_resident: int = 0
    resident: int = 0

    def is_fit(self, limits: Limits) -> bool:
        """Whether it can be sent another page."""
        grown = self.resident - self.first_resident
        is_worn = self.pages >= limits.pages or grown > limits.growth_bytes
        return not (is_worn or self.is_given_up or self.has_ended)

    async def send(self, page: RawPage) -> None:
        """Send a page; if it is gone, that shows when its answer is due."""
        message = pickle.dumps(page, pickle.HIGHEST_PROTOCOL)
        async with self.sending:
            with suppress(OSError):
                await asyncio.get_running_loop().sock_sendall(
                    self.connection, HEADER.pack(len(message)) + message
                )

    async def receive(self) -> Extraction:
        """Receive what came of the next page. Raises OSError or EOFError if it has gone."""
        (length,) = HEADER.unpack(await _receive(self.connection, HEADER.size))
        extraction, self.resident = pickle.loads(await _receive(self.connection, length))
        self.pages += 1
        self.first_resident = self.first_resident or self.resident
        assert isinstance(extraction, Extraction)
        return extraction

    def kill(self) -> None:
        if self.has_ended:  # its number may be that of another process by now
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


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
        self._turns = FairTurns(self.size * _PAGES_AHEAD)
        self._forks = self._start()
        self._restarts_left = _FORK_SERVERS - 1
        self._workers: set[_Worker] = set()
        self._choosing = asyncio.Lock()
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
        for worker in self._workers:
            if worker.load:
                worker.kill()

    def close(self) -> None:
        """End all processes."""
        self.stop()
        for worker in self._workers:
            worker.connection.close()
        self._workers.clear()
        self._forks.close()

    async def _read(self, page: RawPage, place: _Place) -> Extraction:
        while True:
            worker = await self._take_worker(page)
            try:
                if self._stopped:  # while it was forked
                    raise ExtractionStopped
                extraction = await self._ask(worker, page, place)
            finally:
                await self._leave_worker(worker, page)
            if extraction is not None:
                return extraction

    async def _ask(self, worker: _Worker, page: RawPage, place: _Place) -> Extraction | None:
        """What a worker made of a page; None if it has gone by no fault of the page."""
        limits = self._limits
        seconds = limits.wall_seconds + (page.allowance - 1) * limits.cpu_seconds
        try:
            await worker.send(page)
            await worker.turn.acquire()
        except BaseException:  # its answer would be taken for that of the page after it
            worker.is_given_up = True
            worker.kill()
            raise
        try:
            if worker.has_ended:
                return None
            place.started = time.monotonic()
            async with asyncio.timeout(seconds):
                return await worker.receive()
        except TimeoutError:
            await self._end(worker)
            place.given_up = True
            return Extraction(failure=f"not read within {seconds:g} seconds")
        except (OSError, EOFError):
            code = await self._end(worker)
            if self._stopped:
                raise ExtractionStopped from None
            # Where all workers have gone with what they come from, that is not its fault either.
            if code is None or worker.is_given_up:
                return None
            place.given_up = True
            return Extraction(failure=self._why(code, page))
        except BaseException:
            await self._end(worker)
            raise
        finally:
            worker.turn.release()

    async def _take_worker(self, page: RawPage) -> _Worker:
        """The worker that has the least to do; a fresh one if there may be one more."""
        async with self._choosing:
            if self._stopped:
                raise ExtractionStopped
            fit = [worker for worker in self._workers if worker.is_fit(self._limits)]
            worker = min(fit, key=lambda worker: worker.load, default=None)
            if worker is None or (worker.load and len(self._workers) < self.size):
                worker = await self._fork()
            worker.load += page.allowance
            return worker

    async def _leave_worker(self, worker: _Worker, page: RawPage) -> None:
        worker.load -= page.allowance
        is_done = self._stopped or not worker.is_fit(self._limits)
        if is_done and not worker.load and not worker.has_ended:
            await self._end(worker)

    async def _fork(self) -> _Worker:
        while True:
            forks = self._forks
            try:
                worker = _Worker(forks, *await forks.fork())
            except ForkServerGone:
                self._replace(forks)
            else:
                self._workers.add(worker)
                return worker

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

    async def _end(self, worker: _Worker) -> int | None:
        """End a worker; its exit code, or None if what it came from is gone too."""
        worker.has_ended = True
        self._workers.discard(worker)
        try:
            return await worker.source.end(worker.pid)
        except ForkServerGone:
            return None
        finally:
            async with worker.sending:  # whoever sends is told that there is nobody
                worker.connection.close()

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


async def _receive(connection: socket.socket, count: int) -> bytearray:
    loop = asyncio.get_running_loop()
    data = bytearray()
    while len(data) < count:
        chunk = await loop.sock_recv(connection, min(count - len(data), _CHUNK))
        if not chunk:
            raise EOFError
        data += chunk
    return data
