"""Feeds and sitemaps: what is read of good ones, and of any others."""

import gzip
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import discovery
from crawlers.discovery import merge_listings, parse_feed, parse_sitemap
from pipeline.records import DateClaim, DateOrigin, ListedPage

BASE = "http://harbour.example/feed"

RSS = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Caf\xe9 &amp; quay</title><link>/storm?a=1&amp;b=2</link>
 <pubDate>Mon, 02 Mar 2026 10:15:00 +0100</pubDate></item>
<item><title>By its guid</title><guid>http://harbour.example/guid</guid></item>
<item><title>No address</title><guid isPermaLink="false">tag:1</guid></item>
<item><title>Elsewhere</title><link>mailto:desk@harbour.example</link></item>
</channel></rss>""".encode("latin-1")

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Hill Times</title>
<entry><title>Rain</title><link href="http://hill.example/rain"/>
 <published>2026-03-02T10:15:00Z</published><updated>2026-03-02T12:00:00Z</updated></entry>
<entry><title>Sun</title><link href="http://hill.example/sun"/>
 <updated>2026-03-03T08:00:00</updated></entry></feed>"""


def _claim(*at: int, origin: DateOrigin = DateOrigin.FEED, **exact: bool) -> DateClaim:
    return DateClaim(at=datetime(*at, tzinfo=UTC), origin=origin, **exact)  # type: ignore[arg-type]


def test_rss_is_read() -> None:
    listing = parse_feed(RSS, BASE)
    assert listing.entries == (
        ListedPage(
            url="http://harbour.example/storm?a=1&b=2",
            title="Café & quay",
            published=_claim(2026, 3, 2, 9, 15),
        ),
        ListedPage(url="http://harbour.example/guid", title="By its guid"),
    )
    assert (listing.unusable, listing.broken) == (2, None)


def test_atom_is_read() -> None:
    rain, sun = parse_feed(ATOM, BASE, time_zone=ZoneInfo("Europe/Berlin")).entries
    assert rain.published == _claim(2026, 3, 2, 10, 15)
    assert rain.modified == _claim(2026, 3, 2, 12)
    assert sun.published is None  # an update is no publication
    assert sun.modified == _claim(2026, 3, 3, 7, has_offset=False)


@pytest.mark.parametrize(
    ("content", "count", "broken"),
    [
        pytest.param(b"<rss version='2.0'><channel/></rss>", 0, None, id="empty-feed"),
        pytest.param(RSS[:-30], 2, "its last entry is cut off", id="cut"),
        pytest.param(RSS.replace(b"&amp;b", b"&b"), 2, "not well-formed", id="bare-ampersand"),
        pytest.param(b"", 0, "neither RSS nor Atom", id="nothing"),
        pytest.param(b"<html><p>Not found</p></html>", 0, "but an HTML page", id="page"),
        pytest.param(b"<!DOCTYPE html><p>Sorry<br>", 0, "neither RSS nor Atom", id="no-html"),
        pytest.param(b'{"posts": []}', 0, "no JSON Feed", id="json"),
        pytest.param(b"<urlset><url/></urlset>", 0, "under sitemaps", id="sitemap"),
        pytest.param(b"\x00\xff" * 99, 0, "neither RSS nor Atom", id="noise"),
        pytest.param(b"/etc/hostname", 0, "neither RSS nor Atom", id="file-name"),
        pytest.param(b"http://127.0.0.1:1/", 0, "neither RSS nor Atom", id="address"),
    ],
)
def test_any_feed_gives_what_it_holds(content: bytes, count: int, broken: str | None) -> None:
    listing = parse_feed(content, BASE)
    assert len(listing.entries) == count
    assert (listing.broken is None) is (broken is None)
    assert (broken or "") in (listing.broken or "")


JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "items": [
            {"url": "/storm", "title": "Storm", "date_published": "2026-03-02T10:15:00Z"},
            {"id": "2"},
        ],
    }
).encode()


def test_a_json_feed_is_read_by_its_content() -> None:
    listing = parse_feed(b"\xef\xbb\xbf\n" + JSON_FEED, BASE)
    assert listing.entries == (
        ListedPage(
            url="http://harbour.example/storm", title="Storm", published=_claim(2026, 3, 2, 10, 15)
        ),
    )
    assert (listing.unusable, listing.broken, listing.form) == (1, None, "JSON Feed 1")


def test_a_feed_says_what_it_is_and_when_to_come_again() -> None:
    feed = b"<rss version='2.0'><channel><title>Post</title><language>en-us</language><ttl>5</ttl>"
    listing = parse_feed(feed + b"</channel></rss>", BASE)
    assert (listing.form, listing.title, listing.language) == ("RSS 2.0", "Post", "en-us")
    assert listing.ttl_seconds == 300


