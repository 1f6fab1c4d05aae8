"""How the pace follows the outlet."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from scrapy.http import Response
from sqlalchemy import Engine

from crawlers.politeness import MAX_DELAY, adapted_delay, retry_after
from pipeline.outcomes import Outcome
from tests.crawlers.running import crawl, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("delay", "latency", "concurrency", "expected"),
    [
        pytest.param(1.0, 0.1, 1, 1.0, id="never-below-the-floor"),
        pytest.param(1.0, 4.0, 1, 4.0, id="up-at-once"),
        pytest.param(4.0, 0.2, 1, 2.1, id="down-by-halves"),
        pytest.param(1.0, 4.0, 2, 2.0, id="shared-by-two"),
        pytest.param(1.0, 900.0, 1, MAX_DELAY, id="never-for-ever"),
    ],
)
def test_the_delay_follows_the_latency(
    delay: float, latency: float, concurrency: int, expected: float
) -> None:
    found = adapted_delay(delay, latency, floor=1.0, concurrency=concurrency)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 12:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 12:01:30 -0000", 90.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 400, 366 * 86400.0),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 366 * 86400.0),
        ("Mon, 99 Foo 99999 99:99:99 GMT", None),
        ("\u00b2", None),  # a digit to Python, and no number
    ],
)
def test_retry_after_is_seconds_or_a_date(printed: str, seconds: float | None) -> None:
    response = Response("http://a.example/", headers={"Retry-After": printed})
    assert retry_after(response, now=NOW) == seconds


def test_no_header_is_no_wish() -> None:
    assert retry_after(Response("http://a.example/"), now=NOW) is None


@pytest.mark.slow
def test_a_busy_outlet_is_left_alone_as_long_as_it_asks(
    server: ScriptedServer, engine: Engine
) -> None:
    busy = Answer(status=429, headers={"Retry-After": "2"})
    server.routes = {
        "/feed": feed(f"{server.url}/busy"),
        "/busy": lambda earlier: article("Busy") if earlier else busy,
    }
    crawl(engine, outlet(server, feeds=(f"{server.url}/feed",), concurrency=4))
    assert outcomes(engine)[f"{server.url}/busy"] is Outcome.STORED_NEW
    first, second = (at for at, path in server.asked if path == "/busy")
    assert second - first > 1.9


@pytest.mark.slow
def test_too_many_requests_are_made_fewer(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {
        "/feed": feed(f"{server.url}/busy"),
        "/busy": lambda earlier: article("Busy") if earlier > 1 else Answer(status=429),
    }
    crawl(engine, outlet(server, feeds=(f"{server.url}/feed",)))
    assert outcomes(engine)[f"{server.url}/busy"] is Outcome.STORED_NEW
    first, second, third = (at for at, path in server.asked if path == "/busy")
    assert second - first > 0.9
    assert third - second > 1.9


@pytest.mark.slow
def test_the_delay_counts_from_the_answer(server: ScriptedServer, engine: Engine) -> None:
    paths = [f"/{n}" for n in range(3)]
    server.routes = {path: replace(article(f"Storm {path}"), wait_seconds=0.4) for path in paths}
    server.routes["/feed"] = feed(*(f"{server.url}{path}" for path in paths))
    crawl(engine, outlet(server, feeds=(f"{server.url}/feed",), delay_seconds=0.6))
    asked_at = [at for at, path in server.asked if path in paths]
    assert min(later - earlier for earlier, later in pairwise(asked_at)) > 0.4 + 0.6
