"""The child process: its end, whatever ends it, and what is stored then."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawlers import runner
from crawlers.catalogue import Outlet
from crawlers.runner import CrawlEnd, CrawlProgress, EndReason, run_crawl
from crawlers.settings import CrawlJob
from pipeline.outcomes import Outcome
from tests.crawlers.running import (
    content,
    crawl,
    crawling_children,
    make_job,
    new_database,
    outcome_rows,
    outcomes,
    outlet,
    wait_until,
)
from tests.servers import Answer, ScriptedServer, article, feed

PAGES = 40


@pytest.fixture
def harbour(server: ScriptedServer) -> Outlet:
    """An outlet of many pages, each of which takes a moment."""
    server.routes = {f"/{n}": _slowly(article(f"Storm {n}")) for n in range(PAGES)}
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(PAGES)))
    return outlet(server, feeds=(f"{server.url}/feed",), concurrency=2)


def _slowly(answer: Answer) -> Answer:
    return Answer(body=answer.body, wait_seconds=0.1)


def _job(**fields: object) -> CrawlJob:
    return CrawlJob(**({"database_url": "sqlite://", "run_id": 1, "outlets": ()} | fields))  # type: ignore[arg-type]


def _own_children() -> list[int]:
    return crawling_children(os.getpid())


def test_progress_survives_its_line() -> None:
    progress = CrawlProgress(pages=3, articles=1, outcomes={Outcome.GONE: 2})
    assert CrawlProgress.from_line(progress.to_line()) == progress


def test_the_longest_progress_line_is_written_whole() -> None:
    progress = CrawlProgress(pages=10**9, articles=10**9, outcomes=dict.fromkeys(Outcome, 10**9))
    assert len(progress.to_line()) < 4096  # PIPE_BUF on Linux


@pytest.mark.slow
def test_a_crawl_that_finishes_says_so(engine: Engine, harbour: Outlet) -> None:
    heard: list[CrawlProgress] = []
    end = asyncio.run(run_crawl(make_job(engine, harbour), on_progress=heard.append))
    assert end == CrawlEnd(exit_code=0, reason=EndReason.FINISHED, stderr_tail="")
    assert heard[-1] == CrawlProgress(
        pages=PAGES + 1,
        articles=PAGES,
        outcomes={Outcome.STORED_NEW: PAGES, Outcome.FEED_READ: 1},
    )
    assert [progress.pages for progress in heard] == sorted(p.pages for p in heard)
    assert _own_children() == []


@pytest.mark.slow
def test_killed_and_run_again_gives_what_an_undisturbed_run_gives(
    engine: Engine, harbour: Outlet, tmp_path: Path
) -> None:
    def kill_in_the_middle(progress: CrawlProgress) -> None:
        if 5 < progress.articles < PAGES:
            os.kill(_own_children()[0], signal.SIGKILL)

    end = asyncio.run(run_crawl(make_job(engine, harbour), on_progress=kill_in_the_middle))
    assert (end.reason, end.exit_code) == (EndReason.DIED, -signal.SIGKILL)
    stored = len(content(engine)["articles"])
    assert 5 < stored < PAGES

    assert crawl(engine, harbour).reason is EndReason.FINISHED
    assert Counter(outcomes(engine).values())[Outcome.STORED_NEW] == PAGES - stored
    (tmp_path / "undisturbed").mkdir()
    undisturbed = new_database(tmp_path / "undisturbed")
    crawl(undisturbed, harbour)
    assert content(engine) == content(undisturbed)
    undisturbed.dispose()


@pytest.mark.slow
def test_time_out_ends_the_child_in_order(
    engine: Engine, harbour: Outlet, server: ScriptedServer
) -> None:
    server.routes["/3"] = Answer(wait_seconds=60)
    server.routes["/4"] = Answer(wait_seconds=60)
    started = time.monotonic()
    job = make_job(engine, harbour, page_timeout_seconds=60.0)
    end = asyncio.run(run_crawl(job, timeout_seconds=10.0, grace_seconds=20.0))
    assert end.reason is EndReason.TIMED_OUT
    assert end.exit_code == runner.EXIT_STOPPED  # in order, not by the kill after the grace
    assert time.monotonic() - started < 20
    assert end.stderr_tail == ""
    _assert_all_accounted_for(engine)
    assert _own_children() == []


@pytest.mark.slow
def test_cancel_ends_the_child_in_order(
    engine: Engine, harbour: Outlet, server: ScriptedServer
) -> None:
    server.routes["/4"] = Answer(wait_seconds=60)  # not over before we cancel, however late that is

    async def cancel_in_the_middle() -> None:
        job = make_job(engine, harbour)
        under_way = asyncio.Event()
        running = asyncio.create_task(
            run_crawl(job, on_progress=lambda progress: progress.articles and under_way.set())
        )
        await under_way.wait()
        running.cancel()
        await asyncio.sleep(0)
        running.cancel()  # an impatient caller must not leave the child behind
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancel_in_the_middle())
    assert _own_children() == []
    _assert_all_accounted_for(engine)


def _assert_all_accounted_for(engine: Engine) -> None:
    """Every page of the feed has one outcome, had or given up."""
    counts = Counter(row.outcome for row in outcome_rows(engine))
    assert counts.keys() == {Outcome.FEED_READ, Outcome.STORED_NEW, Outcome.ABANDONED}
    assert counts.total() == PAGES + 1


@pytest.mark.slow
def test_what_on_progress_raises_ends_the_crawl_and_comes_out(
    engine: Engine, harbour: Outlet
) -> None:
    class Lost(Exception):
        pass

    def lose(progress: CrawlProgress) -> None:
        raise Lost

    with pytest.raises(Lost):
        asyncio.run(run_crawl(make_job(engine, harbour), on_progress=lose))
    assert _own_children() == []


@pytest.mark.slow
def test_sigterm_from_elsewhere_counts_as_cancelled(engine: Engine, harbour: Outlet) -> None:
    def stop(progress: CrawlProgress) -> None:
        if progress.articles and not stopped:
            stopped.append(_own_children()[0])
            os.kill(stopped[0], signal.SIGTERM)

    stopped: list[int] = []
    end = asyncio.run(run_crawl(make_job(engine, harbour), on_progress=stop))
    assert end.reason is EndReason.CANCELLED
    _assert_all_accounted_for(engine)


@pytest.mark.slow
def test_kill_of_the_parent_kills_the_child(
    engine: Engine, harbour: Outlet, tmp_path: Path
) -> None:
    (tmp_path / "job.json").write_text(make_job(engine, harbour).to_json())
    script = textwrap.dedent(
        """
        import asyncio, pathlib, sys
        from crawlers.runner import run_crawl
        from crawlers.settings import CrawlJob
        job = CrawlJob.from_json(pathlib.Path(sys.argv[1]).read_text())
        asyncio.run(run_crawl(job))
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "job.json")])
    try:
        wait_until(lambda: len(content(engine)["articles"]) > 3)
        [child] = crawling_children(parent.pid)
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not crawling_children(parent.pid), seconds=5)
    assert not Path(f"/proc/{child}/mem").exists() or not _is_running(child)
    # whatever was stored is whole: the next run goes on from there
    assert crawl(engine, harbour).reason is EndReason.FINISHED
    assert len(content(engine)["articles"]) == PAGES


