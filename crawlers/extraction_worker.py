"""The processes that read pages: one that knows the extractor, and workers forked from it.

Started by `crawlers.extraction_pool` as `python -m crawlers.extraction_worker`. Loading the
extractor and its models takes a second; a fork of a process that has them takes milliseconds, so
a page that kills its worker costs no more than that.
"""

import argparse
import gc
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from pkgutil import resolve_name

from crawlers.extraction import Extraction, RawPage
from crawlers.processes import die_with_parent

Read = Callable[[RawPage], Extraction]

HEADER = struct.Struct("!Q")
"""Before each message: how many bytes it has."""
FORK = b"fork"
AWAIT = b"await"
# Where memory runs out after all, a worker is the one to go and not the crawl.
_OOM_SCORE = 600
_LINES = "".join(f"<p>A page like any other, number {n}.</p>" for n in range(9))
SAMPLE_PAGES = (
    f"<html><body><article>{_LINES}",
    "<html><body><p>A page with next to no text.</p>",  # for the second opinion
)
_CHUNK = 256 * 1024
# New objects after which garbage is looked for: a page makes thousands, and next to none is garbage
# that does not go by itself.
_COLLECT_AFTER = 10_000


def main(arguments: list[str]) -> None:
    """Fork workers, and tell how they ended, until the parent closes the control socket."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int)
    parser.add_argument("--control", type=int)
    parser.add_argument("--read", type=resolve_name)
    parser.add_argument("--cpu-seconds", type=float)
    parser.add_argument("--memory", type=int)
    given = parser.parse_args(arguments)
    die_with_parent(given.parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for page in SAMPLE_PAGES:
        given.read(RawPage(html=page, url="http://localhost/sample"))
    gc.collect()
    gc.freeze()  # or the first collection of each worker would copy all of it
    gc.set_threshold(_COLLECT_AFTER)
    workers: set[int] = set()
    with socket.socket(fileno=given.control) as control:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 64, 1)
            if not message:
                break
            if message == FORK:
                workers.add(pid := _fork(descriptors[0], control, given))
                control.send(b"%d" % pid)
            else:
                pid = int(message.removeprefix(AWAIT))
                workers.discard(pid)
                control.send(b"%d" % _wait(pid))
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        _wait(pid)


def _wait(pid: int) -> int:
    """How a worker ended, as `subprocess` gives exit codes."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _fork(descriptor: int, control: socket.socket, given: argparse.Namespace) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    # From here on nothing may return into the loop of the process that was forked.
    code = 1
    try:
        control.close()
        die_with_parent(parent)
        _limit(given.memory)
        with socket.socket(fileno=descriptor) as connection:
            work(connection, given.read, given.cpu_seconds)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def _limit(memory_bytes: int) -> None:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(str(_OOM_SCORE))
    most = _memory_pages()[0] * resource.getpagesize() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def work(connection: socket.socket, read: Read, cpu_seconds: float) -> None:
    """Read the pages that come, one after the other, until there are no more."""
    while (message := _receive(connection)) is not None:
        page = pickle.loads(message)
        # Its signal is not caught: what runs for so long may be deep in a library, where nothing
        # but the end of the process can stop it.
        signal.setitimer(signal.ITIMER_PROF, page.allowance * cpu_seconds)
        extraction = read(page)
        signal.setitimer(signal.ITIMER_PROF, 0)
        resident = _memory_pages()[1] * resource.getpagesize()
        answer = pickle.dumps((extraction, resident), pickle.HIGHEST_PROTOCOL)
        connection.sendall(HEADER.pack(len(answer)) + answer)


def _receive(connection: socket.socket) -> bytearray | None:
    header = _exactly(connection, HEADER.size)
    return None if header is None else _exactly(connection, *HEADER.unpack(header))


def _exactly(connection: socket.socket, count: int) -> bytearray | None:
    data = bytearray()
    while len(data) < count:
        chunk = connection.recv(min(count - len(data), _CHUNK))
        if not chunk:
            return None
        data += chunk
    return data


def _memory_pages() -> tuple[int, int]:
    """Size and resident size of this process, in pages of the machine."""
    with open("/proc/self/statm") as file:
        size, resident, *_ = map(int, file.read().split())
    return size, resident


if __name__ == "__main__":
    main(sys.argv[1:])
