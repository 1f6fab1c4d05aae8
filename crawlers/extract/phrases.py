"""What lines say that are no news, by what they begin with, in the languages of the tables."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from crawlers.extract.tables import read_rows

_LEADING_SIGNS = re.compile(r"[\W_]+")
# Vowel signs of Arabic, which are printed or not; the dots of Turkish; one letter of
# Romanian has two characters; capitals of Greek have no accents.
_SPELT_ALIKE = {code: None for code in (*range(0x64B, 0x653), 0x307)} | str.maketrans(
    "’şţıάέήίόύώ", "'șțiαεηιουω"
)
# A phrase ends where a word does; scripts without capitals run on.
_WORD_ENDS = "(?![a-z\u00df-\u024f\u03ac-\u03ce\u0430-\u045f])"
# A link's label goes on with a headline, which has no full stop; dots are none.
_NO_SENTENCE = r"(?!.*(?<!\.)[.。।۔։።။]\W*$)"


def begins_as(table: str, line: str) -> bool:
    """Whether a line begins with a phrase of a table, in the way that the table says."""
    text = _folded(line)
    # A phrase may itself begin with a sign: a bracket.
    if _begins(table, text):
        return True
    signs = _LEADING_SIGNS.match(text)
    return signs is not None and _begins(table, text[signs.end() :])


def _begins(table: str, text: str) -> bool:
    pattern = _patterns(table).get(text[:1])
    return pattern is not None and pattern.match(text) is not None


@cache
def _patterns(table: str) -> Mapping[str, re.Pattern[str]]:
    """Return the phrases of a table by their first character: each line of a page is asked."""
    phrases: dict[str, dict[str, list[str]]] = {}
    for _, mode, words in read_rows(table):
        for phrase in map(_folded, words.split("|")):
            modes = phrases.setdefault(phrase[0], {mode: [] for mode in "^~:="})
            modes[mode].append(re.escape(phrase))
    return {first: _pattern(modes) for first, modes in phrases.items()}


def _pattern(modes: Mapping[str, list[str]]) -> re.Pattern[str]:
    begins, leads, parted, whole = (_any_of(modes[mode]) for mode in "^~:=")
    parted = _any_of([leads, parted])
    return re.compile(
        rf"{begins}{_WORD_ENDS}|{leads}{_WORD_ENDS}{_NO_SENTENCE}"
        rf"|{parted}\.?\s*(?:[:|»>：=]|\W*$)|{whole}\W*$"
    )


def _any_of(patterns: Sequence[str]) -> str:
    return f"(?:{'|'.join(patterns) or '(?!)'})"


def _folded(line: str) -> str:
    return line.casefold().translate(_SPELT_ALIKE)
