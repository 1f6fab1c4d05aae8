"""What a page of the desk is: a path, how its value is read, and the template that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of an Atom feed."""

    path: str
    """The page on the desk."""
    title: str
    summary: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a page gives to feed readers."""

    title: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One kind of page. Its value goes to the template and, as it is, into the `.json` twin."""

    path: str
    """A Starlette route: `/story/{story_id:int}`."""
    template: str
    read: Callable[[Asked], Any]
    """Returns a frozen dataclass, or raises NotFound, WrongQuestion or Moved."""
    label: str | None = None
    """Its name in the navigation; None keeps it out."""
    feed: Callable[[Any], Feed] | None = None
    """Makes an Atom feed of the value, at the path with `.atom`."""
    status: Callable[[Any], int] = lambda _: 200
    """The status of the value: 400 where it says what is wrong with the question."""

    def twin(self, suffix: str) -> str:
        """The path of the same page in another form: `.json` or `.atom`."""
        return f"{'/front' if self.path == '/' else self.path}{suffix}"
