"""How much of a long text stands open on a page."""

from collections.abc import Sequence
from itertools import accumulate


def open_count(paragraphs: Sequence[str], most: int) -> int:
    """Return how many paragraphs have so many characters together; the first stands open always."""
    fitting = sum(total <= most for total in accumulate(map(len, paragraphs)))
    return max(fitting, min(len(paragraphs), 1))
