"""The entries of XML documents: whole ones, and what is saved of the others."""

import time

import pytest

from crawlers.xml_listing import NotXml, XmlListing, read_listing


def _read(text: str, *, limit: int = 100) -> XmlListing:
    return read_listing(text, ("item", "entry"), limit=limit)


def _links(listing: XmlListing) -> list[str]:
    return ["".join(e.parts["link"][0].itertext()) for e in listing.entries if "link" in e.parts]


def _rss(*items: str, attributes: str = "") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"{attributes}><channel><ttl>5</ttl>{body}</channel></rss>'


def test_a_whole_document_is_read() -> None:
    listing = _read(_rss("<link>a</link>", "<link>b</link>"))
    assert (listing.root, listing.version, list(listing.head)) == ("rss", "2.0", ["ttl"])
    assert (_links(listing), listing.faults) == (["a", "b"], ())


@pytest.mark.parametrize(
    ("declared", "printed"),
    [
        pytest.param(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "dc:date", id="usual"),
        pytest.param(' xmlns:x="http://purl.org/dc/elements/1.1/"', "x:date", id="other-prefix"),
        pytest.param(' xmlns:dc="http://purl.org/DC"', "dc:date", id="misspelt"),
        pytest.param("", "dc:date", id="undeclared"),
    ],
)
def test_a_namespace_is_known_by_any_name(declared: str, printed: str) -> None:
    listing = _read(_rss(f"<{printed}>2026</{printed}>", attributes=declared))
    assert [entry.parts["dc:date"][0].text for entry in listing.entries] == ["2026"]


def test_html_entities_are_no_fault() -> None:
    listing = _read(_rss("<link>caf&eacute;&nbsp;&amp;</link>"))
    assert (_links(listing), listing.faults) == (["café\xa0&"], ())


GOOD = "<link>good</link>"


@pytest.mark.parametrize(
    ("bad", "links"),
    [
        pytest.param("<link>a?b&c</link>", ["a?b&c"], id="bare-ampersand"),
        pytest.param("<description>x<br>y</description><link>a</link>", ["a"], id="open-tag"),
        pytest.param("<title><![CDATA[x </title><link>a</link>", ["a"], id="open-cdata"),
        pytest.param("<title>x ]]> y</title><link>a</link>", ["a"], id="stray-cdata-end"),
        pytest.param("<m:title>x</m:title><link>a</link>", ["a"], id="undeclared-prefix"),
        pytest.param("<br><!-- <link>no</link> --><link>a</link>", ["a"], id="comment"),
        pytest.param("<!-- <link>a</link>", ["a"], id="open-comment"),
        pytest.param("<link><![CDATA[a?b&c]]></link><br>", ["a?b&c"], id="ampersand-in-cdata"),
        pytest.param("<link>a</link></item><item", ["a"], id="half-a-tag"),
        pytest.param("<<<<>>>", [], id="noise"),
        pytest.param("<a>" * 1000 + "<link>a</link>", [], id="too-deep"),
    ],
)
def test_a_broken_entry_costs_no_other(bad: str, links: list[str]) -> None:
    listing = _read(_rss(GOOD, bad, GOOD))
    assert _links(listing) == ["good", *links, "good"]
    assert "not well-formed" in listing.faults[0]


def test_an_entry_that_is_not_closed_ends_at_the_next() -> None:
    text = _rss(GOOD, GOOD, GOOD).replace("</item>", "")
    assert _links(_read(text)) == ["good"] * 3


@pytest.mark.parametrize(
    ("cut", "links"),
    [
        pytest.param("<item><link>half", ["good", ""], id="within-the-link"),
        pytest.param("<item><link>whole</link><title>ha", ["good", "whole"], id="after-it"),
        pytest.param("<item><link><![CDATA[half", ["good", ""], id="within-cdata"),
        pytest.param("<item><li", ["good"], id="within-a-tag"),
        pytest.param("<ite", ["good"], id="within-the-entry's-tag"),
    ],
)
def test_a_cut_document_gives_what_stands_whole(cut: str, links: list[str]) -> None:
    text = _rss(GOOD)
    listing = _read(text[: text.index("</channel>")] + cut)
    assert _links(listing) == links
    assert listing.faults


def test_names_are_found_in_any_case() -> None:
    for text in (_rss(GOOD).replace("item>", "ITEM>"), _rss(GOOD).replace("link>", "Link>")):
        assert _links(_read(text)) == ["good"]


def test_no_more_than_the_limit_is_read() -> None:
    listing = _read(_rss(*[GOOD] * 20), limit=7)
    assert len(_links(listing)) == 7
    assert listing.faults == ("more than 7 entries: the rest is left out",)


def test_what_has_no_element_is_not_xml() -> None:
    for text in ("", "a < b", "plain"):
        with pytest.raises(NotXml):
            _read(text)


MILLION = 1_000_000


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("<" * MILLION, id="less-than"),
        pytest.param("&" * MILLION, id="ampersands"),
        pytest.param("<a>" * (MILLION // 3), id="depth"),
        pytest.param("<item>" * (MILLION // 6), id="open-entries"),
        pytest.param("<item>" + "<a b='" * (MILLION // 6), id="open-quotes"),
        pytest.param("<item>" + "<a><![CDATA[" * (MILLION // 12) + "</item>", id="open-cdata"),
        pytest.param("<item>" + "<!--" * (MILLION // 4) + "</item>", id="open-comments"),
        pytest.param("</item>" * (MILLION // 7), id="ends"),
        pytest.param("<?xml " * (MILLION // 6), id="declarations"),
    ],
)
def test_a_hostile_document_takes_no_longer_than_its_size(hostile: str) -> None:
    started = time.monotonic()
    for _ in _read(f"<rss><channel>{hostile}", limit=10_000).entries:
        pass
    assert time.monotonic() - started < 3


def test_a_long_name_in_a_broken_entry_takes_no_time() -> None:
    started = time.monotonic()
    listing = _read(f"<rss><item><link>a</link><{'a' * 1_000_000}<b></item>")
    assert _links(listing) == ["a"]
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("reference", ["&#55296;", "&#xD800;", "&#0;", "&#1114112;", "&#xFFFFFFF;"])
def test_a_reference_to_no_character_breaks_nothing(reference: str) -> None:
    assert _links(_read(_rss(f"<link>a{reference}</link>"))) == ["a"]
    assert _links(_read(f"<rss><item><link>a</link><b h{reference}x=1></item>")) == ["a"]
