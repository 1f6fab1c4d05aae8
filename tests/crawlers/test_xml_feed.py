"""RSS, RDF and Atom in their many dialects."""

from io import BytesIO

import feedparser
import pytest

from crawlers.feed_entries import FeedContent, FeedEntry, NotAFeed
from crawlers.xml_feed import read_xml_feed

RSS_2 = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Harbour Post</title><link>https://harbour.example/</link><language>en-gb</language>
<atom:link rel="self" href="https://harbour.example/feed"/>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<image><title>Logo</title><url>https://harbour.example/l.png</url></image>
<item><media:content url="https://harbour.example/p.jpg"><media:title>A wave</media:title>
 </media:content><title>Storm</title><link>https://harbour.example/storm</link>
 <atom:link rel="related" href="https://harbour.example/map"/>
 <guid isPermaLink="false">17</guid><pubDate>Mon, 02 Mar 2026 10:15:00 +0100</pubDate>
 <atom:updated>2026-03-02T12:00:00Z</atom:updated>
 <description>In short.</description>
 <content:encoded><![CDATA[<p>The storm came.</p>]]></content:encoded></item>
</channel></rss>"""

RDF = """<!DOCTYPE rdf:RDF PUBLIC "-//Netscape//DTD RDF//EN" "http://my.netscape.example/rdf.dtd">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://hill.example/"><title>Hill</title><dc:language>ja</dc:language>
<items><rdf:Seq><rdf:li resource="https://hill.example/rain"/></rdf:Seq></items></channel>
<item rdf:about="https://hill.example/rain"><title>Rain</title>
 <link>https://hill.example/rain</link><dc:date>2026-03-02T10:15:00+09:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"
 xml:base="https://dale.example/n/">
<title type="html">Dale &amp;amp; Fell</title><id>tag:dale</id>
<updated>2026-03-02T10:15:00Z</updated>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Thaw <b>now</b></div></title>
 <link rel="enclosure" href="sound.mp3"/><link rel="alternate" type="application/json" href="j"/>
 <link rel="alternate" type="text/html" href="thaw"/><id>tag:dale,2026:1</id>
 <published>2026-03-02T10:15:00Z</published><updated>2026-03-02T11:15:00Z</updated>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It thaws.</p></div></content>
 <source><title>Elsewhere</title><id>x</id></source></entry>
<entry><title>Plain</title><id>https://dale.example/plain</id>
 <content type="text">One &lt; two.</content></entry>
