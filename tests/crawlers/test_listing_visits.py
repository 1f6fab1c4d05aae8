"""Listings asked for once, by the real child process: checked, and found."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers import runner
from crawlers.catalogue import Outlet
from crawlers.listing_reports import ListingReport, SiteReport, from_json
from crawlers.runner import EndReason, run_crawl
from crawlers.settings import CrawlJob, CrawlMode
from storage.models import FeedKind
from tests.crawlers.misbehaving import CRAWLING
from tests.crawlers.running import outlet
from tests.servers import Answer, ScriptedServer, feed, redirect, robots, sitemap, sitemap_index

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forked_crawls")]

NEWS = (
    '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{url}/1</loc>'
    "<news:news><news:publication_date>2026-03-02T10:00:00Z</news:publication_date>"
    "<news:title>Storm</news:title></news:news></url></urlset>"
)
FRONT = """<html lang="en-GB"><head><title>News from the quay | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post">
<link rel="alternate" type="application/rss+xml" title="News" href="/feeds/news">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/atom+xml" title="News, as Atom" href="/feeds/atom">
</head><body><nav><a href="/town/">Town</a><a href="/sport/">Sport</a><a href="/about/">About</a>
</nav><main></main></body></html>"""


def _run(mode: CrawlMode, folder: Path, *outlets: Outlet, **fields: Any) -> tuple[SiteReport, ...]:
    file = folder / "report.json"
    job = CrawlJob(
        database_url="", run_id=0, outlets=outlets, mode=mode, report_file=str(file), **fields
    )
    end = asyncio.run(run_crawl(job, timeout_seconds=60))
    assert (end.reason, end.stderr_tail) == (EndReason.FINISHED, "")
    return from_json(file.read_text())


def _discover(server: ScriptedServer, folder: Path, path: str = "/") -> SiteReport:
    urls = (("harbour", f"{server.url}{path}"),)
    [site] = _run(CrawlMode.DISCOVER, folder, outlet(server, name="harbour"), urls=urls)
    return site


def _page(*links: str, head: str = "") -> Answer:
    body = "".join(f'<h2><a href="{link}">A headline of many words</a></h2>' for link in links)
    return Answer(body=f"<html><head>{head}</head><body><main>{body}</main></body></html>".encode())


def _articles(section: str) -> list[str]:
    return [f"/{section}/2026/03/0{day}/storm-closes-harbour/" for day in range(1, 6)]


def test_every_listing_of_the_catalogue_is_checked_once(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.routes = {
        "/rss": feed("/1", "/2", dates={"/1": "Mon, 02 Mar 2026 10:15:00 +0000"}),
        "/old": redirect("/rss", status=301),
        "/busy": redirect("/rss", status=302),
        "/page": _page(),
        "/empty": feed(),
        "/index": sitemap_index(f"{server.url}/news"),
        "/news": Answer(body=NEWS.format(url=server.url).encode(), content_type="text/html"),
        "/town/": _page(*_articles("town")),
        "/robots.txt": robots("User-agent: *\nDisallow: /secret"),
    }
    url = server.url
    [site] = _run(
        CrawlMode.CHECK,
        tmp_path,
        outlet(
            server,
            feeds=tuple(
                f"{url}{path}"
                for path in ("/rss", "/old", "/busy", "/page", "/empty", "/gone", "/secret")
            ),
            sitemaps=(f"{url}/index", f"{url}/rss?x"),
            sections=(f"{url}/town/", f"{url}/page"),
        ),
    )
    found = {report.url.removeprefix(url): report for report in site.listings}
    assert {path: report.problem for path, report in found.items()} == {
        "/rss": None,
        "/old": None,
        "/busy": None,
        "/page": "only 0 links on it look like articles",
        "/empty": "it lists nothing",
        "/gone": "status 404",
        "/secret": "refused-by-robots: robots.txt disallows it",
        "/index": None,
        "/rss?x": "status 404",
        "/town/": None,
    }
    assert found["/old"].moved_to == f"{url}/rss"
    assert found["/busy"].moved_to is None
    assert (found["/rss"].form, found["/rss"].entries) == ("RSS 2.0", 2)
    assert found["/rss"].newest_at is not None
    assert found["/index"].newest_at is not None
    assert found["/index"].form == "sitemap index"
    assert found["/town/"].entries == 5
    assert server.paths().count("/town/") == 1


def test_many_outlets_are_checked_in_one_run(server: ScriptedServer, tmp_path: Path) -> None:
    server.routes = {"/rss": feed("/1"), "/slow": Answer(wait_seconds=0.2, body=feed("/1").body)}
    names = [f"outlet-{n}" for n in range(8)]
    outlets = [outlet(server, name=name, feeds=(f"{server.url}/slow",)) for name in names]
    sites = _run(CrawlMode.CHECK, tmp_path, *outlets)
    assert [site.name for site in sites] == names
    assert all(report.problem is None for site in sites for report in site.listings)


def test_what_the_head_of_a_page_names_is_found(server: ScriptedServer, tmp_path: Path) -> None:
    server.routes = {
        "/": Answer(body=FRONT.encode()),
        "/feeds/news": feed("/1", "/2"),
        "/feeds/atom": feed("/1", "/2"),
        "/comments/feed": feed("/1#c"),
        "/robots.txt": robots(f"Sitemap: {server.url}/map.xml\nSitemap: {server.url}/all.xml"),
        "/map.xml": sitemap_index(f"{server.url}/1999.xml", f"{server.url}/latest-news.xml"),
        "/latest-news.xml": Answer(body=NEWS.format(url=server.url).encode()),
        "/all.xml": sitemap(f"{server.url}/1"),
    }
    site = _discover(server, tmp_path)
    assert (site.title, site.language, site.country) == ("Harbour Post", "en", "GB")
    found = {report.url.removeprefix(server.url): report for report in site.listings}
    assert found["/feeds/news"].found_by == "the page's head"
    assert found["/latest-news.xml"].found_by == "a sitemap index"
    assert found["/latest-news.xml"].is_news
    assert "/comments/feed" not in found
    assert "/rss.xml" not in server.paths()  # nothing is guessed where something is named
    assert "/town/" not in server.paths()
    assert len(server.paths()) == len(set(server.paths()))  # each once


def test_usual_places_are_tried_where_nothing_is_named(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.routes = {
        "/": _page(),
        "/rss.xml": feed("/1"),
        "/sitemap-news.xml": Answer(body=NEWS.format(url=server.url).encode()),
    }
    site = _discover(server, tmp_path)
    assert [(r.url.removeprefix(server.url), r.problem) for r in site.listings] == [
        ("/rss.xml", None),
        ("/sitemap-news.xml", None),
    ]
    assert "/atom.xml" not in server.paths()


def test_a_page_that_kills_its_reader_costs_no_other(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "COMMAND", (sys.executable, "-c", CRAWLING))
    server.routes = {
        "/town/": Answer(body=b"segfault"),
        "/sport/": Answer(body=b"exit 3"),
        "/rss": feed("/1"),
    }
    sections = (f"{server.url}/town/", f"{server.url}/sport/")
    mine = outlet(server, sections=sections, feeds=(f"{server.url}/rss",))
    [site] = _run(CrawlMode.CHECK, tmp_path, mine, extractors=1)
    assert [report.problem for report in site.listings] == [
        None,
        "the process that read it was ended by SIGSEGV",
        "the process that read it exited with code 3",
    ]


def test_sections_are_found_where_there_is_no_feed(server: ScriptedServer, tmp_path: Path) -> None:
    server.routes = {
        "/": Answer(body=FRONT.encode()),
        "/town/": _page(*_articles("town")),
        "/sport/": _page(),
    }
    site = _discover(server, tmp_path)
    found = {
        report.url.removeprefix(server.url): report
        for report in site.listings
        if report.kind is FeedKind.SECTION
    }
    assert {path: report.problem is None for path, report in found.items()} == {
        "/": False,
        "/town/": True,
        "/sport/": False,
    }
    assert "/about/" not in server.paths()


def test_the_address_of_a_feed_is_enough(server: ScriptedServer, tmp_path: Path) -> None:
    server.routes = {"/some/feed": feed("/1"), "/": Answer(body=FRONT.encode())}
    site = _discover(server, tmp_path, "/some/feed")
    assert (site.home, site.title) == (f"{server.url}/", "Harbour Post")
    assert (site.listings[0].url, site.listings[0].problem) == (f"{server.url}/some/feed", None)
    assert server.paths().count("/some/feed") == 1


def test_an_address_that_does_not_answer_is_told(server: ScriptedServer, tmp_path: Path) -> None:
    site = _discover(server, tmp_path, "/nowhere")
    assert (site.problem, site.listings) == ("status 404", ())


def test_addresses_of_this_network_are_refused_as_in_a_crawl(
    server: ScriptedServer, tmp_path: Path
) -> None:
    stranger = outlet(server, local=False, feeds=(f"{server.url}/rss",))
    [site] = _run(CrawlMode.CHECK, tmp_path, stranger)
    [report] = site.listings
    assert isinstance(report, ListingReport)
    assert (report.problem or "").startswith("refused-address: ")
    assert server.asked == []
