"""What is noted of the requests of a crawl, before they are sent."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawlers.settings import CrawlMode
from storage.database import transaction
from storage.models import PageRequest
from storage.run_accounts import Account, list_accounts
from tests.crawlers.running import crawl, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed, redirect, robots, sitemap

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forked_crawls")]


def requested(engine: Engine, server: ScriptedServer) -> set[str]:
    with transaction(engine) as session:
        urls = session.scalars(select(PageRequest.requested_url)).all()
    return {url.removeprefix(server.url) for url in urls}


def total(engine: Engine) -> Account:
    with transaction(engine) as session:
        return list_accounts(session, limit=1)[0].total


def test_each_page_is_noted_once_however_often_it_is_sent(
    server: ScriptedServer, engine: Engine
) -> None:
    """Redirects, further tries and robots.txt are no further pages."""
    server.routes = {
        "/robots.txt": robots("User-agent: *\nDisallow: /secret"),
        "/feed": feed(f"{server.url}/moved", f"{server.url}/broken", f"{server.url}/secret"),
        "/index": Answer(
            body=f"<sitemapindex><sitemap><loc>{server.url}/map</loc></sitemap></sitemapindex>".encode(),
            content_type="application/xml",
        ),
        "/map": sitemap(f"{server.url}/a"),
        "/moved": redirect("/there"),
        "/there": article("Storm"),
        "/a": article("Harbour"),
        "/broken": Answer(status=503),
    }
    harbour = outlet(server, feeds=(f"{server.url}/feed",), sitemaps=(f"{server.url}/index",))
    crawl(engine, harbour)
    pages = {"/feed", "/index", "/map", "/moved", "/broken", "/secret", "/a"}
    assert requested(engine, server) == pages
    assert {url.removeprefix(server.url) for url in outcomes(engine)} == pages
    assert server.paths().count("/broken") > 1
    found = total(engine)
    assert (found.requests, found.balanced) == (len(pages), True)


def test_a_recrawl_is_noted_too(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {"/a": article("Storm")}
    crawl(
        engine,
        outlet(server),
        mode=CrawlMode.RECRAWL,
        urls=(("harbour-post", f"{server.url}/a"), ("harbour-post", "no address")),
    )
    assert requested(engine, server) == {"/a"}
    found = total(engine)
    assert (found.requests, found.unsent, found.balanced) == (1, 1, True)


def test_nothing_is_sent_that_could_not_be_noted(
    server: ScriptedServer, engine: Engine, tmp_path: Path
) -> None:
    server.routes = {"/feed": feed(f"{server.url}/a"), "/a": article("Storm")}
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE page_request")
    end = crawl(engine, outlet(server, feeds=(f"{server.url}/feed",)))
    assert end.exit_code != 0
    assert "/feed" not in server.paths()
