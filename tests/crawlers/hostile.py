"""A server on loopback that says, byte by byte, what no server should; and what it may say."""

import gzip
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Reply = bytes | Callable[[threading.Event], Iterable[bytes]]
"""All that is sent, or a function that makes it, bit by bit, until the event says stop."""

_MAX_REQUEST = 64 * 1024


def reply(
    body: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    length: int | None = None,
) -> bytes:
    """A response with these headers; unless told, of the length that it has."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    return "\r\n".join((*lines, *headers, "", "")).encode("latin-1") + body


def without_length(body: bytes, *headers: str) -> bytes:
    """A response that ends where the connection does."""
    lines = ("HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1") + body


def packed(body: bytes, coding: str, data: bytes | None = None) -> bytes:
    """A response with a body in a content coding; gzip unless `data` is given."""
    return reply(gzip.compress(body) if data is None else data, f"Content-Encoding: {coding}")


def for_ever(head: bytes, part: bytes) -> Reply:
    """A reply that never ends, as fast as it is taken."""

    def parts(stopping: threading.Event) -> Iterator[bytes]:
        yield head
        while not stopping.is_set():
            yield part

    return parts


def drip(head: bytes, part: bytes, *, seconds: float = 0.2) -> Reply:
    """A reply that never ends, a little at a time."""

    def parts(stopping: threading.Event) -> Iterator[bytes]:
        yield head
        while not stopping.wait(seconds):
            yield part

    return parts


class HostileServer:
    """Replies by path, or by host and path, and remembers what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        """The head of each request."""
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """The address of its root, without the slash."""
        return f"http://127.0.0.1:{self.port}"

    def at(self, host: str) -> str:
        """The address of its root under a name."""
        return f"http://{host}:{self.port}"

    def paths(self) -> list[str]:
        """Every path asked for, in order."""
        return [head.split(" ", 2)[1] for head in self.asked]

    def reply_to(self, head: str) -> Reply:
        """What to say to a request."""
        self.asked.append(head)
        path = head.split(" ", 2)[1]
        host = next(
            line[5:].strip().rsplit(":", 1)[0]
            for line in head.splitlines()
            if line.lower().startswith("host:")
        )
        missing = reply(status="404 Not Found")
        return self.replies.get(f"{host}{path}", self.replies.get(path, missing))


@contextmanager
def serve_hostile(certificate: Path | None = None) -> Iterator[HostileServer]:
    """A running server on a free port of 127.0.0.1; over TLS with this certificate, if given."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.script = HostileServer(server.server_address[1])
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.context = context
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.script
    finally:
        server.script.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    script: HostileServer
    context: ssl.SSLContext | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        # Clients that hang up are the point.
        return


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        connection: socket.socket = self.request
        if self.server.context is not None:
            connection = self.server.context.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head and len(head) < _MAX_REQUEST:
            received = connection.recv(_MAX_REQUEST)
            if not received:
                return
            head += received
        said = self.server.script.reply_to(head.decode("latin-1"))
        parts = [said] if isinstance(said, bytes) else said(self.server.script.stopping)
        with suppress(OSError):
            for part in parts:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
