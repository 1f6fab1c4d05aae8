"""Pages a second of a crawl against bare Scrapy, which reads and keeps nothing, in the same run.

Both fetch the same pages of some 50 KB from the same server, a process of its own on loopback that
keeps connections open. A crawl cannot be faster than the extractor allows on all cores, so its rate
is measured too; the aim is 70 % of bare Scrapy or 90 % of the extractor's rate times the cores,
whichever is lower. On a machine with few cores fetching takes its share of the same cores, and on
a busy one pages a second mean little; so the processor time of each part is printed too, which says
how fast the part would be with a core to itself. The same work takes half as much again where
others use the cores too, so Scrapy fetches and the extractor reads once more beside processes that
read, as in a crawl. What loading takes is in all figures but the extractor's: of the workers', some
1.2 s of processor time a crawl.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from select import select
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.signing import invent_body, invent_word

OUTLETS = 8
PAGES = 250
CONCURRENCY = 4
PAGE_BYTES = 50_000


def invent_page(random_: random.Random) -> tuple[bytes, bytes]:
    """A page as outlets make them, but for a title that goes between its two parts."""

    def words(count: int) -> str:
        return " ".join(invent_word(random_).lower() for _ in range(count))

    def teasers(count: int, name: str) -> str:
        return (
            f'<div class="{name}">'
            + "".join(
                f'<div class="card card-{n}"><a class="link" href="/{name}/{n}-{words(1)}">'
                f'<img alt="" src="/img/{n}.jpg" width="320" height="180">'
                f'<h3 class="card-title">{words(7)}</h3>'
                f'</a><p class="summary">{words(14)}</p><span class="time">{n} min</span></div>'
                for n in range(count)
            )
            + "</div>"
        )

    links = "".join(f'<li class="item"><a href="/s/{n}">{words(2)}</a></li>' for n in range(60))
    script = json.dumps({"config": [random_.random() for _ in range(300)]})
    data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": words(8),
            "datePublished": "2026-03-02T08:15:00+01:00",
            "author": [{"@type": "Person", "name": f"{invent_word(random_)} Rust"}],
        }
    )
    head = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<script type="application/ld+json">{data}</script><script>var s={script}</script>'
        f"<style>{'.card{margin:0 auto;padding:4px}' * 100}</style></head><body>"
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>"
    )
    paragraphs = "\n\n".join(invent_body(random_) for _ in range(3)).split("\n\n")
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    rest = f"</h1>{text}</article>{teasers(20, 'more')}</main><aside>{teasers(12, 'read')}</aside>"
    foot = f"<footer><ul>{links}</ul></footer></body></html>"
    filler = max(0, PAGE_BYTES - len(head) - len(rest) - len(foot))
    return head.encode(), f"{rest}<!-- {'x' * filler} -->{foot}".encode()


PAGE_PARTS = [invent_page(random.Random(seed)) for seed in range(20)]


def page(outlet: int, number: int) -> bytes:
    """One of the pages, with a text of its own."""
    head, rest = PAGE_PARTS[number % len(PAGE_PARTS)]
    title = f"Report {number} of outlet {outlet}</h1><p>It is report {number} of {outlet}.</p><h1>"
    return head + title.encode() + rest


class Server(asyncio.Protocol):
    """Answers /OUTLET/feed, /OUTLET/NUMBER and /first, the time at which the first was asked."""

    first: float | None = None
    pages = PAGES

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            request, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self.answer(request.split(b" ", 2)[1].decode().strip("/").split("/"), request)

    def answer(self, path: list[str], request: bytes) -> None:
        kind = b"text/html; charset=utf-8"
        if path == ["first"]:
            body, Server.first = str(Server.first).encode(), None
        elif path[-1] == "feed":
            kind, body = b"application/rss+xml", self.feed(path[0], request)
        elif path[-1].isdigit():
            Server.first = Server.first or time.monotonic()
            body = page(int(path[0]), int(path[1]))
        else:
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        header = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(header % (kind, len(body)) + body)

    def feed(self, outlet: str, request: bytes) -> bytes:
        host = request.partition(b"Host: ")[2].partition(b"\r\n")[0].decode()
        links = "".join(
            f"<item><title>Report {n}</title><link>http://{host}/{outlet}/{n}</link></item>"
            for n in range(self.pages)
        )
        return f'<rss version="2.0"><channel>{links}</channel></rss>'.encode()


async def serve(pages: int) -> None:
    """Serve until the standard input ends."""
    Server.pages = pages
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def serving(pages: int) -> Iterator[int]:
    """A server process; its port."""
    command = [sys.executable, __file__, "--serve", "--pages", str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def bare(port: int) -> None:
    """Fetch all pages with Scrapy as it comes."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    class Bare(Spider):
        name = "bare"

        async def start(self):  # noqa: ANN202
            for number in range(PAGES):
                for outlet in range(OUTLETS):
                    meta = {"download_slot": str(outlet)}
                    yield Request(f"http://127.0.0.1:{port}/{outlet}/{number}", meta=meta)

        def parse(self, response: object) -> None:
            pass

    process = CrawlerProcess(
        {
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "CONCURRENT_REQUESTS": OUTLETS * CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "DOWNLOAD_DELAY": 0,
        }
    )
    process.crawl(Bare)
    process.start()


