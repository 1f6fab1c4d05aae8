"""The outlets to watch, as `sources.toml` describes them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from storage.models import FeedKind
from storage.sources import FeedRecord, SourceRecord


class CatalogueError(Exception):
    """The catalogue cannot be used as it stands; the message says where and what to do."""


LISTING_KEYS = {
    "feeds": FeedKind.FEED,
    "sitemaps": FeedKind.SITEMAP,
    "sections": FeedKind.SECTION,
}
"""The keys under which an outlet names its listings, and what those are."""


class OptOuts(StrEnum):
    """What is done with a page that reserves itself from text and data mining."""

    RECORD = "record"
    """It is kept like any other, with the signal beside it."""
    OBEY = "obey"
    """Its text is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors for a site on which the general rules of extraction go wrong."""

    title: str | None = None
    body: str | None = None
    byline: str | None = None
    date: str | None = None
    remove: tuple[str, ...] = ()
    """What is taken off the page before anything is read."""

    def __bool__(self) -> bool:
        """Whether anything is selected."""
        return any((self.title, self.body, self.byline, self.date, self.remove))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet: what it is, where it lists its articles, and how politely it is asked."""

    name: str
    title: str
    home: str
    country: str | None = None
    language: str | None = None
    time_zone: str = "UTC"
    founded: int | None = None
    """The year in which it began: a date before that is not believed."""
    owner: str | None = None
    """The ownership family; outlets of one family are not independent of each other."""
    local: bool = False
    """Whether its own hosts may be addresses of this machine or network."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Pages of its own whose links are articles."""
    allow: tuple[str, ...] = ()
    """Patterns: where given, an article's address must match one of them."""
    deny: tuple[str, ...] = ()
    """Patterns: an article's address must match none of them."""
    selectors: Selectors = field(default_factory=Selectors)
    repeated: tuple[str, ...] = ()
    """Sentences that it prints in article after article: they are no part of their texts."""
    delay_seconds: float = 1.0
    concurrency: int = 1
    poll_min_minutes: int | None = None
    """Its listings are not read again sooner; None where the setting for all decides."""
    poll_max_minutes: int | None = None
    """Its listings are read again at the latest then; None where the setting for all decides."""
    opt_outs: OptOuts | None = None
    """None where the setting for all decides."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its dates without an offset are read."""
        return ZoneInfo(self.time_zone)

    @property
    def repeated_digests(self) -> frozenset[int]:
        """What its repeated sentences are known by."""
        if not self.repeated:
            return frozenset()
        from pipeline.repetition import digests_of

        return frozenset().union(*map(digests_of, self.repeated))

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that the catalogue itself names for it."""
        addresses = (self.home, *(url for _, url in self.listings))
        return frozenset(urlsplit(address).hostname or "" for address in addresses)

    @property
    def listings(self) -> tuple[tuple[FeedKind, str], ...]:
        """The address of each of its listings, with what it is."""
        return tuple(
            (kind, url) for key, kind in LISTING_KEYS.items() for url in getattr(self, key)
        )

    def obeys_opt_outs(self, otherwise: OptOuts) -> bool:
        """Whether its reserved pages are not kept; `otherwise` holds where it says nothing."""
        return (self.opt_outs or otherwise) is OptOuts.OBEY

    def wants(self, url: str) -> bool:
        """Whether the allow and deny patterns let an article's address pass."""
        if any(re.search(pattern, url) for pattern in self.deny):
            return False
        return not self.allow or any(re.search(pattern, url) for pattern in self.allow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All outlets of one file, in its order."""

    path: Path
    outlets: tuple[Outlet, ...]

    def select(self, names: Collection[str]) -> tuple[Outlet, ...]:
        """Return the outlets of these names; raises CatalogueError for a name it lacks."""
        known = [outlet.name for outlet in self.outlets]
        for name in names:
            if name not in known:
                raise CatalogueError(f"{self.path} has no source {name!r}{suggestion(name, known)}")
        return tuple(outlet for outlet in self.outlets if outlet.name in names)


def source_record(outlet: Outlet) -> SourceRecord:
    """The outlet as storage keeps it."""
    return SourceRecord(
        name=outlet.name,
        title=outlet.title,
        home_url=outlet.home,
        country=outlet.country,
        language=outlet.language,
        time_zone=outlet.time_zone,
        owner=outlet.owner,
        local=outlet.local,
        feeds=tuple(FeedRecord(url=url, kind=kind) for kind, url in outlet.listings),
    )


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that says a word is unknown."""
    choices = list(known)
    near = get_close_matches(word, choices, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known: {', '.join(choices)}" if choices else ""
