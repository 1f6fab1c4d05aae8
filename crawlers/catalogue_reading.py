"""Reads `sources.toml` and checks it entry by entry: each fault with its line and what to do."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawlers.catalogue import (
    LISTING_KEYS,
    Catalogue,
    CatalogueError,
    OptOuts,
    Outlet,
    Selectors,
    suggestion,
)
from pipeline.urls import NotAnAddress, canonical_url


def load_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue. Raises CatalogueError with all that is wrong, a line each."""
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
            f"there is no catalogue {path}: `newsfold sources add URL` makes it, with a [[source]] "
            "table for each outlet; NEWSFOLD_SOURCES names another"
        ) from None
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from None


class _Locator:
    """Finds the line of a key, which the TOML parser does not keep."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()
        self._starts = [n for n, line in enumerate(self._lines) if re.match(r"\s*\[\[", line)]

    def error(self, index: int, key: str, what: str) -> CatalogueError:
        """An error about `key` of the source table number `index`, counted from 0."""
        line = self._line(index, key) + 1
        return CatalogueError(f"{self.path}:{line}: {what}")

    def _line(self, index: int, key: str) -> int:
        # Tables written inline (source = [{...}]) have no header line: point at the file's start.
        if index >= len(self._starts):
            return 0
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._lines)
        # A key of `selectors` may stand in a table of its own or in the braces of one line.
        for name in (key.rpartition(".")[2], key.partition(".")[0]):
            assigns = re.compile(rf'\s*"?{re.escape(name)}"?\s*=')
            for number in range(start, end):
                if assigns.match(self._lines[number]):
                    return number
        return start


def _outlets(document: Mapping[str, object], locator: _Locator) -> tuple[Outlet, ...]:
    for key in document:
        if key != "source":
            raise CatalogueError(
                f"{locator.path}: unknown table {key!r}: each outlet is a [[source]]"
            )
    tables = document.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{locator.path}: write [[source]], with two brackets")
    outlets: list[Outlet] = []
    faults: list[CatalogueError] = []
    for index, table in enumerate(tables):
        try:
            outlets.append(_outlet(table, index, locator))
        except CatalogueError as fault:
            faults.append(fault)
    _raise_any(faults)
    _refuse_repeats(outlets, locator)
    return tuple(outlets)


def _raise_any(faults: Iterable[CatalogueError]) -> None:
    """Raise all of them as one, if there is any: whoever mends the first wants to see the next."""
    if told := "\n".join(map(str, faults)):
        raise CatalogueError(told)


def _outlet(table: Mapping[str, object], index: int, locator: _Locator) -> Outlet:
    given: dict[str, object] = {}
    faults: list[CatalogueError] = []
    for key, value in table.items():
        try:
            given[key] = _checked(key, value, index, locator)
        except CatalogueError as fault:
            faults.append(fault)
    missing = [key for key in _REQUIRED if key not in table]
    faults += [locator.error(index, "name", f"a source needs {key!r}") for key in missing]
    _raise_any(faults)
    outlet = Outlet(**given)  # type: ignore[arg-type]
    shortest, longest = outlet.poll_min_minutes, outlet.poll_max_minutes
    if shortest is not None and longest is not None and shortest > longest:
        what = f"poll_min_minutes = {shortest} is more than poll_max_minutes = {longest}"
        raise locator.error(index, "poll_min_minutes", what)
    return outlet


def _checked(key: str, value: object, index: int, locator: _Locator) -> object:
    if key not in _CHECKS:
        raise locator.error(index, key, f"unknown key {key!r}{suggestion(key, _CHECKS)}")
    try:
        return _CHECKS[key](value)
    except _SelectorFault as fault:
        raise locator.error(index, fault.key, str(fault)) from None
    except ValueError as error:
        raise locator.error(index, key, f"{key} = {value!r}: {error}") from None


def _refuse_repeats(outlets: Iterable[Outlet], locator: _Locator) -> None:
    names: set[str] = set()
    listings: dict[str, str] = {}
    for index, outlet in enumerate(outlets):
        if outlet.name in names:
            raise locator.error(index, "name", f"the name {outlet.name!r} is taken already")
        names.add(outlet.name)
        for key in LISTING_KEYS:
            for url in getattr(outlet, key):
                owner = listings.setdefault(canonical_url(url), f"{outlet.name}.{key}")
                if owner != f"{outlet.name}.{key}":
                    raise locator.error(index, key, f"{url} is listed by {owner} already")


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


class _SelectorFault(ValueError):
    """A fault of one key of a `selectors` table."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


def _selectors(value: object) -> Selectors:
    if not isinstance(value, dict):
        raise ValueError('expected a table, as in selectors = { body = "div.story" }')
    known = [entry.name for entry in fields(Selectors)]
    given: dict[str, object] = {}
    for key, inner in value.items():
        if key not in known:
            raise _SelectorFault(
                f"selectors.{key}", f"unknown key 'selectors.{key}'{suggestion(key, known)}"
            )
        try:
            is_list = key == "remove"
            given[key] = tuple(map(_css, _array(inner))) if is_list else _css(inner)
        except ValueError as error:
            raise _SelectorFault(
                f"selectors.{key}", f"selectors.{key} = {inner!r}: {error}"
            ) from None
    return Selectors(**given)  # type: ignore[arg-type]


def _css(value: object) -> str:
    from lxml.cssselect import CSSSelector  # few catalogues have one

    text = _text(value)
    try:
        CSSSelector(text, translator="html")
    except (SyntaxError, ValueError) as error:  # cssselect's own errors derive from these
        raise ValueError(f"no CSS selector: {error}") from None
    return text


def _sentences(value: object) -> tuple[str, ...]:
    from pipeline.repetition import digests_of  # few catalogues have one

    found = tuple(_text(entry) for entry in _array(value))
    for sentence in found:
        if not digests_of(sentence):
            raise ValueError(
                f"{sentence!r} is too short to be told from chance: 30 letters at least"
            )
    return found


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


def _year(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1600 <= value <= 2100:
        raise ValueError("expected the year in which the outlet began, as in 1995")
    return value


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("expected seconds between 0 and 3600")
    return float(value)


def _concurrency(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 16:
        raise ValueError("expected a whole number from 1 to 16")
    return value


def _minutes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 44_640:
        raise ValueError("expected whole minutes from 1 to 44640, a month")
    return value


def _opt_outs(value: object) -> OptOuts:
    try:
        return OptOuts(_text(value))
    except ValueError:
        choices = " or ".join(f'"{choice}"' for choice in OptOuts)
        raise ValueError(f"expected {choices}") from None


_CHECKS: dict[str, Callable[[object], object]] = {
    "name": _slug,
    "title": _text,
    "home": _address,
    "country": _country,
    "language": _language,
    "time_zone": _zone,
    "founded": _year,
    "owner": _text,
    "local": _flag,
    "feeds": _addresses,
    "sitemaps": _addresses,
    "sections": _addresses,
    "allow": _patterns,
    "deny": _patterns,
    "selectors": _selectors,
    "repeated": _sentences,
    "delay_seconds": _delay,
    "concurrency": _concurrency,
    "poll_min_minutes": _minutes,
    "poll_max_minutes": _minutes,
    "opt_outs": _opt_outs,
}
_REQUIRED = [
    entry.name
    for entry in fields(Outlet)
    if entry.default is MISSING and entry.default_factory is MISSING
]
