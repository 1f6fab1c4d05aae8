"""The words by which a language says who spoke, from a table: `pipeline/data/attribution.tsv`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.credit import read_table

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963"
_PIECE = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}\u200c]|[-’'ʼ·](?=[^\W_]))*|[^\s\u200b-\u200f]")
_VOWEL = re.compile("[aeiouyàèéíóúаеиоуыэюяії]", re.I)

# The head of the table says what each is.
_KINDS = (
    "determiner",
    "verb",
    "told",
    "plural",
    "helper",
    "pronoun",
    "source",
    "title",
    "preposition",
    "break",
    "particle",
    "subject",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a mark of a text, and where it stands."""

    text: str
    lower: str
    start: int

    @property
    def end(self) -> int:
        """Exclusive, as in a slice."""
        return self.start + len(self.text)

    @property
    def is_word(self) -> bool:
        """Whether it is no mark."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


Pieces = Sequence[Piece]


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return the words and marks of a part of a text."""
    found = _PIECE.finditer(text, start, end)
    return [Piece(m[0], m[0].lower().replace("’", "'"), m.start()) for m in found]


def knows(lang: str) -> bool:
    """Whether the table has the language."""
    return lang in _tables()


class Wording:
    """The words of one language; of one that the table has not, none."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.words = {kind: frozenset(_tables().get(lang, {}).get(kind, ())) for kind in _KINDS}
        self.stems = {
            kind: tuple(word[:-1] for word in words if word.endswith("*"))
            for kind, words in self.words.items()
        }
        self.titles = tuple(self.words["title"])
        self.sources = _whole(word for word in self.words["source"] if word[0] != "~")
        self.closing = _whole(word[1:] for word in self.words["source"] if word[0] == "~")

    def has(self, kind: str, word: str) -> bool:
        """Whether a lower-case word is of a kind."""
        return word in self.words[kind] or word.startswith(self.stems[kind])

    def is_verb(self, piece: Piece) -> bool:
        """Whether a piece says that someone spoke."""
        word = piece.lower
        if self.lang == "ar" and len(word) > 4:
            word = word.removeprefix("و").removeprefix("ف")
        kinds = ("verb", "told", "plural")
        return any(self.has(kind, word) or self.has(kind, piece.lower) for kind in kinds)

    def ends(self, piece: Piece) -> bool:
        """Whether the naming of a person ends before a word."""
        return piece.lower in self.words["preposition"] or piece.lower in self.words["break"]

    def cut(self, found: Pieces) -> Pieces:
        """What stands before the first word that ends the naming of a person."""
        end = next((at for at, piece in enumerate(found) if self.ends(piece)), len(found))
        return found[:end]

    def abbreviates(self, found: Pieces, at: int) -> bool:
        """Whether a full stop belongs to a title or an initial."""
        if at == 0 or at + 1 == len(found) or not found[at + 1].is_word:
            return False
        return self.is_abbreviation(found[at - 1].text)

    def is_abbreviation(self, word: str) -> bool:
        """Whether a full stop behind a word may belong to it: an initial, "Lt", "prof"."""
        short = len(word) <= 3 and word.istitle() and not _VOWEL.search(word)
        return len(word) == 1 or short or (len(word) <= 4 and self.has("title", word.lower()))

    def any_of(self, kind: str) -> str:
        """A pattern for any word of a kind, where words stand without spaces."""
        found = _either(word.rstrip("*") for word in self.words[kind])
        return "(?!)" if found is None else found.pattern


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    tables: dict[str, dict[str, list[str]]] = {}
    for lang, kind, words in read_table("attribution.tsv"):
        tables.setdefault(lang, {}).setdefault(kind, []).extend(words.split("|"))
    return tables


def last_part(found: Pieces) -> Pieces:
    """What stands behind the last comma."""
    commas = [at for at, piece in enumerate(found) if piece.text in (",", "،", "、", "，")]
    return found[commas[-1] + 1 :] if commas else found


def _either(words: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, found))) if found else None


def _whole(words: Iterable[str]) -> re.Pattern[str] | None:
    found = _either(words)
    return None if found is None else re.compile(rf"(?<!\w)(?:{found.pattern})(?!\w)")
