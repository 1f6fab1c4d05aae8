"""What a host's tdmrep.json reserves from text and data mining (W3C TDM Reservation Protocol)."""

import json
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scrapy.exceptions import IgnoreRequest

# No host has as many; each page is held against all of them.
MAX_RULES = 1_000
_MAX_PATTERN = 2_000


class PageReserved(IgnoreRequest):
    """The host's tdmrep.json reserves the page."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What holds for the paths that fit a pattern, in which * is anything and $ the end."""

    location: str
    is_reserved: bool

    def fits(self, path: str) -> bool:
        """Whether it is about a path."""
        first, *others = self.location.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        place = len(first)
        last = others.pop() if others and self.location.endswith("$") else None
        for part in others:
            place = path.find(part, place)
            if place < 0:
                return False
            place += len(part)
        if last is not None:
            return path.endswith(last) and len(path) - len(last) >= place
        return place == len(path) or not self.location.endswith("$")


@dataclass(frozen=True, slots=True)
class Reservations:
    """All that a host reserves, and what it leaves free."""

    rules: tuple[Reservation, ...] = ()

    def cover(self, url: str) -> bool:
        """Whether a page of the host is reserved: as with robots.txt, the longest pattern says."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fitting = [rule for rule in self.rules if rule.fits(path)]
        most = max((len(rule.location) for rule in fitting), default=0)
        return any(rule.is_reserved for rule in fitting if len(rule.location) == most)


def read_reservations(content: bytes) -> Reservations:
    """Read a tdmrep.json; what is none reserves nothing."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return Reservations()
    entries = found[:MAX_RULES] if isinstance(found, list) else ()
    return Reservations(tuple(rule for entry in entries if (rule := _reservation(entry))))


def _reservation(entry: object) -> Reservation | None:
    if not isinstance(entry, dict):
        return None
    location = entry.get("location")
    if not isinstance(location, str) or len(location) > _MAX_PATTERN:
        return None
    # The protocol has numbers; some write them as text.
    is_reserved = str(entry.get("tdm-reservation")).strip() in ("1", "True")
    return Reservation(unquote(location), is_reserved)
