"""What a page is asked: its path and question, checked, and where the answer is read from."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from desk.memory import Counted, Memory
from storage.outlet_details import outlet_named

# The largest number that the databases can hold as an id.
MAX_ID = 2**63 - 1
_MOST_CHARACTERS = 200

T = TypeVar("T")


class NotFound(Exception):
    """There is no such thing; the message says what was looked for, `remedy` where to look."""

    def __init__(self, message: str, remedy: str = "Begin at the front page.") -> None:
        super().__init__(message)
        self.remedy = remedy


class WrongQuestion(Exception):
    """The question cannot be understood; the message names the part and what it may be."""


class Moved(Exception):
    """What was asked for is at another path now, for good."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as a page reads it."""

    session: Session
    """Read-only; one snapshot for the whole page."""
    now: datetime
    path: Mapping[str, object]
    """The parts of the path that stand for something."""
    query: Mapping[str, str]
    """What stands behind the question mark; empty fields are left out."""
    memory: Memory = field(default_factory=Memory)
    """What pages counted before."""

    def recall(self, name: str, count: Callable[[Session], T]) -> Counted[T]:
        """Return what takes long to count: as it was counted before, if that still holds."""
        return self.memory.recall(self.session, name, count, now=self.now)

    def id(self, name: str) -> int:
        """Return a number of the path; raise NotFound for one that no row can have."""
        value = self.path[name]
        if not isinstance(value, int) or value > MAX_ID:
            raise NotFound(f"There is no number {value}.")
        return value

    def number(self, name: str, default: int, *, least: int = 0, most: int = MAX_ID) -> int:
        """Return a whole number of the question."""
        given = self.query.get(name, str(default)).strip()
        if not re.fullmatch(r"[0-9]{1,19}", given) or not least <= int(given) <= most:
            raise WrongQuestion(f"{name} must be a whole number from {least} to {most}.")
        return int(given)

    def text(self, name: str, *, most: int = _MOST_CHARACTERS) -> str | None:
        """Return a text of the question; None where it is not given."""
        given = self.query.get(name, "").strip()
        if len(given) > most:
            raise WrongQuestion(f"{name} may have {most:,} characters at most.")
        return given or None

    def outlet(self, name: str) -> str | None:
        """Return the name of an outlet that the question gives by its name or its title."""
        given = self.text(name)
        if given is None:
            return None
        found = outlet_named(self.session, given)
        if found is None:
            raise WrongQuestion(f"No outlet is called {given}.")
        return found

    def cursor(self, parse: Callable[[str], T | None]) -> T | None:
        """Return where the page before ended, if `after` tells; `parse` has None for no cursor."""
        given = self.text("after")
        if given is None:
            return None
        cursor = parse(given)
        if cursor is None:
            raise WrongQuestion("after must be what next_after of the page before says.")
        return cursor

    def one_of(self, name: str, values: Collection[str], default: str) -> str:
        """Return a word of the question that is one of a list."""
        given = self.text(name) or default
        if given not in values:
            raise WrongQuestion(f"{name} must be one of {', '.join(values)}.")
        return given
