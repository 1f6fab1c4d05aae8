"""Fits outlets from elsewhere into a catalogue: names, and what is listed already."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crawlers.catalogue import LISTING_KEYS, Outlet
from crawlers.outlet_guesses import slug_of
from pipeline.urls import canonical_url, site_of


def without_listed(outlets: Iterable[Outlet], known: Sequence[Outlet]) -> list[Outlet]:
    """The outlets whose names are new, without the listings that are in the catalogue already.

    One that has no listing left, or whose name is taken, is left out.
    """
    names = {outlet.name for outlet in known}
    listed = {canonical_url(url) for outlet in known for _, url in outlet.listings}
    new = []
    for outlet in outlets:
        fresh = {
            key: tuple(url for url in getattr(outlet, key) if canonical_url(url) not in listed)
            for key in LISTING_KEYS
        }
        if outlet.name not in names and any(fresh.values()):
            new.append(replace(outlet, **fresh))  # type: ignore[arg-type]
            names.add(outlet.name)
            listed.update(canonical_url(url) for _, url in new[-1].listings)
    return new


def name_for(outlet: Outlet, known: Sequence[Outlet]) -> Outlet:
    """The outlet under the name that the catalogue has for its site, or under one that is free."""
    for other in known:
        if _site(other.home) == _site(outlet.home):
            return replace(outlet, name=other.name)
    taken = {other.name for other in known}
    wishes = [outlet.name, slug_of(_site(outlet.home))]
    wishes += [f"{outlet.name}-{number}" for number in range(2, len(known) + 3)]
    return replace(outlet, name=next(name for name in wishes if name not in taken))


def _site(url: str) -> str:
    parts = urlsplit(url)
    return site_of(parts.hostname or "") + (f":{parts.port}" if parts.port else "")
