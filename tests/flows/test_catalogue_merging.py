"""Fitting outlets into a catalogue."""

from dataclasses import replace

from crawlers.catalogue import Outlet
from flows.catalogue_merging import name_for, without_listed

HILL = Outlet(
    name="hill",
    title="Hill",
    home="https://www.hill.example/",
    feeds=("https://hill.example/rss?utm_source=x", "https://hill.example/sport"),
)
DALE = Outlet(
    name="dale", title="Dale", home="https://dale.example/", feeds=("https://d.example/",)
)


def test_what_is_listed_already_is_left_out() -> None:
    known = replace(HILL, name="fell", feeds=("https://hill.example/rss",))
    [new, other] = without_listed([HILL, DALE], [known])
    assert new == replace(HILL, feeds=("https://hill.example/sport",))
    assert other == DALE


def test_an_outlet_with_nothing_new_or_a_taken_name_is_left_out() -> None:
    assert without_listed([DALE], [replace(DALE, name="other")]) == []
    assert without_listed([HILL], [replace(DALE, name="hill")]) == []
    assert without_listed([DALE, replace(DALE, name="again")], []) == [DALE]


def test_an_outlet_gets_the_name_of_its_site_or_a_free_one() -> None:
    assert name_for(HILL, [replace(DALE, name="fell", home="http://hill.example")]).name == "fell"
    assert name_for(HILL, [DALE]).name == "hill"
    taken = replace(DALE, name="hill")
    assert name_for(HILL, [taken]).name == "hill.example"
    assert name_for(HILL, [taken, replace(DALE, name="hill.example")]).name == "hill-2"
    port = replace(HILL, home="http://127.0.0.1:8000/")
    assert name_for(port, [replace(DALE, home="http://127.0.0.1:8001/")]).name == "hill"
