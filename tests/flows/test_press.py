import gzip
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from crawlers.extract.article import extract_article
from flows.demo.outlets import OUTLETS, Layout
from flows.demo.press import Press, Site, build_sites, read_articles, serve_press
from pipeline.outcomes import Outcome
from pipeline.urls import canonical_url
from tests.crawlers.running import crawl, outcome_rows
from tests.flows.browsing import fetch, fetch_text, new_database, read_outlets

pytestmark = [
    pytest.mark.slow,  # a real server
    pytest.mark.usefixtures("forked_crawls"),
]

ARTICLES = {article["id"]: article for article in read_articles()}
# Some of the corpus is copy that an outlet printed with its promotion in the text.
PROMOTION = ("ALSO READ:", "READ MORE:", "Sign up", "RELATED:")


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as served:
        yield served


def outlet_entries(press: Press) -> dict[str, dict[str, object]]:
    return {entry["name"]: entry for entry in tomllib.loads(press.catalogue_toml)["source"]}


def article_url(press: Press, name: str) -> str:
    """Return the address of an article of the outlet."""
    domain = OUTLETS[f"{name}.example"].domain
    return next(url for url, key in press.expected.items() if ARTICLES[key]["outlet"] == domain)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def share_of(part: str, whole: str) -> float:
    return len(shingles(part) & shingles(whole)) / len(shingles(part))


def test_every_article_of_the_corpus_is_printed_once(press):
    assert sorted(press.expected.values()) == sorted(ARTICLES)
    assert all(canonical_url(url) == url for url in press.expected)


@pytest.mark.parametrize("layout", list(Layout))
def test_every_printed_article_extracts_back_to_the_corpus(layout):
    """One test for each layout, so that a failure names the template."""
    sites = list(build_sites(ARTICLES.values(), 8080).values())
    pages = [page for site in sites if site.outlet.layout is layout for page in site.pages]
    assert pages
    for page in pages:
        article = page.article
        found = extract_article(site_html(page.url, sites), page.url)
        assert found is not None, page.url
        paragraphs = article["body"].split("\n\n")
        body = "\n\n".join(line for line in paragraphs if not line.startswith(PROMOTION))
        assert share_of(body, found.body) >= 0.95, page.url
        assert share_of(found.body, article["body"]) >= 0.98, page.url
        assert found.title == article["title"]
        assert found.lang == article["lang"]
        assert found.url == page.url
        claimed = datetime.fromisoformat(article["published"])
        if claimed.year == 1970:  # a clock that was never set is not believed
            assert found.published is None
            continue
        assert found.published is not None
        assert found.published.has_time == ("T" in article["published"])
        if found.published.has_time:
            assert found.published.at == claimed
        else:
            assert found.published.at.date() == claimed.date()
        # A blog prints whose copy it is as the byline alone, which says nothing to a machine.
        assert found.credit == (None if layout is Layout.BLOG else article["credit"]), page.url
        assert found.authors == (page.author,)


def site_html(url: str, sites: Sequence[Site]) -> bytes:
    host, path = urlsplit(url).hostname, urlsplit(url).path
    site = next(site for site in sites if site.host == host)
    answer = site.answer(host, path)
    # Some outlets fail when first asked.
    return (site.answer(host, path) if answer.status == 503 else answer).body


def test_the_catalogue_names_every_outlet(press):
    entries = outlet_entries(press)
    assert len(entries) == len(OUTLETS) == 53
    for entry in entries.values():
        assert entry["local"] is True
        assert entry.get("feeds") or entry.get("sitemaps")
        assert urlsplit(str(entry["home"])).hostname in press.hosts
    assert set(press.hosts.values()) == {"127.0.0.1"}


def test_feeds_and_sitemaps_lead_to_every_article(press):
    found: set[str] = set()
    for entry in outlet_entries(press).values():
        for url in [*entry.get("feeds", ()), *entry.get("sitemaps", ())]:
            found |= listed_in(url)
    assert found >= set(press.expected)


def listed_in(url: str) -> set[str]:
    response, body = fetch(url)
    assert response.status == 200, url
    text = (gzip.decompress(body) if url.endswith(".gz") else body).decode()
    links = re.findall(r"<(?:loc|link)>([^<]+)<|<link rel=\"alternate\"[^>]*href=\"([^\"]+)", text)
    urls = {one or other for one, other in links}
    if "<sitemapindex" in text:
        return {inner for nested in urls for inner in listed_in(nested)}
    return {canonical_url(link) for link in urls}


def test_a_feed_gives_no_time_for_an_article_that_has_only_a_day(press):
    day_only = next(url for url, key in press.expected.items() if len(published(key)) == 10)
    assert "T" in published(next(iter(press.expected.values())))
    for feed in ("feed.xml", "feed.atom"):
        host = urlsplit(day_only)
        text = fetch_text(f"{host.scheme}://{host.netloc}/{feed}")
        entry = next(item for item in re.split(r"<(?:item|entry)>", text) if host.path in item)
        assert "<pubDate>" not in entry
        assert "<published>" not in entry


