"""Section pages of several systems, all invented: which links are taken for articles."""

import time
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.finding import read_clues
from crawlers.sections import article_links
from pipeline.records import DateClaim, DateOrigin, ListedPage

URL = "https://www.harbour.example/town/"

MENU = """
<header><nav><a href="/">Home</a><a href="/town/">Town</a>
 <a href="/news/long-reads-of-the-week-and-more">Long reads of the week</a></nav></header>"""
FOOTER = """
<footer class="site-footer"><a href="/about/">About us</a>
 <a href="/news/how-we-work-our-standards-and-who-pays-123456">How we work: our standards</a>
 <a href="https://elsewhere.example/2026/03/02/storm-closes-a-harbour/">Storm elsewhere</a>
</footer>"""

# Dated addresses, a picture and a headline that lead to the same, categories and authors beside.
BLOG = f"""<html><body>{MENU}<main>
<article class="post"><a href="/2026/03/02/storm-closes-harbour/?utm_source=front"><img alt=""></a>
 <h2><a href="/2026/03/02/storm-closes-harbour/#more">Storm closes the harbour</a></h2>
 <a rel="category tag" href="/category/storms-and-floods/">Storms and floods</a>
 <a rel="author" href="/author/ann-quay/">Ann Quay of the Harbour Post</a>
 <time datetime="2026-03-02T10:15:00">2 March</time></article>
<article class="post"><h2><a href="/2026/03/01/ferry/">Ferry</a></h2>
 <a href="/2026/03/01/ferry/#comments">No comments on the ferry yet, write one</a></article>
<a class="next" rel="next" href="/town/page/2/">Older</a></main>
<aside><a href="/tag/harbour-master-of-the-year-2026/">Harbour master of the year 2026</a>
 <a href="/2025/12/24/a-quiet-evening/">Most read: a quiet evening</a></aside>
{FOOTER}</body></html>"""

# Cards that are links as a whole, with numbers for names.
CARDS = f"""<html><body>{MENU}<div role="main"><ul>
<li class="teaser-card"><a href="articles/c0ab1d2e3f4o"><div><h3>Mayor promises a new quay</h3>
 <p>It is to be ready in spring, and to cost less than the last one.</p></div></a></li>
<li class="teaser-card"><a href="/news/town-68123456"><h3>Bridge to open early</h3></a></li>
<li class="teaser-card"><a href="/videos/town-68123999"><h3>Watch: the bridge</h3></a></li>
<li class="teaser-card"><a href="/live/harbour"><h3>Live from the harbour</h3></a></li>
</ul></div>{FOOTER}</body></html>"""

# Tables and parameters, as they were made in 2003.
OLD = f"""<html><head><base href="https://www.harbour.example/paper/"></head><body>
<table><tr><td><a href="view.php?id=4711">Council votes for the cheaper of two bridges</a></td></tr>
<tr><td><a href="view.php?id=4712&sid=1">Fish market moves to the old station</a></td></tr>
<tr><td><a href="list.php?cat=3">More of this</a></td></tr>
<tr><td><a href="javascript:window.open('view.php?id=1')">Open the window of the paper</a></td></tr>
<tr><td><a href="mailto:desk@harbour.example">Write to the desk of the paper</a></td></tr>
<tr><td><a href="http://[broken">A link that is none, to nowhere in particular</a></td></tr>
</table>{FOOTER}</body></html>"""

# A script without spaces between words, in addresses too.
DENSE_NAME = quote("嵐で港が閉じた三日目")
DENSE = f"""<html><body>{MENU}<main><div class="news-list">
<a href="/a/{DENSE_NAME}">嵐で港が閉じた三日目</a>
<a href="/html/2026-03/02/content_2211.htm">市長、新しい橋を約束</a>
<a href="/list/">一覧</a></div></main></body></html>"""


def _paths(page: str) -> list[str]:
    prefix = "https://www.harbour.example"
    return [link.url.removeprefix(prefix) for link in article_links(page, URL)]


