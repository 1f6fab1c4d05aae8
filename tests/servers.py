"""A small HTTP server on loopback that answers as a test tells it to."""

import socket
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server says to one request."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: float = 0.0
    reset: bool = False
    """Cut the connection instead of answering."""
    etag: str = ""
    """Sent along; a request that names it gets 304 and no body."""
    last_modified: str = ""
    """Likewise."""

    def to(self, headers: Mapping[str, str]) -> "Answer":
        """What to say to a request with these headers."""
        given = {"ETag": self.etag, "Last-Modified": self.last_modified} | dict(self.headers)
        tags = ("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified)
        if any(value and headers.get(name) == value for name, value in tags):
            return replace(self, body=b"", status=304, headers=given)
        return replace(self, headers=given)


Route = Answer | Callable[[int], Answer]
"""An answer, or a function of how many times the path was asked for before."""


def page(title: str, *paragraphs: str, head: str = "") -> Answer:
    """An article as an outlet would print it."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f"<html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return Answer(body=html.encode())


def article(title: str) -> Answer:
    """An article of a few sentences about `title`."""
    return page(
        title,
        f"The harbour office said on Monday that {title.lower()} had surprised everyone in town.",
        "Nobody was hurt, according to the mayor, and the ferries were sailing again by noon.",
        f"A spokeswoman promised a full report on {title.lower()} before the end of the month.",
    )


def feed(
    *links: str,
    head: str = "",
    dates: Mapping[str, str] | None = None,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """An RSS feed of these links, with the dates and whole texts of some."""
    items = "".join(
        f"<item><title>Item {n}</title><link>{escape(link)}</link>"
        + (f"<pubDate>{dates[link]}</pubDate>" if dates and link in dates else "")
        + (f"<content:encoded>{escape(texts[link])}</content:encoded>" if link in texts else "")
        + "</item>"
        for n, link in enumerate(links)
    )
    space = "http://purl.org/rss/1.0/modules/content/"
    text = (
        f'<rss version="2.0" xmlns:content="{space}"><channel><title>Feed</title>'
        f"{head}{items}</channel></rss>"
    )
    return Answer(body=text.encode(), content_type="application/rss+xml")


def sitemap(*links: str, modified: str = "") -> Answer:
    """A sitemap of these links, all of them modified then."""
    when = f"<lastmod>{modified}</lastmod>" if modified else ""
    text = "".join(f"<url><loc>{escape(link)}</loc>{when}</url>" for link in links)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Answer(
        body=f'<urlset xmlns="{namespace}">{text}</urlset>'.encode(),
        content_type="application/xml",
    )


def sitemap_index(*links: str) -> Answer:
    """A sitemap index of these sitemaps."""
    text = "".join(f"<sitemap><loc>{escape(link)}</loc></sitemap>" for link in links)
    return Answer(
        body=f"<sitemapindex>{text}</sitemapindex>".encode(), content_type="application/xml"
    )


def robots(text: str) -> Answer:
    """A robots.txt."""
    return Answer(body=text.encode(), content_type="text/plain")


def redirect(target: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(status=status, headers={"Location": target})


class ScriptedServer:
    """Answers by path, and remembers what it was asked and when."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[float, str]] = []
        self.headers: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        """Those of each request for a path."""
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address of its root, without the slash."""
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Every path asked for, in order, but for robots.txt."""
        return [path for _, path in self.asked if path != "/robots.txt"]

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What to say to a request for `path`; counts it."""
        with self._lock:
            earlier = self._counts[path]
            self._counts[path] += 1
            self.asked.append((time.monotonic(), path))
            self.headers[path].append(headers)
        route = self.routes.get(path, Answer(status=404))
        return (route if isinstance(route, Answer) else route(earlier)).to(headers)


@contextmanager
def serve() -> Iterator[ScriptedServer]:
    """A running server on a free port of 127.0.0.1."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.script = ScriptedServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.script
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    script: ScriptedServer

    def __init__(self, *args: object) -> None:
        self.stopping = threading.Event()
        super().__init__(*args)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        # Clients that hang up are what some tests are about.
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        answer = self.server.script.answer(self.path, dict(self.headers))
        if answer.wait_seconds:
            self.server.stopping.wait(answer.wait_seconds)
        if answer.reset:
            self._reset()
            return
        self.send_response(answer.status)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
        for name, value in (headers | dict(answer.headers)).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _reset(self) -> None:
        # Lingering for no time turns the close into a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        return
