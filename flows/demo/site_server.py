"""One threaded HTTP server on loopback that answers for many hosts."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = "127.0.0.1"
_IDLE_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site sends back."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Site = Callable[[str, str], Answer]
"""From host (lower case, without port) and target (path and query) to the answer."""


@contextmanager
def serve_sites(make_site: Callable[[int], Site]) -> Iterator[int]:
    """Serve on a free port of 127.0.0.1 until the block ends; yields the port.

    `make_site` is given the port, since the pages name it in their links.
    """
    server = _SiteServer()
    server.site = make_site(server.server_port)
    # The poll is what a shutdown waits for.
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="sites", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


class _SiteServer(ThreadingHTTPServer):
    # Not daemons, so that server_close() joins them and none is left in the middle of an answer.
    daemon_threads = False
    request_queue_size = 128
    site: Site

    def __init__(self) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((LOOPBACK, 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep open, so that their threads end."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was quicker
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        # A client that goes away, as a crawl does when it is ended, is no fault.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "press"
    sys_version = ""
    timeout = _IDLE_SECONDS
    # Head and body in one packet: two would wait for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _SiteServer

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        answer = self.server.site(host, self.path)
        etag = f'"{sha256(answer.body).hexdigest()[:20]}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            answer = Answer(body=b"", status=304)
        self._send(answer, etag)

    do_HEAD = do_GET

    def _send(self, answer: Answer, etag: str) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.status in (200, 304):
            self.send_header("ETag", etag)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the crawl reports what was fetched."""
