"""Which outlets, and which pages of theirs, a crawl or a re-crawl is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawlers.catalogue import Outlet
from crawlers.catalogue_reading import load_catalogue
from flows.faults import WrongUse
from storage.database import transaction
from storage.frontier import sources_with_due_entries
from storage.polling import waiting_feeds
from storage.queries import article_urls
from storage.sources import SourceRecord, list_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Outlets, and which of their pages: each the name of its outlet and its address."""

    outlets: tuple[Outlet, ...]
    urls: tuple[tuple[str, str], ...] = ()
    """For a re-crawl."""
    listings: tuple[tuple[str, str], ...] | None = None
    """For a crawl, the listings to read; None: all of them."""
    force: bool = False
    """Whether pages are read anew, though their servers may know them unchanged."""


class NoTargets(WrongUse):
    """Nothing that is stored or in the catalogue fits what was asked for."""


def due_targets(engine: Engine, outlets: Sequence[Outlet], *, now: datetime) -> Targets:
    """What is due at `outlets`: listings whose time has come, and articles that were listed before.

    An outlet of which neither is due is left alone.
    """
    with transaction(engine) as session:
        waiting = waiting_feeds(session, now=now)
        with_entries = sources_with_due_entries(session, now=now)
    listings = tuple(
        (outlet.name, url)
        for outlet in outlets
        for _, url in outlet.listings
        if (outlet.name, url) not in waiting
    )
    named = {name for name, _ in listings} | with_entries
    return Targets(
        outlets=tuple(outlet for outlet in outlets if outlet.name in named), listings=listings
    )


def choose_targets(
    engine: Engine,
    catalogue_path: Path,
    *,
    urls: Collection[str] = (),
    source: str | None = None,
    story: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> Targets:
    """The pages to fetch again; of more than `limit` the newest. Raises NoTargets if none fits."""
    outlets = known_outlets(engine, catalogue_path)
    with transaction(engine) as session:
        if source is not None and source not in outlets:
            raise NoTargets(f"no source is named {source!r}{did_you_mean(source, outlets)}")
        if urls:
            pages = [(_outlet_of(session, url, outlets), url) for url in urls]
        else:
            pages = article_urls(session, source=source, story=story, since=since, until=until)
    if not pages:
        raise NoTargets("no stored article fits; `newsfold stories` and `sources list` show some")
    if limit is not None:
        pages = pages[-limit:]
    named = {name for name, _ in pages}
    return Targets(
        outlets=tuple(outlet for name, outlet in outlets.items() if name in named),
        urls=tuple(pages),
    )


def known_outlets(engine: Engine, catalogue_path: Path) -> dict[str, Outlet]:
    """The outlets of the catalogue, if there is one, and those that are stored, by name."""
    catalogue = load_catalogue(catalogue_path) if catalogue_path.exists() else None
    with transaction(engine) as session:
        outlets = {record.name: _outlet(record) for record in list_sources(session)}
    if catalogue is not None:  # it knows more: politeness, patterns, what is new in it
        outlets |= {outlet.name: outlet for outlet in catalogue.outlets}
    return outlets


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The end of a sentence that says a name is unknown."""
    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _outlet_of(session: Session, url: str, outlets: Mapping[str, Outlet]) -> str:
    """The outlet of an address: of the article that it is known to lead to, else of its host."""
    for name, _ in article_urls(session, url=url):
        return name
    host = urlsplit(url).hostname
    for outlet in outlets.values():
        if host is not None and host in outlet.hosts:
            return outlet.name
    raise NoTargets(
        f"{url} is no known article and no source has its host {host!r}: "
        "add the outlet to the catalogue first (sources.toml)"
    )


def _outlet(record: SourceRecord) -> Outlet:
    """A stored source as an outlet; one from an imported file has its host for a name."""
    return Outlet(
        name=record.name,
        title=record.title,
        home=record.home_url or f"https://{record.name}/",
        country=record.country,
        language=record.language,
        time_zone=record.time_zone or "UTC",
        owner=record.owner,
        local=record.local,
    )
