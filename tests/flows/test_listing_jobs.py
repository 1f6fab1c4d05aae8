"""Asking for listings in the crawling process."""

import asyncio
from dataclasses import replace

import pytest

from crawlers import runner
from flows.listing_jobs import ListingsUnread, check_listings, discover_listings
from flows.progress import Progress
from tests import servers
from tests.crawlers.running import outlet
from tests.servers import feed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forked_crawls")]


def test_outlets_are_checked_with_progress(settings):
    heard: list[Progress] = []
    with servers.serve() as server:
        server.routes["/rss"] = feed("/1")
        harbour = outlet(server, feeds=(f"{server.url}/rss", f"{server.url}/gone"))
        [site] = asyncio.run(check_listings(settings, [harbour], heard.append))
    assert [report.problem for report in site.listings] == [None, "status 404"]
    assert (heard[-1].done, heard[-1].total) == (2, 2)


def test_an_outlet_is_found_by_its_address(settings):
    with servers.serve() as server:
        server.routes["/feed"] = feed("/1")
        site = asyncio.run(
            discover_listings(
                settings, f"{server.url}/feed", lambda _: None, local=True, delay_seconds=0
            )
        )
    assert site.name == "127.0.0.1"
    assert site.listings[0].problem is None


def test_a_process_that_dies_is_told(settings, monkeypatch):
    command = (runner.sys.executable, "-c", "import sys; sys.exit('no memory')", "crawlers.child")
    monkeypatch.setattr(runner, "COMMAND", command)
    with servers.serve() as server, pytest.raises(ListingsUnread, match="no memory"):
        harbour = replace(outlet(server), feeds=(f"{server.url}/rss",))
        asyncio.run(check_listings(settings, [harbour], lambda _: None))
