"""Where an outlet's listings may be, and which of those found are read."""

from dataclasses import replace

import pytest

from crawlers.finding import (
    MAX_ALTERNATES,
    MAX_SECTIONS,
    Candidate,
    PageClues,
    at_site,
    describe_site,
    named_in_robots,
    nested_news,
    propose,
    read_clues,
)
from crawlers.listing_reports import ListingReport, SiteReport
from storage.models import FeedKind

URL = "https://www.harbour.example/"


def _clues(head: str = "", body: str = "", *, root: str = "") -> PageClues:
    return read_clues(f"<html {root}><head>{head}</head><body>{body}</body></html>".encode(), URL)


def _link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def _paths(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.url.removeprefix(URL) for candidate in candidates]


@pytest.mark.parametrize(
    ("link", "paths"),
    [
        pytest.param(_link("/rss"), ["rss"], id="rss"),
        pytest.param(_link("atom", "application/atom+xml; charset=utf-8"), ["atom"], id="atom"),
        pytest.param(_link("/feed.json", "application/feed+json"), ["feed.json"], id="json"),
        pytest.param(_link("/comments/feed/"), [], id="comments"),
        pytest.param(_link("/feed/2", title="Kommentare zu: Sturm"), [], id="comments-by-title"),
        pytest.param(_link("/de/", "text/html"), [], id="translation"),
        pytest.param(_link("http://[x"), [], id="no-address"),
        pytest.param(_link("/rss") * 3, ["rss"], id="named-again"),
        pytest.param('<link rel="stylesheet" type="text/xml" href="/s">', [], id="stylesheet"),
        pytest.param(
            "".join(_link(f"/tag/{n}") for n in range(99)),
            [f"tag/{n}" for n in range(MAX_ALTERNATES)],
            id="many",
        ),
    ],
)
def test_the_feeds_that_a_page_names_are_found(link: str, paths: list[str]) -> None:
    assert _paths(_clues(link).feeds) == paths


def test_the_navigation_leads_to_sections() -> None:
    links = ("/town/", "/world/europe", "/login", "/2026/03/02/storm-closes-harbour/", "/town/#top")
    menu = "".join(f'<a href="{link}">x</a>' for link in (*links, "https://else.example/town/"))
    clues = _clues(body=f'<nav>{menu}</nav><footer><nav><a href="/low/">x</a></nav></footer>')
    assert _paths(clues.sections) == ["town/", "world/europe"]
    assert _paths(_clues(body=f'<ul class="main-menu">{menu}</ul>').sections) == [
        "town/",
        "world/europe",
    ]
    assert _clues(body=menu).sections == ()


def test_no_more_sections_are_taken_than_are_worth_asking() -> None:
    menu = "".join(f'<a href="/s{n}/">x</a>' for n in range(99))
    assert len(_clues(body=f"<nav>{menu}</nav>").sections) == MAX_SECTIONS


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param('<meta property="og:site_name" content=" Harbour  Post ">', "Harbour Post"),
        pytest.param('<meta name="application-name" content="Harbour Post">', "Harbour Post"),
        pytest.param("<title>All the news from the quay | Harbour Post</title>", "Harbour Post"),
        pytest.param("<title>Harbour Post - all the news from the quay</title>", "Harbour Post"),
        pytest.param("<title>Harbour-Post</title>", "Harbour-Post"),
        pytest.param("", ""),
    ],
)
def test_the_outlet_s_name_is_found(head: str, title: str) -> None:
    assert _clues(head).title == title


def test_the_best_claim_of_language_and_country_is_taken() -> None:
    clues = _clues('<meta property="og:locale" content="en_IE">', root='lang="ga"')
    assert (clues.language, clues.country) == ("ga", "IE")


def test_sitemaps_of_news_come_first() -> None:
    named = ["https://h.example/archive.xml", " /sitemap-news.xml ", *["/x.xml"] * 9]
    found = named_in_robots("https://h.example/", named)
    assert found[0].url == "https://h.example/sitemap-news.xml"
    assert len(found) == 6


