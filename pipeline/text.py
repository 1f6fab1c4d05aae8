"""Text as comparison sees it: normalised tokens and shingles, in any script."""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Scripts that put no space between words: each character is a token of its own there.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# Vowel signs and accents that are characters of their own: part of the word that they stand in.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
)
_TOKEN = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}](?:[^\W_{_SPACELESS}]|[{_MARKS}])*")
_ONE_CHARACTER = re.compile(f"[{_SPACELESS}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")

# Odd, so that no position of a shingle loses bits to the wrap-around.
_MULTIPLIER = 0x9E3779B1
_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Token:
    """A word as comparison sees it, and where it stands in the text as it was given."""

    word: str
    start: int
    end: int
    """Exclusive, as in a slice."""


def normalise(text: str) -> str:
    """Return the text in NFKC, case folded, without invisible characters and inner apostrophes."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _APOSTROPHE.sub("", visible).casefold()


def tokens(text: str) -> list[str]:
    """Return the words of a text, normalised; a character each in scripts without spaces."""
    return _TOKEN.findall(normalise(text))


def located_tokens(text: str) -> list[Token]:
    """Return the words that `tokens` returns, each with its place in `text`."""
    characters, places = _without_apostrophes(*_visible(text))
    folded = [
        (fold, place) for c, place in zip(characters, places, strict=True) for fold in c.casefold()
    ]
    normal = "".join(fold for fold, _ in folded)
    return [
        Token(match[0], folded[match.start()][1][0], folded[match.end() - 1][1][1])
        for match in _TOKEN.finditer(normal)
    ]


def is_spaceless(word: str) -> bool:
    """Whether a token is one character of a script that puts no space between words."""
    return len(word) == 1 and _ONE_CHARACTER.match(word) is not None


Place = tuple[int, int]


def _visible(text: str) -> tuple[str, list[Place]]:
    """The text in NFKC without invisible characters, and the place that each came from."""
    found = [
        (character, place)
        for place in _clusters(text)
        for character in unicodedata.normalize("NFKC", text[slice(*place)])
        if not _INVISIBLE.match(character)
    ]
    return "".join(character for character, _ in found), [place for _, place in found]


def _clusters(text: str) -> Iterator[Place]:
    """The shortest stretches of a text that have the same form in NFKC alone and in the text."""
    start = 0
    for at in range(1, len(text)):
        if text[at].isascii() or _parts(text[start:at], text[at]):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _parts(before: str, character: str) -> bool:
    alone = unicodedata.normalize("NFKC", character)
    joined = unicodedata.normalize("NFKC", before + character)
    return (
        not unicodedata.combining(alone[0])
        and joined == unicodedata.normalize("NFKC", before) + alone
    )


def _without_apostrophes(text: str, places: Sequence[Place]) -> tuple[str, list[Place]]:
    gone = {match.start() for match in _APOSTROPHE.finditer(text)}
    kept = [
        (c, place) for at, (c, place) in enumerate(zip(text, places, strict=True)) if at not in gone
    ]
    return "".join(c for c, _ in kept), [place for _, place in kept]


def shingle_hashes(words: Sequence[str], size: int) -> NDArray[np.uint32]:
    """Return the hash of every run of `size` words, in order: uint32 of shape (runs,).

    Fewer words than `size` make one run; none make no run. The hash of a run is a polynomial in
    the CRC-32 of its words, so that all runs of a text are hashed in `size` vector operations;
    `shingle_hash` is the same for one run.
    """
    count = len(words)
    if count == 0:
        return np.empty(0, np.uint32)
    crcs = np.fromiter((zlib.crc32(word.encode()) for word in words), np.uint32, count)
    runs = max(count - size + 1, 1)
    total = np.zeros(runs, np.uint32)
    for position in range(min(size, count)):
        total = total * np.uint32(_MULTIPLIER) + crcs[position : position + runs]
    return total


def shingle_hash(shingle: bytes) -> int:
    """Return the 32-bit hash of one shingle, given as its words in UTF-8 parted by spaces.

    The hash function to hand to `datasketch.MinHash` for values equal to ours.
    """
    total = 0
    for word in shingle.split(b" "):
        total = (total * _MULTIPLIER + zlib.crc32(word)) & _MASK
    return total
