"""Text as comparison sees it: normalised tokens and shingles, in any script."""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

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
_LETTER = rf"[^\W_{_SPACELESS}]"
# Nearly all letters, as ranges: one look-up for each, where the general class takes ten.
_COMMON = "0-9a-zß-öø-ɏЀ-ҁҊ-ӿ"
_TOKEN = re.compile(
    rf"[{_COMMON}]++(?!{_LETTER}|[{_MARKS}])|[{_SPACELESS}]|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*"
)
_ASCII_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_ONE_CHARACTER = re.compile(f"[{_SPACELESS}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# The apostrophe first: looking back from each character would take five times as long.
_APOSTROPHE = re.compile(r"['\u2019\u02bc](?<=\w.)(?=\w)")
# No normalisation reaches across the beginning of one.
_STRETCH = re.compile("[ \n]?[^ \n]+")

# Odd, so that no position of a shingle loses bits to the wrap-around.
_MULTIPLIER = 0x9E3779B1
_MASK = 0xFFFFFFFF
_KEPT_WORDS = 50_000


class Token(NamedTuple):
    """A word as comparison sees it, and where it stands in the text as it was given."""

    word: str
    start: int
    end: int
    """Exclusive, as in a slice."""


def normalise(text: str) -> str:
    """Return the text in NFKC, case folded, without invisible characters and inner apostrophes."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _APOSTROPHE.sub("", text).casefold()


def tokens(text: str) -> list[str]:
    """Return the words of a text, normalised; a character each in scripts without spaces."""
    normal = normalise(text)
    if normal.isascii():
        return normal.translate(_ASCII_GAPS).split()
    return _TOKEN.findall(normal)


def located_tokens(text: str) -> list[Token]:
    """Return the words that `tokens` returns, each with its place in `text`."""
    if _keeps_places(text):
        return list(_located_in_place(text, 0))
    found: list[Token] = []
    for stretch in _STRETCH.finditer(text):
        locate = _located_in_place if _keeps_places(stretch[0]) else _located
        found += locate(stretch[0], stretch.start())
    return found


def _keeps_places(text: str) -> bool:
    """Whether normalising changes no character for several or none, but for apostrophes."""
    return text.isascii() or (
        unicodedata.is_normalized("NFKC", text)
        and not _INVISIBLE.search(text)
        and not any(map(unicodedata.combining, text))
        and len(text.casefold()) == len(text)
    )


def _located_in_place(text: str, offset: int) -> Iterator[Token]:
    gone = {match.start() for match in _APOSTROPHE.finditer(text)}
    places = [offset + at for at in range(len(text)) if at not in gone]
    for match in _TOKEN.finditer(_APOSTROPHE.sub("", text).casefold()):
        yield Token(match[0], places[match.start()], places[match.end() - 1] + 1)


def _located(text: str, offset: int) -> Iterator[Token]:
    characters, places = _without_apostrophes(*_visible(text))
    folded = [
        (fold, place) for c, place in zip(characters, places, strict=True) for fold in c.casefold()
    ]
    for match in _TOKEN.finditer("".join(fold for fold, _ in folded)):
        start, end = folded[match.start()][1][0], folded[match.end() - 1][1][1]
        yield Token(match[0], offset + start, offset + end)


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


class _WordHashes(dict[str, int]):
    """The CRC-32 of the words that were looked up: looking up takes a quarter of working out."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KEPT_WORDS:
            self.clear()
        value = self[word] = zlib.crc32(word.encode())
        return value


_hash_of = _WordHashes().__getitem__


def shingle_hashes(words: Sequence[str], size: int) -> NDArray[np.uint32]:
    """Return the hash of every run of `size` words, in order: uint32 of shape (runs,).

    Fewer words than `size` make one run; none make no run. The hash of a run is a polynomial in
    the CRC-32 of its words, so that all runs of a text are hashed in one vector operation;
    `shingle_hash` is the same for one run.
    """
    count = len(words)
    if count == 0:
        return np.empty(0, np.uint32)
    crcs = np.fromiter(map(_hash_of, words), np.uint32, count)
    return np.correlate(crcs, _powers(min(size, count)), "valid")


@cache
def _powers(count: int) -> NDArray[np.uint32]:
    """The powers of the multiplier, the highest first."""
    powers = [pow(_MULTIPLIER, exponent, _MASK + 1) for exponent in reversed(range(count))]
    return np.array(powers, np.uint32)


def shingle_hash(shingle: bytes) -> int:
    """Return the 32-bit hash of one shingle, given as its words in UTF-8 parted by spaces.

    The hash function to hand to `datasketch.MinHash` for values equal to ours.
    """
    total = 0
    for word in shingle.split(b" "):
        total = (total * _MULTIPLIER + zlib.crc32(word)) & _MASK
    return total
