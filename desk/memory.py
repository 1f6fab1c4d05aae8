"""Keeps what takes long to count until the data have moved on."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from storage.data_counts import DataMark, mark_of

_LONGEST = timedelta(hours=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """What was counted, and when."""

    value: T
    at: datetime


@dataclass(slots=True)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    """So that one reader counts and the others wait for it."""
    mark: DataMark | None = None
    counted: Counted[Any] | None = None


class Memory:
    """What pages have counted: asked for again it is at hand, as long as it holds."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, _Kept] = defaultdict(_Kept)

    def recall(
        self, session: Session, name: str, count: Callable[[Session], T], *, now: datetime
    ) -> Counted[T]:
        """Return what `count` gives: anew if the data have moved on since, or an hour is over."""
        kept = self._kept[name]
        with kept.lock:
            mark = mark_of(session)
            known = kept.counted
            if known is None or kept.mark != mark or now - known.at >= _LONGEST:
                known = Counted(count(session), now)
                kept.counted, kept.mark = known, mark
            return known
