"""The outlets to watch, read from `sources.toml` and checked entry by entry."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.urls import NotAnAddress, canonical_url
from storage.models import FeedKind
from storage.sources import FeedRecord, SourceRecord


class CatalogueError(Exception):
    """The catalogue cannot be used as it stands; the message says where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet: what it is, where it lists its articles, and how politely it is asked."""

    name: str
    title: str
    home: str
    country: str | None = None
    language: str | None = None
    time_zone: str = "UTC"
    owner: str | None = None
    """The ownership family; outlets of one family are not independent of each other."""
    local: bool = False
    """Whether its own hosts may be addresses of this machine or network."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    """Patterns: where given, an article's address must match one of them."""
    deny: tuple[str, ...] = ()
    """Patterns: an article's address must match none of them."""
    delay_seconds: float = 1.0
    concurrency: int = 1

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its dates without an offset are read."""
        return ZoneInfo(self.time_zone)

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that the catalogue itself names for it."""
        addresses = (self.home, *self.feeds, *self.sitemaps)
        return frozenset(urlsplit(address).hostname or "" for address in addresses)

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
                raise CatalogueError(f"{self.path} has no source {name!r}{_suggest(name, known)}")
        return tuple(outlet for outlet in self.outlets if outlet.name in names)


def source_record(outlet: Outlet) -> SourceRecord:
    """The outlet as storage keeps it."""
    feeds = [FeedRecord(url=url, kind=FeedKind.FEED) for url in outlet.feeds]
    sitemaps = [FeedRecord(url=url, kind=FeedKind.SITEMAP) for url in outlet.sitemaps]
    return SourceRecord(
        name=outlet.name,
        title=outlet.title,
        home_url=outlet.home,
        country=outlet.country,
        language=outlet.language,
        time_zone=outlet.time_zone,
        owner=outlet.owner,
        local=outlet.local,
        feeds=(*feeds, *sitemaps),
    )


def load_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue. Raises CatalogueError at the first thing that is wrong."""
    text = _read(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}") from None
    return Catalogue(path=path, outlets=_outlets(document, _Locator(path, text)))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(
            f"there is no catalogue {path}: write one with a [[source]] table for each outlet"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from None


class _Locator:
    """Finds the line of a key, which the TOML parser does not keep."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()
        self._starts = [n for n, line in enumerate(self._lines) if re.match(r"\s*\[\[", line)]

    def error(self, index: int, key: str, what: str) -> CatalogueError:
        """An error about `key` of the source table number `index`, counted from 0."""
        return CatalogueError(f"{self.path}:{self._line(index, key)}: {what}")

    def _line(self, index: int, key: str) -> int:
        # Tables written inline (source = [{...}]) have no header line: point at the file's start.
        if index >= len(self._starts):
            return 1
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._lines)
        assigns = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
        found = (n for n in range(start, end) if assigns.match(self._lines[n]))
        return next(found, start) + 1


def _outlets(document: Mapping[str, object], locator: _Locator) -> tuple[Outlet, ...]:
    for key in document:
        if key != "source":
            raise CatalogueError(
                f"{locator.path}: unknown table {key!r}: each outlet is a [[source]]"
            )
    tables = document.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{locator.path}: write [[source]], with two brackets")
    outlets = tuple(_outlet(table, n, locator) for n, table in enumerate(tables))
    _refuse_repeats(outlets, locator)
    return outlets


def _outlet(table: Mapping[str, object], index: int, locator: _Locator) -> Outlet:
    for key in table:
        if key not in _CHECKS:
            raise locator.error(index, key, f"unknown key {key!r}{_suggest(key, _CHECKS)}")
    for key in _REQUIRED:
        if key not in table:
            raise locator.error(index, "name", f"a source needs {key!r}")
    return Outlet(**{key: _checked(key, table[key], index, locator) for key in table})  # type: ignore[arg-type]


def _checked(key: str, value: object, index: int, locator: _Locator) -> object:
    try:
        return _CHECKS[key](value)
    except ValueError as error:
        raise locator.error(index, key, f"{key} = {value!r}: {error}") from None


def _refuse_repeats(outlets: tuple[Outlet, ...], locator: _Locator) -> None:
    names: set[str] = set()
    listings: dict[str, str] = {}
    for index, outlet in enumerate(outlets):
        if outlet.name in names:
            raise locator.error(index, "name", f"the name {outlet.name!r} is taken already")
        names.add(outlet.name)
        for key in ("feeds", "sitemaps"):
            for url in getattr(outlet, key):
                owner = listings.setdefault(canonical_url(url), f"{outlet.name}.{key}")
                if owner != f"{outlet.name}.{key}":
                    raise locator.error(index, key, f"{url} is listed by {owner} already")


def _suggest(word: str, known: Iterable[str]) -> str:
    choices = list(known)
    near = get_close_matches(word, choices, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known: {', '.join(choices)}" if choices else ""


def _slug(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", text):
        raise ValueError("use small letters, digits, hyphens and dots, as in 'harbour-post'")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text in quotation marks")
    return value.strip()


def _address(value: object) -> str:
    try:
        canonical_url(_text(value))
    except NotAnAddress:
        raise ValueError("expected an address that begins with http:// or https://") from None
    return _text(value)


def _addresses(value: object) -> tuple[str, ...]:
    return tuple(_address(entry) for entry in _array(value))


def _patterns(value: object) -> tuple[str, ...]:
    patterns = tuple(_text(entry) for entry in _array(value))
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return patterns


def _array(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("expected a list in square brackets")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _code(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("expected a code of two letters")
    return text


def _country(value: object) -> str:
    return _code(value).upper()


def _language(value: object) -> str:
    return _code(value).lower()


def _zone(value: object) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError("expected the name of a time zone, as in 'Europe/London'") from None


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("expected seconds between 0 and 3600")
    return float(value)


def _concurrency(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 16:
        raise ValueError("expected a whole number from 1 to 16")
    return value


_CHECKS: dict[str, Callable[[object], object]] = {
    "name": _slug,
    "title": _text,
    "home": _address,
    "country": _country,
    "language": _language,
    "time_zone": _zone,
    "owner": _text,
    "local": _flag,
    "feeds": _addresses,
    "sitemaps": _addresses,
    "allow": _patterns,
    "deny": _patterns,
    "delay_seconds": _delay,
    "concurrency": _concurrency,
}
_REQUIRED = [field.name for field in fields(Outlet) if field.default is MISSING]