def published(key: str) -> str:
    return ARTICLES[key]["published"]


def test_robots_txt_keeps_off_what_the_pages_link(press):
    url = article_url(press, "channelsix")
    home = url.removesuffix(urlsplit(url).path)
    assert "Disallow: /print/" in fetch_text(f"{home}/robots.txt")
    assert f'href="/print{urlsplit(url).path}"' in fetch_text(url)
    assert ARTICLES[press.expected[url]]["body"][:40] in fetch_text(
        f"{home}/print{urlsplit(url).path}"
    )


def test_a_feed_carries_an_entry_that_robots_txt_refuses(press):
    feed = outlet_entries(press)["dailybrisk"]["feeds"][0]
    assert "/sponsored/spring-sale" in fetch_text(feed)


def test_the_front_is_paginated(press):
    home = str(outlet_entries(press)["meridianwire"]["home"])
    first, second = fetch_text(home), fetch_text(f"{home}?page=2")
    assert 'rel="next" href="/?page=2"' in first
    assert 'rel="prev" href="/?page=1"' in second
    printed = [set(re.findall(r'<h2><a href="([^"]+)', page)) for page in (first, second)]
    assert len(printed[0] | printed[1]) == 7
    assert not printed[0] & printed[1]


def test_the_amp_twin_names_the_page_as_canonical(press):
    url = article_url(press, "globaldesk")
    twin = fetch_text(f"{url}/amp")
    assert f'<link rel="canonical" href="{url}">' in twin
    assert f'<link rel="amphtml" href="{url}/amp">' in fetch_text(url)
    assert f"<link>{url}/amp</link>" in fetch_text(
        str(outlet_entries(press)["globaldesk"]["feeds"][0])
    )
    found = extract_article(twin, f"{url}/amp")
    assert found is not None
    assert found.url == url


def test_pages_carry_the_headlines_of_other_articles(press):
    url = article_url(press, "currentpoint")
    others = [a["title"] for a in ARTICLES.values() if a["id"] != press.expected[url]]
    page = fetch_text(url).replace("&#39;", "'")
    assert sum(title in page for title in others) >= 3


def test_an_unsteady_outlet_fails_once_for_each_article():
    with serve_press() as fresh:  # whose articles nobody has asked for yet
        urls = [url for url in fresh.expected if urlsplit(url).hostname == "www.newsmill24.example"]
        assert len(urls) == 2
        assert [fetch(url)[0].status for url in urls * 2] == [503, 503, 200, 200]


def test_the_bare_domain_leads_to_the_site(press):
    response, _ = fetch(f"http://harbourpost.example:{press.port}/news/1")
    assert response.status == 301
    assert response.headers["Location"] == f"http://www.harbourpost.example:{press.port}/news/1"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://borealnews.example:{port}/nothing", 301),
        ("http://www.borealnews.example:{port}/nothing", 404),
        ("http://www.borealnews.example:{port}/?page=99", 404),
        ("http://www.borealnews.example:{port}/?page=x", 404),
        ("http://www.borealnews.example:{port}/?page=0", 404),
        ("http://www.borealnews.example:{port}/?page=2", 200),
        ("http://unknown.example:{port}/", 421),
    ],
)
def test_addresses_that_are_not_articles(press, url, status):
    assert fetch(url.format(port=press.port))[0].status == status


def test_the_press_is_the_same_every_time(press):
    url = article_url(press, "eveningtribune")
    with serve_press() as again:
        other = url.replace(f":{press.port}/", f":{again.port}/")
        text = fetch_text(other).replace(str(again.port), str(press.port))
    assert text == fetch_text(url)


@pytest.mark.slow
def test_a_crawl_of_the_press_finds_every_article(press, tmp_path):
    engine = new_database(tmp_path)
    end = crawl(engine, *read_outlets(tmp_path, press.catalogue_toml), hosts=press.hosts)
    assert end.exit_code == 0, end.stderr_tail
    rows = outcome_rows(engine)
    counts = Counter(row.outcome for row in rows)
    refused = [row.requested_url for row in rows if row.outcome is Outcome.REFUSED_BY_ROBOTS]
    assert counts[Outcome.STORED_NEW] == len(press.expected) == 119
    assert all(url.endswith("/sponsored/spring-sale") for url in refused)
    assert set(counts) == {
        Outcome.STORED_NEW,
        Outcome.FEED_READ,
        Outcome.SITEMAP_READ,
        Outcome.REFUSED_BY_ROBOTS,
    }
    stored = (row.requested_url for row in rows if row.outcome is Outcome.STORED_NEW)
    assert set(map(canonical_url, stored)) == set(press.expected)
    engine.dispose()