def extractor_rate() -> float:
    """Pages a second that the extractor alone reads on one core."""
    from crawlers.extraction import RawPage, extract_here

    pages = [RawPage(html=page(0, n), url=f"http://outlet.example/{n}") for n in range(60)]
    assert all(extract_here(one).article for one in pages[:20])
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for one in pages:
            extract_here(one)
        best = min(best, time.process_time() - start)
    return len(pages) / best


def read_on() -> None:
    """Read pages until the standard input ends."""
    from crawlers.extraction import RawPage, extract_here

    print("reading", flush=True)
    while not select([sys.stdin], [], [], 0)[0]:
        extract_here(RawPage(html=page(0, 0), url="http://outlet.example/0"))


@contextmanager
def readers(count: int) -> Iterator[None]:
    """So many processes that read pages as the workers of a crawl do."""
    command = [sys.executable, __file__, "--read"]
    with ExitStack() as stack:
        for _ in range(count):
            reader = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            assert reader.stdin is not None
            assert reader.stdout is not None
            stack.callback(reader.stdin.close)
            reader.stdout.readline()
        yield


def bare_seconds(port: int) -> tuple[float, float]:
    """How long Scrapy alone takes, and how much processor time."""
    before = child_seconds()
    subprocess.run([sys.executable, __file__, "--bare", str(port)], check=True)
    return time.monotonic() - first_request(port), child_seconds() - before


def ours(port: int, folder: Path, extractors: int | None = None) -> tuple[int, str, float]:
    """Crawl all pages into a new SQLite database.

    How many articles there are then, what the crawl logged, and the processor time of the process
    that fetches and stores.
    """
    from sqlalchemy import func
    from sqlalchemy import select as select_rows

    from crawlers.catalogue import Outlet
    from crawlers.runner import run_crawl
    from crawlers.settings import CrawlJob
    from storage.database import make_engine, transaction, upgrade
    from storage.models import Article, Job
    from storage.runs import start_run

    url = f"sqlite:///{folder / 'crawl.db'}"
    upgrade(url)
    engine = make_engine(url)
    with transaction(engine) as session:
        run_id = start_run(session, Job.CRAWL, now=datetime.now(UTC))
    outlets = tuple(
        Outlet(
            name=f"outlet{number}",
            title=f"Outlet {number}",
            home=f"http://127.0.0.1:{port}/{number}/",
            feeds=(f"http://127.0.0.1:{port}/{number}/feed",),
            local=True,
            concurrency=CONCURRENCY,
            delay_seconds=0.0,
        )
        for number in range(OUTLETS)
    )
    job = CrawlJob(database_url=url, run_id=run_id, outlets=outlets, extractors=extractors)
    seconds = [0.0]
    end = asyncio.run(run_crawl(job, on_progress=lambda _: seconds.append(fetching_seconds())))
    with transaction(engine) as session:
        count = session.scalar(select_rows(func.count()).select_from(Article)) or 0
    engine.dispose()
    return count, end.stderr_tail, max(seconds)


def first_request(port: int) -> float:
    with urlopen(f"http://127.0.0.1:{port}/first") as answer:
        return float(answer.read())


def child_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def fetching_seconds() -> float:
    """Of the crawling process alone, without its workers."""
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if b"crawlers.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def spent(seconds: float, pages: int) -> str:
    return f"{1000 * seconds / pages:>6.2f} ms of processor a page"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=PAGES, help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.pages))
        return
    if given.bare:
        bare(given.bare)
        return
    if given.read:
        read_on()
        return
    total = OUTLETS * PAGES
    cores = len(os.sched_getaffinity(0))
    rate = extractor_rate()
    with readers(cores):
        rate_beside = extractor_rate()
    with serving(PAGES) as port, tempfile.TemporaryDirectory() as folder:
        alone_seconds, alone_used = bare_seconds(port)
        with readers(cores):
            _, beside_used = bare_seconds(port)
        used = child_seconds()
        count, said, fetching = ours(port, Path(folder))
        if count != total:
            sys.exit(f"{count} of {total} pages became articles\n{said}")
        our_seconds = time.monotonic() - first_request(port)
        our_used = child_seconds() - used
    scrapy_rate, our_rate = total / alone_seconds, total / our_seconds
    aim = min(0.7 * scrapy_rate, 0.9 * rate * cores)
    print(f"{total} pages of {len(page(0, 0)) / 1000:.0f} KB, {cores} cores")
    print(f"bare Scrapy        {scrapy_rate:>7.1f} pages/s {spent(alone_used, total)}")
    print(f"  beside {cores} readers              {spent(beside_used, total)}")
    print(f"extractor          {rate:>7.1f} pages/s {spent(1 / rate, 1)}, on one core")
    print(f"  beside {cores} readers              {spent(1 / rate_beside, 1)}")
    print(f"crawl              {our_rate:>7.1f} pages/s {spent(our_used, total)}")
    print(f"  its fetching process    {spent(fetching, total)}")
    print(f"  its workers             {spent(our_used - fetching, total)}")
    by_processor = beside_used / fetching
    print(
        f"crawl / Scrapy     {our_rate / scrapy_rate:>7.2f}; {by_processor:.2f} by processor time"
    )
    print(f"crawl / extractor  {our_rate / (rate * cores):>7.2f} of its rate times the cores")
    print(f"aim                {aim:>7.1f} pages/s; reached {our_rate / aim:.0%}")


if __name__ == "__main__":
    main()
