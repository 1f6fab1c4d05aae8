"""Crawls of hosts that say in one file what they reserve."""

import pytest
from sqlalchemy import Engine

from crawlers.catalogue import OptOuts
from crawlers.tdm_middleware import PATH
from pipeline.outcomes import Outcome
from tests.crawlers.running import crawl, outcome_rows, outlet
from tests.servers import Answer, ScriptedServer, article, feed, robots

pytestmark = pytest.mark.slow

FILE = b'[{"location": "/news/", "tdm-reservation": 1}]'


def _crawled(
    server: ScriptedServer, engine: Engine, file: Answer, how: OptOuts
) -> dict[str, tuple[Outcome, str | None]]:
    paths = ("/news/storm", "/free/thaw", "/free/rain")
    server.routes |= {path: article(f"Of {path}") for path in paths}
    server.routes["/feed"] = feed(*(f"{server.url}{path}" for path in paths))
    server.routes[PATH] = file
    crawl(engine, outlet(server, feeds=(f"{server.url}/feed",)), opt_outs=how)
    rows = outcome_rows(engine)
    assert len(rows) == 4
    return {row.requested_url.removeprefix(server.url): (row.outcome, row.detail) for row in rows}


def test_what_is_reserved_is_not_asked_for(server: ScriptedServer, engine: Engine) -> None:
    found = _crawled(server, engine, Answer(body=FILE), OptOuts.OBEY)
    assert found["/news/storm"] == (Outcome.REFUSED_BY_OPT_OUT, f"{PATH} reserves it")
    assert found["/free/thaw"][0] is found["/free/rain"][0] is Outcome.STORED_NEW
    assert server.paths().count(PATH) == 1
    assert "/news/storm" not in server.paths()


def test_what_robots_refuses_too_is_reserved_all_the_same(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /news/")
    found = _crawled(server, engine, Answer(body=FILE), OptOuts.OBEY)
    assert found["/news/storm"] == (Outcome.REFUSED_BY_OPT_OUT, f"{PATH} reserves it")
    assert "/news/storm" not in server.paths()


@pytest.mark.parametrize("file", [Answer(status=500), Answer(reset=True)], ids=["broken", "reset"])
def test_where_it_cannot_be_had_the_pages_say(
    server: ScriptedServer, engine: Engine, file: Answer
) -> None:
    found = _crawled(server, engine, file, OptOuts.OBEY)
    assert found["/news/storm"][0] is Outcome.STORED_NEW


def test_it_is_not_asked_for_where_opt_outs_are_only_recorded(
    server: ScriptedServer, engine: Engine
) -> None:
    found = _crawled(server, engine, Answer(body=FILE), OptOuts.RECORD)
    assert found["/news/storm"][0] is Outcome.STORED_NEW
    assert PATH not in server.paths()