@pytest.mark.parametrize(
    ("page", "paths"),
    [
        pytest.param(
            BLOG,
            [
                "/2026/03/02/storm-closes-harbour/?utm_source=front",
                "/2026/03/01/ferry/",
                "/2025/12/24/a-quiet-evening/",
            ],
            id="blog",
        ),
        pytest.param(CARDS, ["/town/articles/c0ab1d2e3f4o", "/news/town-68123456"], id="cards"),
        pytest.param(OLD, ["/paper/view.php?id=4711", "/paper/view.php?id=4712&sid=1"], id="old"),
        pytest.param(
            DENSE,
            [
                f"/a/{DENSE_NAME}",
                "/html/2026-03/02/content_2211.htm",
            ],
            id="dense",
        ),
        pytest.param("", [], id="empty"),
        pytest.param("<html><body><p>Nothing here.</p>", [], id="no-links"),
    ],
)
def test_articles_are_told_from_everything_else(page: str, paths: list[str]) -> None:
    assert _paths(page) == paths


def test_a_link_brings_its_headline_and_its_time() -> None:
    storm, ferry, _ = article_links(BLOG, URL, time_zone=ZoneInfo("Europe/Berlin"))
    at = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert storm == ListedPage(
        url="https://www.harbour.example/2026/03/02/storm-closes-harbour/?utm_source=front",
        title="Storm closes the harbour",
        published=DateClaim(at=at, origin=DateOrigin.TEXT, has_offset=False),
    )
    # none is printed beside it: its address tells the day
    assert ferry.title == "Ferry"
    assert ferry.published is not None
    assert ferry.published.origin is DateOrigin.ADDRESS


def test_the_headline_in_a_card_is_not_mixed_with_its_summary() -> None:
    assert article_links(CARDS, URL)[0].title == "Mayor promises a new quay"


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        pytest.param("harbour.example", True, id="without-www"),
        pytest.param("m.harbour.example", True, id="mobile"),
        pytest.param("sport.harbour.example", True, id="branch"),
        pytest.param("otherharbour.example", False, id="other"),
    ],
)
def test_only_links_of_the_same_site_are_taken(host: str, taken: bool) -> None:
    address = f"https://{host}/2026/03/02/storm-closes-harbour/"
    page = f'<main><h2><a href="{address}">Storm closes harbour</a></h2></main>'
    assert [link.url for link in article_links(page, URL)] == [address] * taken


def test_the_page_itself_is_none_of_its_articles() -> None:
    url = "https://www.harbour.example/2026/03/02/storm-closes-harbour/"
    page = f'<main><h1><a href="{url}">Storm closes the harbour</a></h1></main>'
    assert article_links(page, url) == ()


def test_bytes_are_read_by_their_charset() -> None:
    page = '<main><h2><a href="/a/1234567">Шторм закрыл гавань</a></h2></main>'.encode("cp1251")
    [link] = article_links(page, URL, content_type="text/html; charset=windows-1251")
    assert link.title == "Шторм закрыл гавань"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 50_000, id="deep"),
        pytest.param("<a href='/2026/03/02/storm-%d/'>x" * 50_000, id="open-links"),
        pytest.param("<a href='" + "x" * 5_000_000 + "'>x</a>", id="long-address"),
        pytest.param("\x00\xff<a href=", id="noise"),
        pytest.param(
            f"<div class='{'news ' * 500_000}'>" + "<a href='/2026/03/02/storm-x/'>x</a>" * 5000,
            id="long-class",
        ),
    ],
)
def test_a_hostile_page_takes_a_moment_and_breaks_nothing(page: str) -> None:
    started = time.monotonic()
    article_links(page, URL)
    assert time.monotonic() - started < 5


@given(st.binary(max_size=200) | st.text(alphabet="<>/a href='\"=:.-[]2016", max_size=200))
def test_nothing_makes_it_fail(content: bytes | str) -> None:
    data = content.encode() if isinstance(content, str) else content
    for page in (data, b"<nav><h2><a href='" + data, b"<base href='" + data + b"'><a href=/1/2/>"):
        article_links(page, URL)
        read_clues(page, URL)


def test_an_address_that_is_none_lists_nothing() -> None:
    assert article_links(BLOG, "about:blank") == ()
