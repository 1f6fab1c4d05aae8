"""Asks robots.txt before any page of a host, and keeps to its answer."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Generic, Self, TypeVar
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.politeness import Throttle
from crawlers.safety import AddressRefused
from crawlers.settings import MIB, job_of
from crawlers.stopping import RunStopped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

T = TypeVar("T")

# More than this is not waited between two requests, whatever robots.txt says; an outlet that asks
# for an hour gets few requests, but a run that ends.
MAX_CRAWL_DELAY = 60.0
# RFC 9309: at least 500 KiB are to be read. The rest is not even taken from the wire.
MAX_BYTES = 512 * 1024
_MAX_UNPACKED = 64 * MIB
_TAKEN = "host_file_bytes"
# "User-agent: Newsfold/0.1" means us as much as the name alone.
_AGENT_VERSION = re.compile(r"(?im)^([ \t]*user-?agent[ \t]*:[ \t]*[\w.-]+)/[^\s#]*")
# "Crawl-delay: 2,5" and "Crawl-delay: 10s"
_DELAY = re.compile(
    r"(?im)^([ \t]*crawl-delay[ \t]*:[ \t]*\d+)(?:[.,](\d+))?[ \t]*(?:s(?:ec\w*)?)?"
)


class RobotsRefused(IgnoreRequest):
    """The host's robots.txt does not let us have the page."""


class RobotsMiddleware:
    """Refuses what robots.txt refuses.

    RFC 9309: a host that has none (4xx) allows everything; one that cannot say (5xx) allows
    nothing for now. Where robots.txt fails on the network, its failure is that of each page,
    because that tells the operator more than "refused".
    """

    def __init__(self, crawler: "Crawler", agent: str) -> None:
        self._crawler = crawler
        self._agent = agent
        self._rules = HostFiles(self._fetch)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        middleware = cls(crawler, job_of(crawler.settings).user_agent)
        crawler.signals.connect(middleware._stop_at_limit, signal=signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots_txt"):
            return
        slot = request.meta["download_slot"]
        try:
            rules = await self._rules.of(request.url, slot)
        except (RobotsRefused, RunStopped):
            raise
        except AddressRefused as error:
            raise AddressRefused(f"robots.txt: {error}") from None
        except IgnoreRequest as error:
            raise RobotsRefused(f"robots.txt: {error}") from None
        if not rules.can_fetch(request.url, self._agent):
            raise RobotsRefused("robots.txt disallows it")
        self._slow_down(rules, slot)

    async def sitemaps(self, url: str, slot: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the address's host names; raises what it fails by."""
        return tuple((await self._rules.of(url, slot)).sitemaps)

    async def _fetch(self, host: str, slot: str) -> Protego:
        request = host_file(f"{host}/robots.txt", slot)
        request.meta["is_robots_txt"] = True
        return read_rules(await self._crawler.engine.download_async(request))

    def _stop_at_limit(self, data: bytes, request: Request) -> None:
        if _TAKEN in request.meta:
            request.meta[_TAKEN] += len(data)
            if request.meta[_TAKEN] > MAX_BYTES:
                raise StopDownload(fail=False)

    def _slow_down(self, rules: Protego, slot: str) -> None:
        delay = asked_delay(rules, self._agent)
        throttle = self._crawler.get_extension(Throttle)
        if delay and throttle is not None:
            throttle.set_floor(slot, min(delay, MAX_CRAWL_DELAY))


class HostFiles(Generic[T]):
    """What each host says in a file of its own, asked for once however many pages wait for it."""

    def __init__(self, fetch: Callable[[str, str], Coroutine[object, object, T]]) -> None:
        self._fetch = fetch
        self._asked: dict[str, asyncio.Task[T]] = {}

    def of(self, url: str, slot: str) -> asyncio.Task[T]:
        """What the host of an address says; raises what the asking failed by."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._asked:
            self._asked[host] = asyncio.ensure_future(self._fetch(host, slot))
        return self._asked[host]


def host_file(url: str, slot: str) -> Request:
    """The request for a file that speaks for a whole host, and is read up to MAX_BYTES."""
    meta = {"download_slot": slot, "download_maxsize": _MAX_UNPACKED, _TAKEN: 0}
    return Request(url, callback=NO_CALLBACK, meta=meta)


def read_rules(response: Response) -> Protego:
    """The rules in a response to a request for robots.txt."""
    if response.status >= 500 or response.status == 429:
        raise RobotsRefused(f"robots.txt answers with status {response.status}")
    found = response.body[:MAX_BYTES] if response.status < 300 else b""
    return Protego.parse(_tidied(found.decode("utf-8", errors="replace")))


def asked_delay(rules: Protego, agent: str) -> float:
    """The seconds between two requests that a host asks for, by either way of saying so."""
    rate = rules.request_rate(agent)
    apart = rate.seconds / rate.requests if rate is not None and rate.requests > 0 else 0.0
    return max(float(rules.crawl_delay(agent) or 0.0), apart)


def _tidied(text: str) -> str:
    """The rules, as far as they can be told apart from how they were saved."""
    # A mark in front would hide the first line; in UTF-16 a NUL stands at each letter.
    text = text.replace("\0", "").lstrip("\ufeff\ufffd")
    text = _AGENT_VERSION.sub(r"\1", text)
    return _DELAY.sub(lambda found: f"{found[1]}.{found[2] or 0}", text)
