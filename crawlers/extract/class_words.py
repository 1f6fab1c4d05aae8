"""What the classes and ids of an element say about what is in it.

Templates are named by people: nearly all of the web calls a newsletter box `newsletter`. Words are
compared whole (`ad` is not `lead`), over any spelling: `articleBody`, `article-body`. The words are
in `data/class_words.txt`.
"""

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache

from crawlers.extract.tables import read_rows

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")
_DIGITS = re.compile(r"\d+")
_EMBEDDED_POST = re.compile(
    r"\b(?:twitter|instagram|tiktok|bluesky|mastodon|reddit|facebook|fb)[-_]"
    r"(?:tweet|media|embed|post|video)"
)

_CACHED = 20_000


@lru_cache(_CACHED)
def words_of(names: str) -> tuple[str, ...]:
    """Return the words in classes and ids, in small letters."""
    return tuple(word.lower() for word in _WORD.findall(names))


@cache
def _single(sort: str) -> frozenset[str]:
    return frozenset(word for word in _entries(sort) if "+" not in word)


@cache
def _runs(sort: str) -> tuple[str, ...]:
    return tuple(f" {word.replace('+', ' ')} " for word in _entries(sort) if "+" in word)


def _entries(sort: str) -> list[str]:
    rows = read_rows("class_words.txt")
    return [word for row in rows if row[0] == sort for word in row[1].split()]


def _says(words: Sequence[str], sort: str) -> bool:
    """Whether words are, or hold, what the table lists under a sort."""
    if not _single(sort).isdisjoint(words):
        return True
    joined = f" {' '.join(words)} "
    return any(run in joined for run in _runs(sort))


class Furniture(Enum):
    """What the name of an element says of it."""

    NO = 0
    SELDOM_TEXT = 1
    """A box that is no part of an article, unless the article itself is called so."""
    NEVER_TEXT = 2


@lru_cache(_CACHED)
def furniture(names: str) -> Furniture:
    """Return whether an element is called what a box is called that is no part of an article."""
    words = words_of(names)
    if _says(words, "never"):
        found = Furniture.NEVER_TEXT
    elif _says(words, "seldom"):
        found = Furniture.SELDOM_TEXT
    else:
        return Furniture.NO
    # One class may tell what an element is and another where it stands: `col-sidebar article-body`.
    parts = map(words_of, names.split())
    if any(
        _is_body(part) and not _says(part, "never") and not _says(part, "seldom") for part in parts
    ):
        return Furniture.NO
    return found


@lru_cache(_CACHED)
def is_body(names: str) -> bool:
    """Whether an element is called what the body of an article is called."""
    return _is_body(words_of(names))


def _is_body(words: Sequence[str]) -> bool:
    # Written together as well: `articlebody`.
    joined = "".join(words)
    return any(run.replace(" ", "") in joined for run in _runs("body"))


@lru_cache(_CACHED)
def is_standfirst(names: str) -> bool:
    """Whether an element is called what a standfirst is called."""
    return _says(words_of(names), "standfirst")


@lru_cache(_CACHED)
def is_embedded_post(names: str) -> bool:
    """Whether an element holds a post of a social network, quoted in the text."""
    return _EMBEDDED_POST.search(names) is not None


@lru_cache(_CACHED)
def alike(names: str) -> str:
    """Return what is equal for elements of one sort on a page: their classes without numbers."""
    parts = {part for token in names.split() if len(part := _DIGITS.sub("", token)) > 1}
    return " ".join(sorted(parts)[:6])


@lru_cache(_CACHED)
def shares_words(one: str, other: str) -> bool:
    """Whether two elements are called by half of the same words, two at least."""
    words, others = set(words_of(one)), set(words_of(other))
    shared = len(words & others)
    return shared >= 2 and 2 * shared >= len(words | others)
