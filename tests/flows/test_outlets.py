from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from flows.demo.outlets import BYLINES, LABELS, OUTLETS, Layout, Listing
from flows.demo.press import read_articles


def test_every_outlet_of_the_corpus_is_known():
    assert set(OUTLETS) == {article["outlet"] for article in read_articles()}


def test_every_layout_and_listing_is_in_use():
    assert {outlet.layout for outlet in OUTLETS.values()} == set(Layout)
    assert {outlet.listing for outlet in OUTLETS.values()} == set(Listing)


def test_one_outlet_is_slow_and_some_fail():
    assert [o.name for o in OUTLETS.values() if o.delay_seconds] == ["slowlanes"]
    assert any(outlet.fails_first for outlet in OUTLETS.values())


def test_an_owner_has_several_outlets():
    owners = Counter(outlet.owner for outlet in OUTLETS.values() if outlet.owner)
    assert owners
    assert min(owners.values()) > 1


@pytest.mark.parametrize("zone", sorted({outlet.time_zone for outlet in OUTLETS.values()}))
def test_time_zones_exist(zone):
    assert ZoneInfo(zone).key == zone


def test_every_language_has_the_same_labels():
    assert {frozenset(labels) for labels in LABELS.values()} == {frozenset(LABELS["en"])}
    assert set(LABELS) == set(BYLINES) == {article["lang"] for article in read_articles()}
