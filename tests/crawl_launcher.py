"""A script that runs in the place of `python -m crawlers.child`, and has the crawl forked instead.

`python -I -S crawl_launcher.py SOCKET -m crawlers.child PARENT_PID PROGRESS_DESCRIPTOR` hands what
it was given to `tests.forked_crawls`, passes SIGTERM on, and ends as the crawl ends; if it is
killed, so is the crawl. It loads next to nothing: that is the point of it.
"""

import json
import os
import signal
import socket
import sys


def launch(path: str, progress_descriptor: int) -> int:
    """Have a crawl run with our descriptors, folder and environment; its exit code."""
    given = {"folder": os.getcwd(), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        line.connect(path)
        socket.send_fds(line, [json.dumps(given).encode()], [0, 1, 2, progress_descriptor])
        crawl = int(line.recv(64))
        signal.signal(signal.SIGTERM, lambda *_: os.kill(crawl, signal.SIGTERM))
        code = int(line.recv(64))
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    return code


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1], int(sys.argv[-1])))