def _is_running(pid: int) -> bool:
    return "crawlers.child" in Path(f"/proc/{pid}/cmdline").read_text()


@pytest.mark.slow
def test_an_unusable_database_is_said_without_a_traceback(tmp_path: Path) -> None:
    end = asyncio.run(run_crawl(_job(database_url=f"sqlite:///{tmp_path}/none.db")))
    assert (end.exit_code, end.reason) == (1, EndReason.DIED)
    assert "none.db" in end.stderr_tail
    assert "Traceback" not in end.stderr_tail


def _play(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(
        runner, "COMMAND", (sys.executable, "-c", textwrap.dedent(program), "-m crawlers.child")
    )


@pytest.mark.slow
def test_a_child_that_will_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    _play(
        monkeypatch,
        """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
        """,
    )
    end = asyncio.run(run_crawl(_job(), timeout_seconds=1.0, grace_seconds=0.5))
    assert (end.exit_code, end.reason) == (-signal.SIGKILL, EndReason.TIMED_OUT)


@pytest.mark.slow
def test_of_a_talkative_child_the_last_lines_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    _play(
        monkeypatch,
        """
        import sys
        for n in range(20_000):
            print("line", n, file=sys.stderr)
        print("x" * 200_000, file=sys.stderr)
        print("the last", file=sys.stderr)
        sys.exit(7)
        """,
    )
    end = asyncio.run(run_crawl(_job()))
    assert (end.exit_code, end.reason) == (7, EndReason.DIED)
    assert end.stderr_tail.endswith("x" * 1000 + "\nthe last")
    assert len(end.stderr_tail) <= runner.STDERR_BYTES


@pytest.mark.slow
def test_a_job_of_any_size_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    harbour = Outlet(name="harbour-post", title="H", home="http://harbour.example/")
    urls = tuple(("harbour-post", f"http://harbour.example/{n}") for n in range(50_000))
    _play(
        monkeypatch,
        """
        import json, sys
        job = json.load(sys.stdin)
        print(len(job["urls"]), file=sys.stderr)
        """,
    )
    end = asyncio.run(run_crawl(_job(outlets=(harbour,), urls=urls)))
    assert json.loads(end.stderr_tail) == len(urls)