def test_of_an_index_the_news_or_the_newest_are_followed() -> None:
    index = ListingReport(url="i", kind=FeedKind.SITEMAP, nested=("/2026.xml", "/2025.xml"))
    assert [candidate.url for candidate in nested_news(index)] == ["/2026.xml"]
    with_news = replace(index, nested=(*index.nested, "/news-1.xml", "/news-2.xml", "/news-3.xml"))
    assert [c.url for c in nested_news(with_news)] == ["/news-1.xml", "/news-2.xml"]
    assert nested_news(replace(index, nested=())) == []


def test_paths_are_those_of_the_site() -> None:
    [found] = at_site("https://h.example/a/b/", ["/feed"], FeedKind.FEED)
    assert found.url == "https://h.example/feed"


FEED = ListingReport(
    url="https://h.example/rss",
    kind=FeedKind.FEED,
    form="RSS 2.0",
    entries=3,
    language="de-DE",
    title="Hafen",
    addresses=("1", "2", "3"),
)
NEWS = ListingReport(
    url="https://h.example/news.xml", kind=FeedKind.SITEMAP, form="news sitemap", addresses=("7",)
)
PLAIN = ListingReport(
    url="https://h.example/map.xml", kind=FeedKind.SITEMAP, form="sitemap", addresses=("8",)
)
SECTION = ListingReport(url="https://h.example/town/", kind=FeedKind.SECTION, form="section")


def _site(*listings: ListingReport) -> SiteReport:
    return SiteReport(
        name="hafen", home="https://h.example/", title="Hafen", country="DE", listings=listings
    )


def test_a_site_is_described_by_its_page_or_else_by_its_feed() -> None:
    site = describe_site("hafen", "https://h.de/", PageClues(), [FEED])
    assert (site.title, site.language, site.country) == ("Hafen", "de", "DE")
    site = describe_site("h", "https://h.de/", PageClues(title="H", language="nl"), [FEED])
    assert (site.title, site.language) == ("H", "nl")


@pytest.mark.parametrize(
    ("listings", "feeds", "sitemaps", "sections"),
    [
        pytest.param((FEED,), ["rss"], [], [], id="feed"),
        pytest.param(
            (FEED, replace(FEED, url="https://h.example/atom")), ["rss"], [], [], id="twin"
        ),
        pytest.param(
            (FEED, replace(FEED, url="https://h.example/sport", addresses=("3", "4", "5"))),
            ["rss", "sport"],
            [],
            [],
            id="another",
        ),
        pytest.param((replace(FEED, problem="status 404"),), [], [], [], id="dead"),
        pytest.param((FEED, NEWS, PLAIN), ["rss"], ["news.xml"], [], id="news-sitemap"),
        pytest.param((FEED, PLAIN), ["rss"], [], [], id="archive-beside-a-feed"),
        pytest.param((PLAIN, SECTION), [], ["map.xml"], [], id="archive-alone"),
        pytest.param((SECTION,), [], [], ["town/"], id="section"),
        pytest.param((FEED, SECTION), ["rss"], [], [], id="section-beside-a-feed"),
        pytest.param(
            (FEED, replace(NEWS, url="https://h.example/news-2026-03-02.xml")),
            ["rss"],
            [],
            [],
            id="of-a-day",
        ),
        pytest.param(
            (replace(FEED, moved_to="https://h.example/new"),), ["new"], [], [], id="moved"
        ),
    ],
)
def test_what_to_read_is_chosen(
    listings: tuple[ListingReport, ...], feeds: list[str], sitemaps: list[str], sections: list[str]
) -> None:
    outlet = propose(_site(*listings))
    base = "https://h.example/"
    assert [url.removeprefix(base) for url in outlet.feeds] == feeds
    assert [url.removeprefix(base) for url in outlet.sitemaps] == sitemaps
    assert [url.removeprefix(base) for url in outlet.sections] == sections


def test_the_proposal_is_an_entry_of_the_catalogue() -> None:
    outlet = propose(_site(FEED), local=True, delay_seconds=2.0)
    assert (outlet.name, outlet.title, outlet.home) == ("hafen", "Hafen", "https://h.example/")
    assert (outlet.country, outlet.time_zone) == ("DE", "Europe/Berlin")
    assert (outlet.local, outlet.delay_seconds) == (True, 2.0)
    nowhere = propose(replace(_site(), country=None, title=""))
    assert (nowhere.time_zone, nowhere.title) == ("UTC", "hafen")
    assert nowhere.zone.key == "UTC"