def test_the_text_in_a_feed_comes_along() -> None:
    content = "<content:encoded>&lt;p&gt;It came.&lt;/p&gt;</content:encoded>"
    item = f"<item><link>/storm</link>{content}</item>"
    listing = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), BASE)
    assert [page.text for page in listing.entries] == ["<p>It came.</p>"]
    assert listing.broken is not None  # the prefix is not declared


def test_an_address_escaped_twice_is_mended() -> None:
    item = b"<item><link>http://a.example/?a=1&amp;amp;copy=2</link></item>"
    [page] = parse_feed(b"<rss><channel>" + item + b"</channel></rss>", BASE).entries
    assert page.url == "http://a.example/?a=1&copy=2"


def test_an_address_that_none_can_be_is_not_listed() -> None:
    item = b"<item><link>http://a.example/%s</link></item>" % (b"a" * 5000)
    listing = parse_feed(b"<rss><channel>" + item + b"</channel></rss>", BASE)
    assert (listing.entries, listing.unusable) == ((), 1)


def test_blanks_without_end_in_an_address_take_no_time() -> None:
    item = b"<item><link>http://a.example/a%sb</link></item>" % (b" " * 60_000)
    started = time.process_time()
    listing = parse_feed(b"<rss><channel>" + item + b"</channel></rss>", BASE)
    assert time.process_time() - started < 1
    assert (listing.entries, listing.unusable) == ((), 1)


@pytest.mark.slow
def test_a_feed_of_100_000_entries_is_read_in_bounds() -> None:
    item = "<item><title>Storm</title><link>http://a.example/{}</link></item>"
    feed = "".join(
        ["<rss><channel>", *(item.format(n) for n in range(100_000)), "</channel></rss>"]
    )
    started = time.monotonic()
    listing = parse_feed(feed.encode(), BASE)
    assert time.monotonic() - started < 10
    assert (len(listing.entries), listing.entries[0].url) == (10_000, "http://a.example/0")
    assert listing.broken == "more than 10000 entries: the rest is left out"


def _damaged(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    kind = chance.randrange(4)
    if kind == 0:
        return text[: max(place, 100)]
    if kind == 1:
        return text[:place] + text[place + chance.randrange(1, 40) :]
    if kind == 2:
        noise = ["&", "<", "<br>", "\0", "&nbsp;", "]]>", "<![CDATA[", "</p>", "<!--", '"', ">"]
        return text[:place] + chance.choice(noise) + text[place:]
    return text.replace(chance.choice(["]]>", "</title>", "</item>"]), "", chance.randrange(1, 9))


def test_more_is_saved_of_broken_feeds_than_feedparser_saves() -> None:
    items = "".join(
        f"<item><title><![CDATA[Storm {n} & café]]></title><link>http://a.example/{n}?a=1&amp;b=2"
        "</link><description>A &lt;b&gt;word&lt;/b&gt;</description></item>"
        for n in range(8)
    )
    true = {f"http://a.example/{n}?a=1&b=2" for n in range(8)}
    chance = random.Random(1)
    saved, wrong, theirs, their_wrong = 0, 0, 0, 0
    for _ in range(100):
        feed = _damaged(f"<rss><channel><title>P</title>{items}</channel></rss>", chance).encode()
        found = {page.url for page in parse_feed(feed, BASE).entries}
        saved, wrong = saved + len(found & true), wrong + len(found - true)
        parsed = feedparser.parse(BytesIO(feed), response_headers={"content-type": "text/xml"})
        links = {entry.get("link") for entry in parsed.entries}
        theirs, their_wrong = theirs + len(links & true), their_wrong + len(links - true)
    assert saved >= theirs
    assert saved > 0.75 * 100 * 8
    assert wrong < their_wrong


LAUGHS = b"".join(
    [
        b"<!DOCTYPE r [<!ENTITY a '0123456789'>",
        *(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)),
        b"]>",
    ]
)
LEAK = b"<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"


def _hostname() -> str:
    with open("/etc/hostname", encoding="utf-8") as file:
        return file.read().strip()


@pytest.mark.parametrize(
    "prologue", [pytest.param(LAUGHS, id="laughs"), pytest.param(LEAK, id="leak")]
)
def test_entities_are_left_alone(prologue: bytes) -> None:
    item = b"<item><title>T &f; &j;</title><link>http://a.example/&f;</link></item>"
    page = b"<url><loc>http://a.example/&f;&j;</loc></url>"
    started = time.monotonic()
    feed = parse_feed(prologue + b"<rss version='2.0'><channel>%s</channel></rss>" % item, BASE)
    sitemap = parse_sitemap(prologue + b"<urlset>%s</urlset>" % page, BASE)
    assert time.monotonic() - started < 2
    for listed in (*feed.entries, *sitemap.pages):
        assert _hostname() not in listed.url + listed.title
        assert len(listed.url + listed.title) < 200


