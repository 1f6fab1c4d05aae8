"""A crawl that is killed at any moment, and run again, leaves what an undisturbed one leaves."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawlers.catalogue import Outlet
from crawlers.runner import EndReason
from crawlers.settings import CrawlMode
from storage.database import transaction
from storage.models import ArticleAlias, Frontier, Validator
from storage.run_accounts import LostFate, count_fates, list_accounts, pages_of_run
from tests.crawlers.running import content, crawl, crawling_children, new_database, outlet
from tests.servers import Answer, Route, ScriptedServer, article, feed, redirect, robots, sitemap

pytestmark = pytest.mark.slow

ARTICLES = 30
ODD: dict[str, Route] = {
    "/empty": Answer(body=b"<html></html>"),
    "/broken": Answer(status=500),
    "/gone": Answer(status=410),
    "/moved": redirect("/0"),
}
# A section is told by what its links look like.
SECTION = Answer(
    body=b"<html><body><main>"
    + b"".join(
        b'<article><h2><a href="/news/2026/03/02/storm-closes-berth-number-%d">'
        b"Storm closes berth number %d of the old harbour for weeks</a></h2></article>" % (n, n)
        for n in range(4)
    )
    + b"</main></body></html>"
)
SECTION_PAGES = [f"/news/2026/03/02/storm-closes-berth-number-{n}" for n in range(4)]
WHOLE = "<p>The harbour office said that the storm had closed every berth but one.</p>" * 8


@pytest.fixture
def harbour(server: ScriptedServer) -> Outlet:
    """An outlet with articles, and with pages that are none, in a feed and in a sitemap."""
    names = [f"/{n}" for n in range(ARTICLES)] + list(ODD) + ["/secret"]
    links = [f"{server.url}{name}" for name in names]
    server.routes = dict(ODD)
    server.routes |= {
        f"/{n}": Answer(body=article(f"Storm {n}").body, wait_seconds=0.05) for n in range(ARTICLES)
    }
    server.routes |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /secret"),
        "/feed": Answer(
            body=feed(*links[::2], links[-1], texts={links[-1]: WHOLE}).body, etag='"feed"'
        ),
        "/map": sitemap(*links),
        "/section": SECTION,
    }
    server.routes |= {path: article(f"Berth {path[-1]}") for path in SECTION_PAGES}
    return outlet(
        server,
        feeds=(f"{server.url}/feed",),
        sitemaps=(f"{server.url}/map",),
        sections=(f"{server.url}/section",),
        concurrency=2,
    )


def state(engine: Engine) -> dict[str, Any]:
    """All that a crawl leaves for the next one, but for numbers and times."""
    frontier = select(Frontier.url, Frontier.listing, Frontier.attempts, Frontier.last_outcome)
    with transaction(engine) as session:
        return content(engine) | {
            "frontier": sorted(map(repr, session.execute(frontier))),
            "validators": set(session.scalars(select(Validator.url))),
        }


def kill_child() -> None:
    """Kill the crawl that this process has started, if it is there."""
    for child in crawling_children(os.getpid()):
        os.kill(child, signal.SIGKILL)


def known_paths(engine: Engine, server: ScriptedServer) -> set[str]:
    """The pages that led to a stored article."""
    with transaction(engine) as session:
        found = session.scalars(select(ArticleAlias.url)).all()
    return {url.removeprefix(server.url) for url in found}


@contextmanager
def killed_at_request(server: ScriptedServer, count: int) -> Iterator[None]:
    """Kill the crawl when the server is asked for the page of this number."""
    before, routes = len(server.paths()), dict(server.routes)

    def deadly(route: Route) -> Callable[[int], Answer]:
        def answer(earlier: int) -> Answer:
            if len(server.paths()) - before == count:
                kill_child()
            return route if isinstance(route, Answer) else route(earlier)

        return answer

    server.routes = {path: deadly(route) for path, route in routes.items()}
    yield
    server.routes = routes


def check_the_end(engine: Engine, harbour: Outlet, server: ScriptedServer, folder: Path) -> None:
    """Crawl to the end, and compare with a crawl that nothing disturbed."""
    known, before = known_paths(engine, server), len(server.paths())
    assert crawl(engine, harbour).reason is EndReason.FINISHED
    asked = Counter(server.paths()[before:])
    # What is stored is not asked for again; "/0" is where "/moved" leads.
    assert [path for path in asked if path in known - {"/0"}] == []
    assert max(asked[f"/{n}"] for n in range(1, ARTICLES)) <= 1
    folder.mkdir()
    undisturbed = new_database(folder)
    crawl(undisturbed, harbour)
    assert state(engine) == state(undisturbed)
    undisturbed.dispose()
    assert len(content(engine)["articles"]) == ARTICLES + 1 + len(SECTION_PAGES)
    check_the_accounts(engine)


def check_the_accounts(engine: Engine) -> None:
    """The last run adds up; of what those before it have lost, nothing is unknown."""
    with transaction(engine) as session:
        last, *killed = list_accounts(session)
        assert last.total.balanced
        for run in killed:
            total = run.total
            assert (total.strays, total.unsent) == (0, 0)
            assert total.requests == total.ended + total.lost
            assert LostFate.NOWHERE not in count_fates(session, run.run_id)


def test_killed_again_and_again_it_loses_and_repeats_nothing(
    server: ScriptedServer, engine: Engine, harbour: Outlet, tmp_path: Path
) -> None:
    for count in (1, 4, 11):
        known = known_paths(engine, server)
        before = len(server.paths())
        with killed_at_request(server, count):
            assert crawl(engine, harbour).exit_code == -signal.SIGKILL
        assert set(server.paths()[before:]) & (known - {"/0"}) == set()
    check_the_end(engine, harbour, server, tmp_path / "undisturbed")


def test_each_page_of_a_killed_run_has_an_outcome_or_is_lost(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    """What the server was asked for, the robots.txt aside, the accounts know of."""
    with killed_at_request(server, 12):
        crawl(engine, harbour)
    asked = {f"{server.url}{path}" for path in server.paths()} - {f"{server.url}/robots.txt"}
    with transaction(engine) as session:
        (run,) = list_accounts(session)
        pages = {page.url: page for page in pages_of_run(session, run.run_id)}
        assert asked - {f"{server.url}/0"} <= set(pages)
        assert run.total.lost > 0
        fates = {page.fate for page in pages.values() if page.outcome is None}
        assert fates <= {LostFate.WAITS, LostFate.LISTING}


def test_a_recrawl_that_is_killed_and_run_again_loses_nothing(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    crawl(engine, harbour)
    for n in range(ARTICLES):
        text = article(f"Corrected {n}").body
        server.routes[f"/{n}"] = Answer(body=text, wait_seconds=0.05)
    urls = tuple((harbour.name, f"{server.url}/{n}") for n in range(ARTICLES))
    with killed_at_request(server, 15):
        end = crawl(engine, harbour, mode=CrawlMode.RECRAWL, urls=urls)
        assert end.exit_code == -signal.SIGKILL
    with transaction(engine) as session:
        run = list_accounts(session, limit=1)[0]
        assert run.total.requests == run.total.ended + run.total.lost
        # What was known of them is still there.
        assert set(count_fates(session, run.run_id)) == {LostFate.STORED}
    assert crawl(engine, harbour, mode=CrawlMode.RECRAWL, urls=urls).reason is EndReason.FINISHED
    numbers = [
        number
        for _, number, title, *_ in content(engine)["versions"]
        if title.startswith("Corrected")
    ]
    assert numbers == [2] * ARTICLES
    check_the_accounts(engine)


def test_killed_at_random_moments_it_loses_and_repeats_nothing(
    server: ScriptedServer, engine: Engine, harbour: Outlet, tmp_path: Path
) -> None:
    moments = random.Random(1)
    for _ in range(2):
        asked = len(server.asked)
        killer = threading.Thread(target=_kill_after, args=(server, asked, moments.random() * 1.5))
        killer.start()
        crawl(engine, harbour)
        killer.join()
    check_the_end(engine, harbour, server, tmp_path / "undisturbed")


def _kill_after(server: ScriptedServer, asked: int, seconds: float) -> None:
    """Kill the crawl so long after its first request."""
    patience = time.monotonic() + 30
    while len(server.asked) == asked and time.monotonic() < patience:
        time.sleep(0.01)
    time.sleep(seconds)
    kill_child()
