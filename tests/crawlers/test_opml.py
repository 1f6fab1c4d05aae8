"""OPML lists: written, read again, and read from others."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.catalogue import Outlet
from crawlers.opml import OpmlError, read_opml, write_opml

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = Outlet(
    name="harbour-post",
    title="Harbour & Post",
    home="https://harbour.example/",
    country="GB",
    language="en",
    time_zone="Europe/London",
    owner="Quay Group",
    feeds=("https://harbour.example/rss?a=1&b=2", "https://feeds.example/harbour"),
    sitemaps=("https://harbour.example/news.xml",),
    sections=("https://harbour.example/town/",),
)
DALE = Outlet(
    name="dale", title="Dale", home="https://dale.example/", feeds=("https://d.example/",)
)

FROM_A_READER = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Subscriptions</title></head><body>
<outline text="News"><outline text="Hill" title="Hill Times" type="rss"
  xmlUrl="http://www.hill.example/rss" htmlUrl="http://www.hill.example/"/>
 <outline text="Hill sport" type="rss" xmlUrl="http://hill.example/sport.rss"/></outline>
<outline text="IE"><outline text="Fell" type="rss" xmlUrl="https://fell.example/feed"
  language="ga-IE"/></outline>
<outline text="No address"/><outline type="rss" xmlUrl="feed:broken"/>
<outline text="Hill elsewhere" type="rss" xmlUrl="https://hill.co.uk/feed"/>
</body></opml>"""


def test_what_is_written_is_read_again() -> None:
    assert read_opml(write_opml([HARBOUR, DALE], now=NOW)) == (DALE, HARBOUR)


def test_a_list_has_its_countries_and_the_usual_attributes() -> None:
    text = write_opml([HARBOUR, DALE], now=NOW).decode()
    assert '<opml xmlns:newsfold="https://newsfold.example/opml" version="2.0">' in text
    assert '<outline text="GB">' in text
    assert '<outline text="Elsewhere">' in text
    assert 'type="rss" text="Harbour &amp; Post"' in text
    assert 'category="/GB"' in text
    assert "Mon, 02 Mar 2026 12:00:00 +0000" in text


def test_the_list_of_a_feed_reader_is_read() -> None:
    hill, fell, elsewhere = read_opml(FROM_A_READER)
    assert hill == Outlet(
        name="hill",
        title="Hill Times",
        home="http://www.hill.example/",
        feeds=("http://www.hill.example/rss", "http://hill.example/sport.rss"),
    )
    assert (fell.name, fell.home, fell.country) == ("fell", "https://fell.example/", "IE")
    assert (fell.language, fell.title) == ("ga", "Fell")
    assert elsewhere.name == "hill.co.uk"  # the name is taken


def test_names_that_are_taken_are_not_given_again() -> None:
    names = [o.name for o in read_opml(FROM_A_READER, taken=["hill", "hill.example", "fell"])]
    assert names == ["hill.example-2", "fell.example", "hill.co.uk"]


def test_an_outlet_whose_listings_are_all_sitemaps_survives() -> None:
    outlet = replace(HARBOUR, feeds=(), sections=(), title="harbour.example")
    assert read_opml(write_opml([outlet], now=NOW)) == (outlet,)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"", "no XML", id="nothing"),
        pytest.param(b"<html><p>x</html>", "not opml", id="page"),
        pytest.param(b"<opml><body/></opml>", "no feed", id="empty"),
        pytest.param(b"\x1f\x8b\x08x", "gzip", id="broken-gzip"),
        pytest.param(b"plain words", "no XML", id="words"),
    ],
)
def test_what_is_no_list_is_told(content: bytes, what: str) -> None:
    with pytest.raises(OpmlError, match=what):
        read_opml(content)


def test_a_broken_list_gives_what_it_holds() -> None:
    cut = FROM_A_READER[: FROM_A_READER.index(b'<outline text="No')]
    assert [outlet.name for outlet in read_opml(cut.replace(b"Hill sport", b"Hill & sport"))] == [
        "hill",
        "fell",
    ]


@given(st.binary(max_size=200) | st.text(alphabet="<>&;/outlinexmUr='! :.", max_size=200))
def test_nothing_else_than_its_own_error_comes_of_it(content: bytes | str) -> None:
    data = content.encode() if isinstance(content, str) else content
    for text in (data, b"<opml><body><outline xmlUrl='http://a.example/" + data):
        with suppress(OpmlError):
            read_opml(text)


def test_entities_are_left_alone() -> None:
    bomb = b"<!DOCTYPE o [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"
    outline = b"<opml><body><outline text='&f;x' xmlUrl='http://a.example/&f;'/></body></opml>"
    with pytest.raises(OpmlError):
        read_opml(bomb + b"<opml><body><outline text='x'>&f;</outline></body></opml>")
    try:
        outlets = read_opml(bomb + outline)
    except OpmlError:
        return
    with open("/etc/hostname", encoding="utf-8") as file:
        assert file.read().strip() not in repr(outlets)
