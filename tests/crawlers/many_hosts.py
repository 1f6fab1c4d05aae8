"""A server that answers for thousands of hosts, and notes how each of them was treated."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from crawlers.catalogue import Outlet
from tests.servers import article, feed

ANSWER_SECONDS = 0.02


@dataclass(slots=True, kw_only=True)
class Host:
    """What one host has, and what it has seen."""

    articles: int
    paths: list[str] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    answering: int = 0
    most_at_once: int = 0

    @property
    def shortest_gap(self) -> float:
        """The least time between two requests."""
        gaps = (later - earlier for earlier, later in pairwise(self.asked_at))
        return min(gaps, default=float("inf"))


class ManyHosts:
    """Hosts with a feed of some articles each, told apart by the Host header."""

    def __init__(self, count: int, *, articles: Callable[[int], int]) -> None:
        self.hosts = {
            f"host{number}.example": Host(articles=articles(number)) for number in range(count)
        }
        self.port = 0
        self.connections: set[asyncio.Transport] = set()

    @property
    def addresses(self) -> dict[str, str]:
        """Where all of them are."""
        return dict.fromkeys(self.hosts, "127.0.0.1")

    def outlets(self, **fields: object) -> tuple[Outlet, ...]:
        """An outlet for each host."""
        return tuple(
            Outlet(
                name=host.removesuffix(".example"),
                title=host,
                home=f"{self.url(host)}/",
                feeds=(f"{self.url(host)}/feed",),
                **fields,  # type: ignore[arg-type]
            )
            for host in self.hosts
        )

    def url(self, host: str) -> str:
        """The address of a host's root, without the slash."""
        return f"http://{host}:{self.port}"

    def body(self, host: str, path: str) -> bytes | None:
        """What is at a path; None if nothing."""
        if path == "/feed":
            return feed(*(f"{self.url(host)}/{n}" for n in range(self.hosts[host].articles))).body
        if path[1:].isdigit():
            return article(f"Storm {path[1:]} over {host}").body
        return None


class _Connection(asyncio.Protocol):
    def __init__(self, site: ManyHosts) -> None:
        self._site = site
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._site.connections.add(transport)

    def connection_lost(self, _: Exception | None) -> None:
        self._site.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            request, _, self._received = self._received.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode()
            name = request.partition(b"Host: ")[2].partition(b"\r\n")[0].partition(b":")[0].decode()
            host = self._site.hosts[name]
            host.paths.append(path)
            host.asked_at.append(time.monotonic())
            host.answering += 1
            host.most_at_once = max(host.most_at_once, host.answering)
            asyncio.get_running_loop().call_later(ANSWER_SECONDS, self._answer, name, host, path)

    def _answer(self, name: str, host: Host, path: str) -> None:
        host.answering -= 1
        body = self._site.body(name, path)
        status = b"404 Not Found" if body is None else b"200 OK"
        kind = b"application/rss+xml" if path == "/feed" else b"text/html; charset=utf-8"
        head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        if not self._transport.is_closing():
            self._transport.write(head % (status, kind, len(body or b"")) + (body or b""))


@contextmanager
def many_hosts(count: int, *, articles: Callable[[int], int]) -> Iterator[ManyHosts]:
    """Serve so many hosts in a thread; each has as many articles as its number gives."""
    site = ManyHosts(count, articles=articles)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: _Connection(site), "127.0.0.1", 0, backlog=count)

    async def close() -> None:
        server.close()
        for connection in site.connections:
            connection.abort()
        await asyncio.sleep(0)  # closing takes a turn of the loop

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
