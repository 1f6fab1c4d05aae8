"""Text as the search sees it: folded words, and pairs of characters where no spaces part words.

Both databases are given these terms and nothing else, so that they find the same articles: each one
only has to look up terms that are equal. A term holds neither a space nor a quotation mark.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.text import is_spaceless, located_tokens, tokens

MAX_TERMS = 12_000
"""Of one text; what stands behind them is not found. PostgreSQL counts no place beyond 16,383."""

_LONGEST_TERM = 100

# Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic; not the vowel signs of
# Indian scripts, and not the breve that makes a letter of its own, й, out of и.
_ACCENT = re.compile(
    "(?<!\u0438)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670]"
)
# What it joins are words of their own to whoever searches: l'eau, Moss's.
_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2019\u02bc\uff07", " "))
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
     "ŋ": "n"}
)  # fmt: skip


class Term(NamedTuple):
    """A term and where it stands in the text as it was given."""

    text: str
    start: int
    end: int
    """Exclusive, as in a slice."""


def search_terms(text: str) -> list[str]:
    """Return the terms of a text, in order.

    A word is folded: case, accents and forms of a letter do not matter; an apostrophe parts. In a
    script without spaces each character makes a term with the one that follows it, and the last of
    a run one by itself: what begins with it finds them all.
    """
    words = tokens(text.translate(_APOSTROPHES))[:MAX_TERMS]
    if text.isascii():
        return _cut(words)
    return _paired(words)


def located_terms(text: str) -> list[Term]:
    """Return the terms that `search_terms` returns, each with its place in `text`."""
    found = located_tokens(text.translate(_APOSTROPHES))[:MAX_TERMS]
    ends = [
        after.end if is_spaceless(token.word) and is_spaceless(after.word) else token.end
        for token, after in pairwise(found)
    ]
    ends += [token.end for token in found[-1:]]
    terms = _paired([token.word for token in found])
    return [
        Term(term, token.start, end) for term, token, end in zip(terms, found, ends, strict=True)
    ]


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Return a normalised word without its accents."""
    if word.isascii():
        return word[:_LONGEST_TERM]
    bare = _ACCENT.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)[:_LONGEST_TERM] or word


def _paired(words: Sequence[str]) -> list[str]:
    terms = []
    for word, after in pairwise([*words, ""]):
        if is_spaceless(word):
            terms.append(word + after if is_spaceless(after) else word)
        else:
            terms.append(fold_word(word))
    return terms


def _cut(words: Iterable[str]) -> list[str]:
    return [word if len(word) <= _LONGEST_TERM else word[:_LONGEST_TERM] for word in words]
