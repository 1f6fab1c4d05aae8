"""Text as comparison sees it: normalised tokens and shingles, in any script."""

import re
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Scripts that put no space between words: each character is a token of its own there.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")

# Odd, so that no position of a shingle loses bits to the wrap-around.
_MULTIPLIER = 0x9E3779B1
_MASK = 0xFFFFFFFF


def normalise(text: str) -> str:
    """Return the text in NFKC, case folded, without invisible characters and inner apostrophes."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _APOSTROPHE.sub("", visible).casefold()


def tokens(text: str) -> list[str]:
    """Return the words of a text, normalised; a character each in scripts without spaces."""
    return _TOKEN.findall(normalise(text))


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
