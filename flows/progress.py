"""How far a job has come."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """So many pages, records or articles done, and how many articles came of them."""

    done: int
    articles: int | None = None
    """None where the things done are articles themselves."""
    total: int | None = None
    """None where it is not known beforehand."""
    step: str | None = None
    """Of a job with several, the one that the numbers are of."""


OnProgress = Callable[[Progress], None]