<entry><title>Picture</title><link href="/p"/><content type="image/png" src="p.png"/></entry>
</feed>"""


def test_rss_2_is_read() -> None:
    assert read_xml_feed(RSS_2) == FeedContent(
        form="RSS 2.0",
        title="Harbour Post",
        language="en-gb",
        ttl_seconds=900,
        entries=(
            FeedEntry(
                links=["https://harbour.example/storm"],
                title="Storm",
                published="Mon, 02 Mar 2026 10:15:00 +0100",
                modified="2026-03-02T12:00:00Z",
                text="<p>The storm came.</p>",
            ),
        ),
        faults=(),
    )


def test_rdf_is_read() -> None:
    feed = read_xml_feed(RDF)
    assert (feed.form, feed.title, feed.language, feed.faults) == ("RSS 1.0", "Hill", "ja", ())
    assert feed.entries == (
        FeedEntry(
            links=["https://hill.example/rain", "https://hill.example/rain"],
            title="Rain",
            published="2026-03-02T10:15:00+09:00",
        ),
    )


def test_atom_is_read() -> None:
    feed = read_xml_feed(ATOM)
    assert (feed.form, feed.title, feed.language) == ("Atom 1.0", "Dale & Fell", "de")
    thaw, plain, picture = feed.entries
    assert thaw.links == ["https://dale.example/n/thaw", "https://dale.example/n/j"]
    assert thaw.title == "Thaw now"
    assert (thaw.published, thaw.modified) == ("2026-03-02T10:15:00Z", "2026-03-02T11:15:00Z")
    assert thaw.text is not None
    assert "<p>It thaws.</p>" in thaw.text
    assert plain.links == ["https://dale.example/plain"]
    assert plain.text == "<p>One &lt; two.</p>"
    assert (picture.links, picture.text) == (["https://dale.example/p"], None)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param('<rss version="0.91"><channel>{}</channel></rss>', "RSS 0.91", id="0.91"),
        pytest.param('<rss version="0.92"><channel>{}</channel></rss>', "RSS 0.92", id="0.92"),
        pytest.param("<rss><channel/>{}</rss>", "RSS", id="beside-the-channel"),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>{}</rdf:RDF>',
            "RSS 1.0",
            id="0.9",
        ),
        pytest.param(
            '<r:rss xmlns:r="http://backend.userland.com/rss2">{}</r:rss>', "RSS", id="prefixed"
        ),
    ],
)
def test_every_rss_is_read(text: str, form: str) -> None:
    item = "<item><title>Storm</title><link>http://a.example/storm</link></item>"
    if "r:rss" in text:
        item = item.replace("<", "<r:").replace("<r:/", "</r:")
    feed = read_xml_feed(text.format(item))
    assert (feed.form, feed.faults) == (form, ())
    assert feed.entries == (FeedEntry(links=["http://a.example/storm"], title="Storm"),)


def test_atom_of_2003_is_read() -> None:
    feed = read_xml_feed(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Old</title>'
        '<link rel="alternate" type="text/html" href="http://a.example/old"/>'
        "<issued>2004-03-02T10:15:00Z</issued><modified>2004-03-03T10:15:00Z</modified>"
        '<content type="text/html" mode="escaped">&lt;p&gt;Old.&lt;/p&gt;</content></entry></feed>'
    )
    assert feed.form == "Atom 0.3"
    [entry] = feed.entries
    assert (entry.published, entry.modified) == ("2004-03-02T10:15:00Z", "2004-03-03T10:15:00Z")
    assert entry.text == "<p>Old.</p>"


@pytest.mark.parametrize(
    ("item", "links"),
    [
        pytest.param("<link>\n http://a.example/1\n</link>", ["http://a.example/1"], id="spaces"),
        pytest.param(
            "<link>http://proxy.example/1</link><feedburner:origLink>http://a.example/1"
            "</feedburner:origLink>",
            ["http://a.example/1", "http://proxy.example/1"],
            id="original",
        ),
        pytest.param("<guid>http://a.example/1</guid>", ["http://a.example/1"], id="guid"),
        pytest.param('<guid isPermaLink="false">http://a.example/1</guid>', [], id="no-permalink"),
        pytest.param("<guid>HTTP://a.example/1</guid>", ["HTTP://a.example/1"], id="capitals"),
        pytest.param("<guid>1234</guid>", [], id="number"),
        pytest.param(
            '<atom:link rel="http://www.iana.org/assignments/relation/alternate" href="/1"/>',
            ["/1"],
            id="rel-in-full",
        ),
        pytest.param('<atom:link rel="" href="/1"/>', ["/1"], id="rel-empty"),
        pytest.param('<atom:link rel="Alternate" href="/1"/>', ["/1"], id="rel-capitals"),
        pytest.param('<content type="text/html" src="/1"/>', ["/1"], id="content-elsewhere"),
        pytest.param('<content type="image/png" src="/1"/>', [], id="picture"),
        pytest.param('<link href="http://a.example/1"/>', ["http://a.example/1"], id="attribute"),
        pytest.param('<atom:link rel="self" href="http://a.example/1"/>', [], id="self"),
    ],
)
def test_the_address_of_an_entry_is_found(item: str, links: list[str]) -> None:
    [entry] = read_xml_feed(f"<rss><channel><item>{item}</item></channel></rss>").entries
    assert entry.links == links


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        pytest.param("<ttl>30</ttl>", 1800, id="ttl"),
        pytest.param("<ttl>0</ttl>", None, id="zero"),
        pytest.param("<ttl>soon</ttl>", None, id="word"),
        pytest.param("<ttl>99999999999999999999</ttl>", 59_999_940, id="huge"),
        pytest.param("<sy:updatePeriod> daily </sy:updatePeriod>", 86_400, id="period"),
        pytest.param("<sy:updatePeriod>often</sy:updatePeriod>", None, id="no-period"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(head: str, seconds: int | None) -> None:
    declared = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    feed = read_xml_feed(f"<rss {declared}><channel>{head}</channel></rss>")
    assert feed.ttl_seconds == seconds


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        pytest.param(
            "<yandex:full-text>One.\nTwo.</yandex:full-text>", "<p>One.</p><p>Two.</p>", id="yandex"
        ),
        pytest.param(
            "<content:encoded>&lt;p&gt;a&lt;/p&gt;</content:encoded>", "<p>a</p>", id="escaped"
        ),
        pytest.param("<content:encoded> </content:encoded>", None, id="empty"),
        pytest.param("<description>A summary.</description>", None, id="summary"),
    ],
)
def test_the_whole_text_is_taken_and_no_summary(printed: str, text: str | None) -> None:
    [entry] = read_xml_feed(f"<rss><channel><item>{printed}</item></channel></rss>").entries
    assert entry.text == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("", "neither RSS nor Atom", id="nothing"),
        pytest.param("<!DOCTYPE html><html><p>Not found", "an HTML page", id="page"),
        pytest.param("<urlset><url><loc>x</loc></url></urlset>", "under sitemaps", id="sitemap"),
        pytest.param("<opml><body/></opml>", "an OPML list", id="opml"),
        pytest.param("<svg/>", "its root element is svg", id="other"),
    ],
)
def test_what_is_no_feed_is_named(text: str, what: str) -> None:
    with pytest.raises(NotAFeed, match=what):
        read_xml_feed(text)


@pytest.mark.parametrize("text", [RSS_2, RDF, ATOM], ids=["rss", "rdf", "atom"])
def test_feedparser_reads_the_same(text: str) -> None:
    """The best-known reader of feeds is the witness."""
    headers = {"content-location": "https://a.example/", "content-type": "application/xml"}
    parsed = feedparser.parse(BytesIO(text.encode()), response_headers=headers, sanitize_html=False)
    mine = [(entry.links[0], entry.title) for entry in read_xml_feed(text).entries]
    theirs = [(entry.link, _without_tags(entry.title)) for entry in parsed.entries]
    assert mine == theirs


def _without_tags(title: str) -> str:
    for tag in ("<div>", "</div>", "<b>", "</b>"):
        title = title.replace(tag, "")
    return title