SITEMAP = b"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<!-- made by a machine -->
<url><loc> http://a.example/storm </loc><lastmod>2026-03-02</lastmod><news:news>
 <news:publication><news:name>A</news:name></news:publication>
 <news:publication_date>2026-03-01T22:00:00-05:00</news:publication_date>
 <news:title>Storm</news:title></news:news></url>
<url><loc>/relative</loc></url><url><lastmod>2026</lastmod></url>
</urlset>"""


def test_a_sitemap_is_read() -> None:
    listing = parse_sitemap(SITEMAP, "http://a.example/map.xml")
    origin = DateOrigin.SITEMAP
    assert listing.pages == (
        ListedPage(
            url="http://a.example/storm",
            title="Storm",
            published=_claim(2026, 3, 2, 3, origin=origin),
            modified=_claim(2026, 3, 2, origin=origin, has_time=False, has_offset=False),
        ),
        ListedPage(url="http://a.example/relative"),
    )
    assert (listing.nested, listing.unusable, listing.broken) == ((), 1, None)


def test_a_gzip_sitemap_is_the_same() -> None:
    base = "http://a.example/map.xml"
    assert parse_sitemap(gzip.compress(SITEMAP), base) == parse_sitemap(SITEMAP, base)


def test_an_index_lists_sitemaps() -> None:
    index = b"<sitemapindex><sitemap><loc>http://a.example/1.xml</loc></sitemap></sitemapindex>"
    listing = parse_sitemap(index, BASE)
    assert [page.url for page in listing.nested] == ["http://a.example/1.xml"]
    assert listing.pages == ()


def test_bare_ampersands_do_not_cost_a_part_of_the_address() -> None:
    text = b"<urlset><url><loc>http://a.example/?a=1&b=2&amp;c=3&#38;d=4</loc></url></urlset>"
    [page] = parse_sitemap(text, BASE).pages
    assert page.url == "http://a.example/?a=1&b=2&c=3&d=4"


def test_a_news_sitemap_is_told_from_others() -> None:
    assert parse_sitemap(SITEMAP, BASE).is_news
    assert not parse_sitemap(b"<urlset><url><loc>/a</loc></url></urlset>", BASE).is_news


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text.replace(b"<!--", b"<br><!--"), id="open-tag"),
        pytest.param(
            lambda text: text.replace(b"Storm<", b"Storm &nbsp; & &eacute;<"), id="entity"
        ),
        pytest.param(lambda text: text.replace(b"Storm<", b"Storm \xff\x0b<"), id="bytes"),
        pytest.param(lambda text: text.replace(b"xmlns:news=", b"xmlns:n="), id="undeclared"),
        pytest.param(lambda text: text.replace(b"sitemap-news/0.9", b"news"), id="misspelt"),
        pytest.param(
            lambda text: (
                text.replace(b"sitemap-news/0.9", b"sitemap-news/0.9/")
                .replace(b"xmlns:news=", b"xmlns:n=")
                .replace(b"news:", b"n:")
            ),
            id="slash",
        ),
        pytest.param(lambda text: b"Notice: x in y.php\n" + text, id="junk"),
        pytest.param(lambda text: text.decode().encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: text.replace(b"</urlset>", b""), id="not-closed"),
    ],
)
def test_a_broken_sitemap_gives_what_it_holds(damage: Callable[[bytes], bytes]) -> None:
    listing = parse_sitemap(damage(SITEMAP), "http://a.example/map.xml")
    assert [page.url for page in listing.pages] == [
        "http://a.example/storm",
        "http://a.example/relative",
    ]
    assert listing.pages[0].title.startswith("Storm")
    assert listing.pages[0].published is not None


def test_a_sitemap_may_be_in_a_namespace_of_its_own() -> None:
    text = b'<s:urlset xmlns:s="http://a.example/ns"><s:url><s:loc>/1</s:loc></s:url></s:urlset>'
    [page] = parse_sitemap(text, BASE).pages
    assert page.url.endswith("/1")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("harbour.example/storm", "http://harbour.example/storm"),
        ("www.harbour.example/storm", "http://www.harbour.example/storm"),
        ("http://harbour.example/a/\n    storm", "http://harbour.example/a/storm"),
        ("http://user:secret@harbour.example/storm", "http://harbour.example/storm"),
        ("storm", "http://harbour.example/news/storm"),
    ],
)
def test_a_link_is_taken_for_what_is_meant(link: str, address: str) -> None:
    text = f"<rss><channel><item><link>{link}</link></item></channel></rss>".encode()
    [page] = parse_feed(text, "http://harbour.example/news/feed").entries
    assert page.url == address


def test_a_list_of_addresses_is_a_sitemap() -> None:
    text = b"\xef\xbb\xbfhttp://a.example/1\r\n\r\nhttps://a.example/2?a=b&c=d\nabout us\n"
    listing = parse_sitemap(text, BASE)
    assert [page.url for page in listing.pages] == [
        "http://a.example/1",
        "https://a.example/2?a=b&c=d",
    ]
    assert (listing.unusable, listing.broken) == (1, None)


def test_a_feed_may_stand_for_a_sitemap() -> None:
    assert parse_sitemap(ATOM, BASE).pages == parse_feed(ATOM, BASE).entries


def test_a_picture_s_address_is_no_page() -> None:
    image = "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'"
    text = f"<urlset {image}><url><image:image><image:loc>/p.jpg</image:loc></image:image>"
    for damage in ("", "<br>"):
        listing = parse_sitemap(f"{text}{damage}<loc>/a</loc></url></urlset>".encode(), BASE)
        assert [page.url for page in listing.pages] == ["http://harbour.example/a"]


def test_a_sitemap_longer_than_any_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_ENTRIES", 7)
    text = "<urlset>" + "<url><loc>/a</loc></url>" * 8 + "</urlset>"
    for content in (text, "http://a.example/1\n" * 8):
        listing = parse_sitemap(content.encode(), BASE)
        assert len(listing.pages) == 7
        assert "the rest is left out" in (listing.broken or "")


@pytest.mark.parametrize(
    ("content", "broken"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"<html><p>Not found</p></html>", "root element is html", id="page"),
        pytest.param(b"<!DOCTYPE html><p>Sorry<br>", "root element is p", id="no-html"),
        pytest.param(b"Not here.", "neither a sitemap nor a list", id="words"),
        pytest.param(b"\x1f\x8b\x08broken", "", id="broken-gzip"),
        pytest.param(gzip.compress(b" " * 40_000_000), "when unpacked", id="bomb"),
        pytest.param(b"\x00\xff" * 99, "", id="noise"),
    ],
)
def test_what_is_no_sitemap_is_broken(content: bytes, broken: str) -> None:
    listing = parse_sitemap(content, BASE)
    assert listing.broken
    assert broken in listing.broken
    assert listing.pages == ()


def test_a_cut_sitemap_gives_what_it_holds() -> None:
    cut = SITEMAP[: SITEMAP.index(b"<url><loc>/relative")]
    assert [page.url for page in parse_sitemap(cut, BASE).pages] == ["http://a.example/storm"]


@given(st.binary(max_size=300) | st.text(alphabet="<>&;/rslinkutem ='!-[]", max_size=200))
def test_nothing_makes_the_parsers_fail(content: bytes | str) -> None:
    data = content.encode() if isinstance(content, str) else content
    for text in (
        data,
        b"<rss version='2.0'><channel><item>" + data,
        b"<urlset><url>" + data,
        b'{"items": [' + data,
    ):
        parse_feed(text, BASE)
        parse_sitemap(text, BASE)


def test_listings_merge_by_canonical_address_newest_first() -> None:
    first = ListedPage(url="http://a.example/1?utm_source=rss", published=_claim(2026, 3, 1))
    later = ListedPage(url="http://a.example/2", published=_claim(2026, 3, 2), text="<p>T</p>")
    dateless = ListedPage(url="http://a.example/3")
    again = ListedPage(url="http://a.example/1", title="One", published=_claim(2026, 3, 9))
    merged = merge_listings([[dateless, first], [again, later]])
    assert list(merged) == ["http://a.example/2", "http://a.example/1", "http://a.example/3"]
    assert merged["http://a.example/1"] == ListedPage(
        url=first.url, title="One", published=first.published
    )


def test_an_address_and_its_twin_are_listed_once() -> None:
    first = ListedPage(url="http://www.a.example/1")
    twin = ListedPage(url="https://a.example/1?amp", title="One")
    merged = merge_listings([[first], [twin]])
    assert merged == {first.url: ListedPage(url=first.url, title="One")}


def test_a_more_exact_claim_of_the_same_day_wins() -> None:
    day = _claim(2026, 3, 2, has_time=False, has_offset=False, origin=DateOrigin.SITEMAP)
    hour = _claim(2026, 3, 2, 10)
    url = "http://a.example/1"
    listings = [[ListedPage(url=url, published=day)], [ListedPage(url=url, published=hour)]]
    assert merge_listings(listings)[url].published == hour
