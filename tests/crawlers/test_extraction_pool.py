"""Real processes, and pages that do their worst to them."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawlers import runner
from crawlers.extraction import Extraction, ExtractionStopped, RawPage
from crawlers.extraction_pool import (
    ExtractionBroken,
    ExtractionPool,
    Limits,
    available_cores,
)
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from tests.crawlers.misbehaving import CRAWLING
from tests.crawlers.running import crawl, outcomes, outlet, wait_until
from tests.extract.pages import BODY, TITLE, make_page
from tests.servers import Answer, ScriptedServer, article, feed

pytestmark = pytest.mark.slow

READ = "tests.crawlers.misbehaving:read"
URL = "https://harbour.example/baths"
QUICK = Limits(cpu_seconds=0.5, wall_seconds=2.0, memory_bytes=256 * 1024**2)


def page(html: str, outlet: str = "") -> RawPage:
    return RawPage(html=html, url=URL, outlet=outlet)


def with_pool(
    work: Callable[[ExtractionPool], Awaitable[None]],
    *,
    size: int = 1,
    limits: Limits = QUICK,
    read: str = READ,
) -> None:
    """Do something with a pool, and see that nothing is left of it."""
    pool = ExtractionPool(size, limits=limits, read=read)
    try:
        asyncio.run(work(pool))  # type: ignore[arg-type]
    finally:
        pool.close()
    # What is left of a source that was killed ends by the kernel, a moment later.
    wait_until(lambda: not processes_of(os.getpid()))


def processes_of(parent_pid: int) -> list[int]:
    """The processes of a process's pools."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and f"--parent {parent_pid} " in _command(folder):
            found.append(int(folder.name))
    return found


