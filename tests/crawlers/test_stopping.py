"""A stop does not wait for what is queued at an outlet's pace."""

import asyncio
import time
from collections import Counter

import pytest
from sqlalchemy import Engine

from crawlers.runner import EXIT_STOPPED, EndReason, run_crawl
from pipeline.outcomes import Outcome
from tests.crawlers.running import make_job, outcomes, outlet
from tests.servers import ScriptedServer, article, feed

PAGES = 30


@pytest.mark.slow
def test_queued_requests_are_given_up_at_once(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {f"/{n}": article(f"Storm {n}") for n in range(PAGES)}
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(PAGES)))
    # All of it would take 60 seconds, and what Scrapy queues at once still 20.
    calm = outlet(server, feeds=(f"{server.url}/feed",), delay_seconds=2.0)
    started = time.monotonic()
    end = asyncio.run(run_crawl(make_job(engine, calm), timeout_seconds=12.0, grace_seconds=30.0))
    assert (end.reason, end.exit_code) == (EndReason.TIMED_OUT, EXIT_STOPPED)
    assert time.monotonic() - started < 16
    counts = Counter(outcomes(engine).values())
    assert counts[Outcome.ABANDONED] > PAGES - 8
    assert counts.total() == PAGES + 1
