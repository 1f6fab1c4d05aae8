"""The parent's side of `crawlers.extraction_worker`: it asks for workers, and how they ended."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from crawlers.extraction_worker import AWAIT, FORK

_CLOSE_SECONDS = 5.0
# A library that starts threads of its own makes a process that cannot be forked safely.
_NO_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ForkServerGone(Exception):
    """The process that workers come from is gone, and with it, by the kernel, the workers."""


class ForkServer:
    """A process that has the extractor loaded and forks workers, which do not outlive it."""

    def __init__(self, *, read: str, cpu_seconds: float, memory_bytes: int) -> None:
        # Packets, so that each message and each answer is one call.
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        self._lock = asyncio.Lock()
        # -P: a file in the working directory must not take the place of one of our packages.
        command = [sys.executable, "-P", "-m", "crawlers.extraction_worker"]
        command += ["--parent", str(os.getpid()), "--control", str(theirs.fileno())]
        command += [
            "--read",
            read,
            "--cpu-seconds",
            str(cpu_seconds),
            "--memory",
            str(memory_bytes),
        ]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | _NO_THREADS,
            )

    async def fork(self) -> tuple[int, socket.socket]:
        """The process id of a fresh worker, and the connection to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setblocking(False)
        try:
            with theirs:
                return await self._ask(FORK, theirs.fileno()), ours
        except BaseException:
            ours.close()
            raise

    async def end(self, pid: int) -> int:
        """Kill a worker if it still runs; how it ended, as `subprocess` gives exit codes."""
        # Its number cannot have passed to another process: that is kept until it is waited for.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return await self._ask(AWAIT + b"%d" % pid)

    def close(self) -> None:
        """End the process and its workers."""
        self._control.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def _ask(self, message: bytes, *descriptors: int) -> int:
        # To the end, even if the caller is cancelled: the next answer is to be that of the next.
        return await asyncio.shield(asyncio.ensure_future(self._answer(message, descriptors)))

    async def _answer(self, message: bytes, descriptors: tuple[int, ...]) -> int:
        async with self._lock:
            try:
                socket.send_fds(self._control, [message], descriptors)
                answer = await asyncio.get_running_loop().sock_recv(self._control, 64)
            except OSError as error:
                raise ForkServerGone from error
        if not answer:
            raise ForkServerGone
        return int(answer)