def _command(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def parent_of(pid: int) -> int:
    """The process that a process was started by."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def worker_of(extraction: Extraction) -> int:
    """The process that read a page of one word."""
    match = re.search(r" in (\d+)$", extraction.failure or "")
    assert match, extraction
    return int(match[1])


def test_a_page_is_read_as_in_this_process() -> None:
    async def work(pool: ExtractionPool) -> None:
        article = (await pool.extract(RawPage(html=make_page().encode(), url=URL))).article
        assert article is not None
        assert (article.title, article.body, article.url) == (TITLE, BODY, URL)
        assert await pool.extract(page("<p>")) == Extraction(reason="empty: no text")

    with_pool(work, read="crawlers.extraction:extract_here")


SPENT = "took more than 0.5 seconds of processor time"
LATE = "not read within 2 seconds"
WORST = {
    "spin": {SPENT, LATE},  # a busy machine may not give it half a second within two
    "sleep 30": {LATE},
    "segfault": {"the process that read it was ended by SIGSEGV"},
    "exit 3": {"the process that read it exited with code 3"},
    "exit 0": {"the process that read it exited with code 0"},
    f"allocate {1024**3}": {"no memory"},
}


def test_a_page_that_does_its_worst_is_one_failure_and_the_next_is_read() -> None:
    async def work(pool: ExtractionPool) -> None:
        for html, reasons in WORST.items():
            extraction = await pool.extract(page(html))
            assert extraction.article is None
            assert extraction.failure in reasons
            assert (await pool.extract(page(make_page()))).article is not None

    with_pool(work)


FATAL = [
    "the process that read it was ended by SIGSEGV",
    "the process that read it exited with code 3",
    LATE,
]


def test_a_listing_may_take_as_much_longer_as_its_processor_time() -> None:
    slow = RawPage(html="sleep 0.6", url=URL, kind=PageKind.FEED)

    async def work(pool: ExtractionPool) -> None:
        assert (await pool.extract(page("sleep 0.6"))).failure == "not read within 0.4 seconds"
        assert worker_of(await pool.extract(slow))

    with_pool(work, limits=replace(QUICK, wall_seconds=0.4))


def test_pages_are_read_beside_each_other() -> None:
    async def work(pool: ExtractionPool) -> None:
        started = time.monotonic()
        await pool.extract(page("hello"))
        ready = time.monotonic()
        found = await asyncio.gather(*(pool.extract(page("sleep 0.5")) for _ in range(4)))
        assert time.monotonic() - ready < 1.9, ready - started
        assert len({worker_of(extraction) for extraction in found}) == 4

    with_pool(work, size=4)


def test_of_pages_sent_ahead_only_the_one_that_ends_the_worker_fails() -> None:
    async def work(pool: ExtractionPool) -> None:
        words = ["hello", "segfault", "hello", "hello", "exit 3", "sleep 30", "hello"]
        found = await asyncio.gather(*(pool.extract(page(word)) for word in words))
        assert [extraction.failure for extraction in found if extraction.failure in FATAL] == FATAL
        readers = [worker_of(found[n]) for n in (0, 2, 3, 6)]
        assert readers[1] == readers[2]
        assert len(set(readers)) == 3

    with_pool(work)


def test_nothing_is_sent_behind_a_listing_while_another_worker_is_there() -> None:
    slow = RawPage(html="sleep 3", url=URL, kind=PageKind.FEED)

    async def work(pool: ExtractionPool) -> None:
        await pool.extract(page("hello"))
        listing = asyncio.ensure_future(pool.extract(slow))
        async with asyncio.timeout(2.8):
            found = await asyncio.gather(*(pool.extract(page("hello")) for _ in range(20)))
        assert len({worker_of(extraction) for extraction in found}) == 1
        assert not listing.done()
        assert worker_of(await listing)

    with_pool(work, size=2)


def test_who_hangs_does_not_keep_others_waiting() -> None:
    async def work(pool: ExtractionPool) -> None:
        await pool.extract(page("exit 1", "bad"))
        bad = [asyncio.ensure_future(pool.extract(page("sleep 1.5", "bad"))) for _ in range(5)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(1):
            for _ in range(20):
                await pool.extract(page("hello", "good"))
        assert pool.backlog_seconds("good") == pool.backlog_seconds("bad") == 0
        bad += [asyncio.ensure_future(pool.extract(page("hello", "bad"))) for _ in range(10)]
        await asyncio.sleep(0)
        assert pool.backlog_seconds("bad") > 0
        pool.stop()
        ended = await asyncio.gather(*bad, return_exceptions=True)
        assert {type(error) for error in ended} == {ExtractionStopped}

    with_pool(work, size=2)


def test_how_long_workers_take_to_begin_says_nothing_of_the_pages() -> None:
    async def work(pool: ExtractionPool) -> None:
        began = time.monotonic()
        pages = [asyncio.ensure_future(pool.extract(page("hello", "any"))) for _ in range(40)]
        await asyncio.wait(pages, return_when=asyncio.FIRST_COMPLETED)
        beginning = time.monotonic() - began
        assert 0 < pool.backlog_seconds("any") < beginning
        await asyncio.gather(*pages)

    with_pool(work)


def test_a_stop_gives_up_what_is_read_what_waits_and_what_comes() -> None:
    async def work(pool: ExtractionPool) -> None:
        await pool.extract(page("hello"))
        pages = [asyncio.ensure_future(pool.extract(page("sleep 60"))) for _ in range(3)]
        await asyncio.sleep(0.1)
        pool.stop()
        async with asyncio.timeout(1):
            ended = await asyncio.gather(*pages, return_exceptions=True)
        assert [type(error) for error in ended] == [ExtractionStopped] * 3
        with pytest.raises(ExtractionStopped):
            await pool.extract(page("hello"))

    with_pool(work, limits=Limits())


def test_a_caller_that_gives_up_costs_the_others_nothing() -> None:
    async def work(pool: ExtractionPool) -> None:
        first = worker_of(await pool.extract(page("hello")))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await pool.extract(page("sleep 60"))
        assert worker_of(await pool.extract(page("hello"))) != first

    with_pool(work)


def test_a_caller_that_gives_up_in_the_line_costs_the_others_nothing() -> None:
    async def work(pool: ExtractionPool) -> None:
        await pool.extract(page("hello"))
        first = asyncio.ensure_future(pool.extract(page("sleep 0.5")))
        await asyncio.sleep(0.1)
        second = asyncio.ensure_future(pool.extract(page("sleep 60")))
        third = asyncio.ensure_future(pool.extract(page("hello")))
        await asyncio.sleep(0.1)
        second.cancel()
        async with asyncio.timeout(2):
            assert worker_of(await third) == worker_of(await first)

    with_pool(work)


def test_a_worker_gives_way_after_so_many_pages() -> None:
    async def work(pool: ExtractionPool) -> None:
        workers = [worker_of(await pool.extract(page("hello"))) for _ in range(5)]
        assert [workers.index(worker) for worker in workers] == [0, 0, 2, 2, 4]

    with_pool(work, limits=Limits(pages=2))


def test_a_worker_that_has_grown_gives_way() -> None:
    async def work(pool: ExtractionPool) -> None:
        first = worker_of(await pool.extract(page("hello")))
        assert worker_of(await pool.extract(page(f"keep {20 * 1024**2}"))) == first
        assert worker_of(await pool.extract(page("hello"))) != first

    with_pool(work, limits=Limits(growth_bytes=10 * 1024**2))


def test_where_the_source_of_workers_dies_the_page_is_read_by_others() -> None:
    async def work(pool: ExtractionPool) -> None:
        server = parent_of(worker_of(await pool.extract(page("hello"))))
        os.kill(server, signal.SIGKILL)
        assert (await pool.extract(page(make_page()))).article is not None

    with_pool(work)


def test_a_worker_that_outlives_its_source_costs_the_next_source_nothing() -> None:
    async def work(pool: ExtractionPool) -> None:
        server = parent_of(worker_of(await pool.extract(page("hello"))))
        late = asyncio.ensure_future(pool.extract(page("outlive 0.8")))
        await asyncio.sleep(0.2)
        os.kill(server, signal.SIGKILL)
        next_server = parent_of(worker_of(await pool.extract(page("hello"))))
        assert next_server != server
        assert (await late).failure == "the process that read it exited with code 3"
        assert parent_of(worker_of(await pool.extract(page("hello")))) == next_server

    with_pool(work, size=2)


def test_a_pool_that_cannot_start_says_so() -> None:
    async def work(pool: ExtractionPool) -> None:
        for _ in range(2):
            with pytest.raises(ExtractionBroken):
                await pool.extract(page("hello"))

    with_pool(work, read="tests.crawlers.misbehaving:nothing_of_that_name")


def test_workers_die_with_whoever_started_the_pool() -> None:
    code = f"""
import asyncio, sys
from crawlers.extraction import RawPage
from crawlers.extraction_pool import ExtractionPool
async def work():
    pool = ExtractionPool(1, read={READ!r})
    print((await pool.extract(RawPage(html="hello", url="")))
          .failure.split()[-1], flush=True)
    await pool.extract(RawPage(html="spin", url=""))
asyncio.run(work())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert len(processes_of(parent.pid)) == 2
        assert worker in processes_of(parent.pid)
        parent.kill()
    wait_until(lambda: not processes_of(parent.pid))


def test_there_is_a_worker_for_each_core_that_may_be_used() -> None:
    assert available_cores() == len(os.sched_getaffinity(0))


def test_a_page_that_takes_long_to_read_keeps_no_other_from_being_fetched(
    server: ScriptedServer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "COMMAND", (sys.executable, "-c", CRAWLING))
    others = [f"/{n}" for n in range(6)]
    server.routes = {path: article(f"Storm {path}") for path in others}
    server.routes["/slow"] = Answer(body=b"sleep 3")
    server.routes["/feed"] = feed(*(f"{server.url}{path}" for path in ["/slow", *others]))
    crawl(engine, outlet(server, feeds=(f"{server.url}/feed",), delay_seconds=0.01), extractors=1)
    asked_at = {path: at for at, path in server.asked}
    assert 0 < max(asked_at[path] for path in others) - asked_at["/slow"] < 2.5
    found = outcomes(engine)
    assert [found[f"{server.url}{path}"] for path in others] == [Outcome.STORED_NEW] * 6
    assert found[f"{server.url}/slow"] is Outcome.EXTRACTION_FAILED
