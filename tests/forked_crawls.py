"""Crawls without the two seconds of processor time in which their processes load their code.

`python -m tests.forked_crawls SOCKET PARENT_PID` has it all loaded. For each `crawl_launcher.py`
that asks it forks a crawling process, which forks the one that reads pages. The fixture
`forked_crawls` is for tests of what a crawl does; tests of the processes start them as users do.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawlers import child, extraction_forks, extraction_worker
from crawlers.extraction import RawPage, extract_here
from crawlers.processes import die_with_parent
from crawlers.settings import CrawlJob, scrapy_settings


def main(path: str, parent_pid: int) -> int:
    """Fork a process for each that asks; the exit code is that of a crawl, in its process."""
    die_with_parent(parent_pid)
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the watchers
    server = os.getpid()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(path)
        listener.listen()
        os.write(1, b"ready\n")
        while True:
            line, _ = listener.accept()
            if os.fork() == 0:
                break
            line.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    die_with_parent(server)
    given, descriptors, _, _ = socket.recv_fds(line, 1 << 20, 4)
    watcher, crawl = os.getpid(), os.fork()
    if crawl:
        _watch(crawl, line)
        os._exit(0)
    line.close()
    return _crawl(watcher, descriptors, **json.loads(given))


def _load() -> None:
    settings = Settings(scrapy_settings(CrawlJob(database_url="", run_id=1, outlets=())))
    for parts in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES"):
        for path in settings.getwithbase(parts):
            load_object(path)
    for html in extraction_worker.SAMPLE_PAGES:
        extract_here(RawPage(html=html, url="http://localhost/sample"))
    gc.collect()
    gc.freeze()  # or the first collection of each fork would copy all of it


def _watch(crawl: int, line: socket.socket) -> None:
    """Tell how a crawl ended; end it when who asked for it is gone."""
    line.send(b"%d" % crawl)
    ended = os.pidfd_open(crawl)
    ready, _, _ = select.select([ended, line], [], [])
    if line in ready:
        os.kill(crawl, signal.SIGKILL)
    _, status = os.waitpid(crawl, 0)
    with suppress(BrokenPipeError):
        line.send(b"%d" % os.waitstatus_to_exitcode(status))


def _crawl(parent: int, descriptors: list[int], folder: str, environment: dict[str, str]) -> int:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    *standard, progress = descriptors
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)
    extraction_forks.subprocess = _Forking
    return child.main([str(parent), str(progress)])


class _Forking:
    """In the place of the module `subprocess`: forks this process instead of starting another."""

    DEVNULL = subprocess.DEVNULL
    TimeoutExpired = subprocess.TimeoutExpired

    class Popen:
        """The process that workers are forked from."""

        def __init__(self, command: list[str], *, pass_fds: tuple[int, ...], **_: object) -> None:
            self._pid = os.fork()
            if self._pid:
                return
            try:
                _close_all_but(0, 1, 2, *pass_fds)
                extraction_worker.main(command[command.index("--parent") :])
            finally:
                os._exit(0)

        def wait(self, _seconds: float) -> None:
            os.waitpid(self._pid, 0)


def _close_all_but(*kept: int) -> None:
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in kept:
            with suppress(OSError):  # the one that listed them
                os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
