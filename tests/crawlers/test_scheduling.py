"""Many outlets in one process: whose turn it is, and what that takes."""

import asyncio
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawlers import runner
from crawlers.runner import CrawlProgress, EndReason, run_crawl
from pipeline.outcomes import Outcome
from tests.crawlers.many_hosts import many_hosts
from tests.crawlers.running import crawl, crawling_children, make_job, outcome_rows, outlet
from tests.servers import ScriptedServer, article, feed

HOSTS = 2000
DELAY = 0.5
MOST_MEMORY = 256 * 1024 * 1024  # some 150 MB are used
DESCRIPTORS = 1024


def article_count(number: int) -> int:
    """What a host has: mostly nothing but its robots.txt and its feed."""
    return {0: 4, 5: 1, 10: 1, 15: 1}.get(number % 20, 0)


def memory_peak(pid: int) -> int:
    """The most bytes that a process has had in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


@pytest.mark.slow
def test_an_outlet_is_asked_for_the_newest_first_and_none_waits_for_another(
    server: ScriptedServer, engine: Engine
) -> None:
    large = [f"/large/{n}" for n in range(30)]
    small = [f"/small/{n}" for n in range(2)]
    server.routes = {path: article(f"Storm {path}") for path in large + small}
    for name, paths in (("large", large), ("small", small)):
        server.routes[f"/{name}/feed"] = feed(*(f"{server.url}{path}" for path in paths))
    crawl(
        engine,
        *(
            outlet(server, name=name, feeds=(f"{server.url}/{name}/feed",), delay_seconds=0.05)
            for name in ("large", "small")
        ),
    )
    asked = server.paths()
    assert [path for path in asked if path in large] == large
    assert asked.index(small[-1]) < asked.index(large[10])


@pytest.mark.slow
def test_thousands_of_outlets_fit_into_one_process(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = ("sh", "-c", f'ulimit -n {DESCRIPTORS} && exec "$0" "$@"', *runner.COMMAND)
    monkeypatch.setattr(runner, "COMMAND", limited)
    peaks = [0]

    def note_memory(_: CrawlProgress) -> None:
        peaks.extend(memory_peak(pid) for pid in crawling_children(os.getpid()))

    with many_hosts(HOSTS, articles=article_count) as site:
        job = make_job(
            engine, *site.outlets(delay_seconds=DELAY), hosts=site.addresses, extractors=2
        )
        end = asyncio.run(run_crawl(job, on_progress=note_memory))
    assert (end.reason, end.stderr_tail) == (EndReason.FINISHED, "")
    asked = [f"{site.url(name)}{path}" for name, host in site.hosts.items() for path in host.paths]
    assert len(asked) == len(set(asked))
    rows = outcome_rows(engine)
    assert {row.requested_url for row in rows} == {
        url for url in asked if not url.endswith("/robots.txt")
    }
    assert Counter(row.outcome for row in rows) == {
        Outcome.FEED_READ: HOSTS,
        Outcome.STORED_NEW: sum(map(article_count, range(HOSTS))),
    }
    assert max(host.most_at_once for host in site.hosts.values()) == 1
    assert min(host.shortest_gap for host in site.hosts.values()) >= DELAY
    assert 0 < max(peaks) < MOST_MEMORY
