"""What the classes and ids of an element say about what is in it.

Templates are named by people: nearly all of the web calls a newsletter box `newsletter`. Words are
compared whole (`ad` is not `lead`), over any spelling: `articleBody`, `article-body`. The words are
in `data/class_words.txt`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from crawlers.extract.tables import read_rows

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = {code: " " for code in range(128) if not chr(code).isalpha()}
_DIGITS = re.compile(r"\d+")
# What a build makes up, `f98b1ad2`: a digit with a letter behind it is in no word.
_HASH = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]*?\d[A-Za-z][A-Za-z0-9]*")
_EMBEDDED_POST = re.compile(
    r"\b(?:twitter|instagram|tiktok|bluesky|mastodon|reddit|facebook|fb)[-_]"
    r"(?:tweet|media|embed|post|video)"
)

_CACHED = 20_000
_LONG_WORD, _MIN_PART, _MAX_PART = 9, 6, 13


@lru_cache(_CACHED)
def words_of(names: str) -> tuple[str, ...]:
    """Return the words in classes and ids, in small letters."""
    names = _HASH.sub(" ", names)
    folded = names.lower()
    if folded != names:
        folded = _HUMP.sub(" ", names).lower()
    words = []
    for word in folded.translate(_APART).split():
        if len(word) < _LONG_WORD:
            words.append(word)
        else:
            words.extend(_parts_of(word))
    return tuple(words)


def _parts_of(word: str) -> tuple[str, ...]:
    """Return what a long word is made of: `authorbox` is an author, and a box."""
    known = _sorts().known
    for length in range(min(len(word) - 2, _MAX_PART), _MIN_PART - 1, -1):
        if word[:length] in known:
            return (word[:length], word[length:])
        if word[-length:] in known:
            return (word[:-length], word[-length:])
    return (word,)


class _Sorts(NamedTuple):
    """The table, by what it says of an element."""

    never: frozenset[str]
    never_pairs: frozenset[tuple[str, str]]
    seldom: frozenset[str]
    seldom_pairs: frozenset[tuple[str, str]]
    known: frozenset[str]
    """All of the furniture's."""
    standfirst: frozenset[str]
    subheading: frozenset[str]
    body: re.Pattern[str]


@cache
def _sorts() -> _Sorts:
    words: dict[str, set[str]] = {}
    pairs: dict[str, set[tuple[str, str]]] = {}
    for sort, printed in read_rows("class_words.txt"):
        for word in printed.split():
            first, _, second = word.partition("+")
            if second:
                pairs.setdefault(sort, set()).add((first, second))
            else:
                words.setdefault(sort, set()).add(word)
    return _Sorts(
        never=frozenset(words["never"]),
        never_pairs=frozenset(pairs["never"]),
        seldom=frozenset(words["seldom"]),
        seldom_pairs=frozenset(pairs["seldom"]),
        known=frozenset(words["never"] | words["seldom"]),
        standfirst=frozenset(words["standfirst"]),
        subheading=frozenset(words["subheading"]),
        # Written together as well: `articlebody`.
        body=re.compile("|".join(first + second for first, second in sorted(pairs["body"]))),
    )


class Furniture(Enum):
    """What the name of an element says of it."""

    NO = 0
    SELDOM_TEXT = 1
    """A box that is no part of an article, unless the article itself is called so."""
    NEVER_TEXT = 2


@lru_cache(_CACHED)
def furniture(names: str) -> Furniture:
    """Return whether an element is called what a box is called that is no part of an article."""
    found = _furniture(words_of(names))
    if found is not Furniture.NO:
        # One class may tell what an element is and another where it stands:
        # `col-sidebar article-body`.
        for name in names.split():
            words = words_of(name)
            if _sorts().body.search("".join(words)) and _furniture(words) is Furniture.NO:
                return Furniture.NO
    return found


def _furniture(words: Sequence[str]) -> Furniture:
    sorts = _sorts()
    if not sorts.never.isdisjoint(words) or not sorts.never_pairs.isdisjoint(pairwise(words)):
        return Furniture.NEVER_TEXT
    if not sorts.seldom.isdisjoint(words) or not sorts.seldom_pairs.isdisjoint(pairwise(words)):
        return Furniture.SELDOM_TEXT
    return Furniture.NO


@lru_cache(_CACHED)
def is_body(names: str) -> bool:
    """Whether an element is called what the body of an article is called."""
    return _sorts().body.search("".join(words_of(names))) is not None


@lru_cache(_CACHED)
def is_standfirst(names: str) -> bool:
    """Whether an element is called what a standfirst is called."""
    return not _sorts().standfirst.isdisjoint(words_of(names))


@dataclass(frozen=True, slots=True)
class Nature:
    """All that names say of an element at once, since each element of a page is asked."""

    furniture: Furniture
    subheading: bool
    """Called what a heading among paragraphs is called."""
    embedded_post: bool
    """A post of a social network, quoted in the text."""


@lru_cache(_CACHED)
def nature_of(names: str) -> Nature:
    """Return what the names of an element say of it."""
    return Nature(
        furniture=furniture(names),
        subheading=not _sorts().subheading.isdisjoint(words_of(names)),
        embedded_post=_EMBEDDED_POST.search(names) is not None,
    )


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
