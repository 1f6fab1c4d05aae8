"""The loop of a worker, run in this process over a pair of sockets."""

import pickle
import signal
import socket
import threading

from crawlers.extraction import Extraction, RawPage
from crawlers.extraction_worker import HEADER, work


def _send(connection: socket.socket, page: RawPage) -> None:
    message = pickle.dumps(page)
    connection.sendall(HEADER.pack(len(message)) + message)


def test_a_worker_answers_each_page_until_there_are_no_more() -> None:
    ours, theirs = socket.socketpair()
    pages = [RawPage(html=b"x" * 1_000_000, url=f"https://harbour.example/{n}") for n in range(3)]

    def ask() -> None:
        with ours:
            for page in pages:
                _send(ours, page)
            ours.shutdown(socket.SHUT_WR)
            answers.append(ours.makefile("rb").read())

    answers: list[bytes] = []
    asking = threading.Thread(target=ask)
    asking.start()
    # The alarm can only be set in the main thread, so that is the worker here.
    with theirs:
        work(theirs, lambda page: Extraction(failure=f"{len(page.html)} {page.url}"), 60.0)
    asking.join()
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    rest = answers[0]
    for page in pages:
        (length,) = HEADER.unpack(rest[: HEADER.size])
        extraction, resident = pickle.loads(rest[HEADER.size : HEADER.size + length])
        assert extraction == Extraction(failure=f"1000000 {page.url}")
        assert resident > 1_000_000
        rest = rest[HEADER.size + length :]
    assert rest == b""
