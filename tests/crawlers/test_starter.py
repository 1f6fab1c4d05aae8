"""The starter catalogue: enough outlets, of enough countries, and in order."""

from collections import Counter
from importlib.resources import files

from crawlers.starter import load_starter

TEXT = (files("crawlers") / "data" / "sources-starter.toml").read_text(encoding="utf-8")
OUTLETS = load_starter().outlets


def test_there_are_many_outlets_of_many_countries_and_languages() -> None:
    assert len(OUTLETS) >= 90
    assert len({outlet.country for outlet in OUTLETS}) >= 40
    assert len({outlet.language for outlet in OUTLETS}) >= 25


def test_each_outlet_is_described_and_can_be_crawled() -> None:
    for outlet in OUTLETS:
        assert outlet.feeds or outlet.sitemaps or outlet.sections, outlet.name
        assert outlet.country, outlet.name
        assert outlet.language, outlet.name
        assert outlet.owner, outlet.name
        assert outlet.time_zone != "UTC", outlet.name
        assert outlet.home.endswith("/") or outlet.home.count("/") > 2, outlet.name


def test_families_of_one_owner_have_one_name() -> None:
    owners = Counter(outlet.owner for outlet in OUTLETS)
    folded = Counter((outlet.owner or "").casefold().replace(" ", "") for outlet in OUTLETS)
    assert sorted(owners.values()) == sorted(folded.values())
    assert owners.most_common(1)[0][1] >= 3


def test_the_outlets_of_a_country_have_its_time_zones() -> None:
    zones = {
        "GB": {"Europe/London"},
        "DE": {"Europe/Berlin"},
        "JP": {"Asia/Tokyo"},
        "IN": {"Asia/Kolkata"},
    }
    for country, expected in zones.items():
        found = {outlet.time_zone for outlet in OUTLETS if outlet.country == country}
        assert found == expected


def test_nothing_private_is_asked_for() -> None:
    assert not any(outlet.local for outlet in OUTLETS)


def test_the_file_tells_its_date_and_how_to_check_it() -> None:
    assert "Compiled on 2026-" in TEXT
    assert "newsfold sources check" in TEXT
