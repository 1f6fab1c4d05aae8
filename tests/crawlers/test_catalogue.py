"""What a catalogue knows of its outlets."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.catalogue import (
    Catalogue,
    CatalogueError,
    OptOuts,
    Outlet,
    Selectors,
    source_record,
)
from pipeline.repetition import digests_of
from storage.models import FeedKind

HARBOUR = Outlet(
    name="harbour-post",
    title="Harbour Post",
    home="https://harbour.example/",
    country="GB",
    owner="Quay Group",
    feeds=("https://harbour.example/rss",),
    sitemaps=("https://harbour.example/news.xml",),
    sections=("https://harbour.example/town/",),
)
HILL = Outlet(name="hill-times", title="Hill Times", home="https://hill.example/")
CATALOGUE = Catalogue(path=Path("sources.toml"), outlets=(HARBOUR, HILL))


def test_an_outlet_without_selectors_has_none() -> None:
    assert not Outlet(name="a", title="A", home="http://a.example/").selectors
    assert Selectors(remove=("aside",))


def test_what_an_outlet_repeats_is_known_by_its_digests() -> None:
    plain = Outlet(name="a", title="A", home="http://a.example/")
    assert plain.repeated_digests == frozenset()
    notes = ("Follow us for the latest news of the county.", "Our reporters write this every day.")
    found = replace(plain, repeated=notes).repeated_digests
    assert found == digests_of(notes[0]) | digests_of(notes[1])


def test_an_outlet_is_polite_unless_told() -> None:
    outlet = Outlet(name="a", title="A", home="http://a.example/")
    assert (outlet.delay_seconds, outlet.concurrency, outlet.local) == (1.0, 1, False)


def test_select_keeps_the_order_of_the_file() -> None:
    chosen = CATALOGUE.select(["hill-times", "harbour-post"])
    assert [outlet.name for outlet in chosen] == ["harbour-post", "hill-times"]


def test_select_of_an_unknown_name_suggests_one() -> None:
    with pytest.raises(CatalogueError, match="did you mean 'harbour-post'"):
        CATALOGUE.select(["harbor-post"])


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        pytest.param("http://a.example/news/1", True, id="allowed"),
        pytest.param("http://a.example/sport/1", False, id="not-allowed"),
        pytest.param("http://a.example/news/1/live", False, id="denied"),
    ],
)
def test_patterns_choose_addresses(url: str, wanted: bool) -> None:
    outlet = Outlet(
        name="a", title="A", home="http://a.example/", allow=("/news/",), deny=("/live$",)
    )
    assert outlet.wants(url) is wanted


@pytest.mark.parametrize(
    ("own", "otherwise", "obeyed"),
    [
        (None, OptOuts.OBEY, True),
        (None, OptOuts.RECORD, False),
        (OptOuts.RECORD, OptOuts.OBEY, False),
        (OptOuts.OBEY, OptOuts.RECORD, True),
    ],
)
def test_what_an_outlet_says_of_opt_outs_goes_first(
    own: OptOuts | None, otherwise: OptOuts, obeyed: bool
) -> None:
    outlet = Outlet(name="a", title="A", home="http://a.example/", opt_outs=own)
    assert outlet.obeys_opt_outs(otherwise) is obeyed


def test_a_source_record_carries_its_listings() -> None:
    record = source_record(HARBOUR)
    assert [(feed.url, feed.kind) for feed in record.feeds] == [
        ("https://harbour.example/rss", FeedKind.FEED),
        ("https://harbour.example/news.xml", FeedKind.SITEMAP),
        ("https://harbour.example/town/", FeedKind.SECTION),
    ]
    assert (record.name, record.owner, record.country) == ("harbour-post", "Quay Group", "GB")
