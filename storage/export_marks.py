"""How far an export has got, so that the next one writes only what is new or another.

Numbers of rows that are only ever added mark what came in: pages, versions and entries of stories'
logs are each added by one transaction at a time, so that none with a smaller number appears later.
Stories and pairs are written again in place, by one job at a time; their times mark those, and
articles of which a kept page was read anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import (
    Article,
    ChangedLine,
    Comparison,
    Link,
    PageOutcome,
    Story,
    StoryEvent,
    Version,
)


class Mark(StrEnum):
    """What is marked."""

    OUTCOME = "outcome"
    VERSION = "version"
    EVENT = "event"
    STORY = "story"
    COMPARISON = "comparison"
    LINK = "link"
    REREADING = "rereading"
    CHANGED_LINE = "changed-line"

    @property
    def is_time(self) -> bool:
        """Whether it is marked by a time, which may come again, and not by a number."""
        return self in _TIMES


_TIMES = frozenset({Mark.STORY, Mark.COMPARISON, Mark.LINK, Mark.REREADING})
_COLUMNS: dict[Mark, Any] = {
    Mark.OUTCOME: PageOutcome.id,
    Mark.VERSION: Version.id,
    Mark.EVENT: StoryEvent.id,
    Mark.STORY: Story.changed_at,
    Mark.COMPARISON: Comparison.judged_at,
    Mark.LINK: Link.linked_at,
    Mark.REREADING: Article.reread_at,
    Mark.CHANGED_LINE: ChangedLine.id,
}


class MarksUnusable(ValueError):
    """A text that holds no marks of this database; the message says why."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The last row that there was of everything."""

    reached: dict[Mark, int | datetime | None]

    def of(self, mark: Mark) -> Any:  # noqa: ANN401 - a number, or a time
        """How far one of them has got; before everything where there was nothing yet."""
        return self.reached[mark] or (BEGINNING if mark.is_time else 0)


BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
NOTHING = Marks(dict.fromkeys(Mark))
"""Before everything."""


def read_marks(session: Session) -> Marks:
    """Return how far the database has got, in the transaction of the export that goes so far."""
    return Marks({mark: session.scalar(select(func.max(of))) for mark, of in _COLUMNS.items()})


def marks_object(marks: Marks) -> dict[str, int | str | None]:
    """The marks for a file."""
    return {
        mark.value: at.isoformat() if isinstance(at, datetime) else at
        for mark, at in marks.reached.items()
    }


def parse_marks(found: object, now: Marks) -> Marks:
    """Return the marks that a file holds. Raises MarksUnusable if they cannot be this database's.

    now: how far the database has got.
    """
    try:
        assert isinstance(found, dict)
        marks = Marks({mark: _parse(mark, found[mark.value]) for mark in Mark})
    except (AssertionError, KeyError, TypeError, ValueError):
        raise MarksUnusable("it holds no state of an export") from None
    if any(marks.of(mark) > now.of(mark) for mark in Mark if not mark.is_time):
        raise MarksUnusable("it is the state of another database, or of a newer copy of this one")
    return marks


def _parse(mark: Mark, value: Any) -> int | datetime | None:  # noqa: ANN401 - JSON
    if value is None:
        return None
    if mark.is_time:
        at = datetime.fromisoformat(value)
        if at.utcoffset() is None:
            raise ValueError(value)
        return at
    if not isinstance(value, int):
        raise TypeError(value)
    return value
