"""Signatures of texts and of facts under pinned schemes, with the band keys that propose pairs."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from pipeline.facts import Facts
from pipeline.records import Signature
from pipeline.text import shingle_hashes, tokens

# Values as they are stored, whatever the machine.
_VALUE = np.dtype("<u4")
_KEY = np.dtype("<u8")

# Many sets in one numpy call save its overhead, while what it writes stays in the cache: 256 KiB.
_SETS_AT_ONCE = 64
_BLOCK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureScheme:
    """Everything that must be equal for two signatures to be comparable.

    A pair of Jaccard similarity s shares at least one of b bands of r values with probability
    1 - (1 - s**r)**b (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
    """

    of: Literal["text", "facts"] = "text"
    recipe: int = 1
    """Raised with each change that changes what is hashed for some article."""
    shingle_words: int = 5
    num_perm: int = 128
    seed: int = 1
    bands: int = 32

    @property
    def id(self) -> str:
        """The name stored beside each signature."""
        size = f"-w{self.shingle_words}" if self.of == "text" else ""
        return (
            f"{self.of}-n{self.recipe}{size}-crc32-affine32"
            f"-p{self.num_perm}-s{self.seed}-b{self.bands}"
        )

    @property
    def rows(self) -> int:
        """How many values make up a band."""
        return self.num_perm // self.bands

    def share_a_band(self, jaccard: float) -> float:
        """Return the probability that a pair of this similarity is proposed."""
        return float(1 - (1 - jaccard**self.rows) ** self.bands)


# 32 bands of 4: proposed with probability 0.99 at s = 0.6, 0.56 at 0.4, 0.05 at 0.2.
TEXT_SCHEME = SignatureScheme()

# 64 bands of 1: proposed with probability 0.96 at s = 0.05, 1.00 at 0.1. Re-tellings share few of
# their facts with their source: a tenth, where a farm adds names and figures of its own.
FACTS_SCHEME = SignatureScheme(of="facts", num_perm=64, bands=64)

SCHEMES = (TEXT_SCHEME, FACTS_SCHEME)

# What is common says nothing of a story: names and numbers under these weights are left out.
_TELLING_NAME = 3.5
_TELLING_NUMBER = 2.4


def sign_text(text: str) -> Signature:
    """Return the signature of a text's shingles; an empty one if it has no words."""
    return sign_texts([text])[0]


def sign_texts(texts: Sequence[str]) -> list[Signature]:
    """Return the signature of each text; many at once take half the time of one after another."""
    size = TEXT_SCHEME.shingle_words
    return _sign([shingle_hashes(tokens(text), size) for text in texts], TEXT_SCHEME)


def sign_facts(facts: Facts) -> Signature:
    """Return the signature of the rare names and numbers; an empty one if there are none.

    Names go in by skeleton, so that spellings and languages meet.
    """
    return sign_all_facts([facts])[0]


def sign_all_facts(facts: Sequence[Facts]) -> list[Signature]:
    """Return the signature of the facts of each article."""
    return _sign([_fact_hashes(one) for one in facts], FACTS_SCHEME)


def _fact_hashes(facts: Facts) -> NDArray[np.uint32]:
    names = [f"n{key}" for key, weight in facts.whole.names.items() if weight >= _TELLING_NAME]
    numbers = [
        f"#{value:g}" for value, weight in facts.whole.numbers.items() if weight >= _TELLING_NUMBER
    ]
    return np.array([zlib.crc32(key.encode()) for key in (*names, *numbers)], np.uint32)


def _sign(sets: Sequence[NDArray[np.uint32]], scheme: SignatureScheme) -> list[Signature]:
    """Return the signature of each set of hashes, an empty one of an empty set."""
    name = scheme.id
    values = bulk_minhash_values([hashes for hashes in sets if len(hashes)], scheme)
    signed = (
        Signature(scheme=name, values=row.tobytes(), band_keys=keys.tobytes())
        for row, keys in zip(values, band_keys(values, scheme), strict=True)
    )
    empty = Signature(scheme=name, values=b"", band_keys=b"")
    return [next(signed) if len(hashes) else empty for hashes in sets]


def minhash_values(hashes: NDArray[np.uint32], scheme: SignatureScheme) -> NDArray[np.uint32]:
    """Return the MinHash values of a set of shingle hashes: uint32 of shape (num_perm,), or (0,).

    Equal, bit for bit, to what datasketch's MinHash holds after `update_batch` with
    `hashfunc=pipeline.text.shingle_hash` and the scheme "affine32".
    """
    return bulk_minhash_values([hashes], scheme)[0] if len(hashes) else np.empty(0, _VALUE)


def bulk_minhash_values(
    sets: Sequence[NDArray[np.uint32]], scheme: SignatureScheme
) -> NDArray[np.uint32]:
    """Return the MinHash values of each set, none of them empty: uint32 of (sets, num_perm)."""
    values = np.empty((scheme.num_perm, len(sets)), _VALUE)
    for first in range(0, len(sets), _SETS_AT_ONCE):
        some = sets[first : first + _SETS_AT_ONCE]
        _minima(some, scheme, out=values[:, first : first + len(some)])
    return np.ascontiguousarray(values.T)


def _minima(
    sets: Sequence[NDArray[np.uint32]], scheme: SignatureScheme, *, out: NDArray[np.uint32]
) -> None:
    """Write the least value of each set under each permutation: shape (num_perm, sets)."""
    mixed = _murmur_finalise(np.concatenate(sets))
    starts = [0, *accumulate(map(len, sets[:-1]))]
    factors, offsets = _permutations(scheme.num_perm, scheme.seed)
    rows = max(_BLOCK // len(mixed), 1)
    for first in range(0, scheme.num_perm, rows):
        some = slice(first, first + rows)
        permuted = factors[some] * mixed
        permuted += offsets[some]
        np.minimum.reduceat(permuted, starts, axis=1, out=out[some])


def band_keys(values: NDArray[np.uint32], scheme: SignatureScheme) -> NDArray[np.uint64]:
    """Return one key for each band: uint64 of (sets, bands) for values of (sets, num_perm).

    The number of the band goes into its key, so that keys of all bands may share one index.
    """
    banded = values.reshape(-1, scheme.bands, scheme.rows).transpose(2, 0, 1)
    keys = np.arange(1, scheme.bands + 1, dtype=np.uint64)
    for column in np.ascontiguousarray(banded, np.uint64):
        keys = keys ^ column
        keys *= np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys.astype(_KEY, copy=False)


@cache
def _permutations(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    minhash = MinHash(num_perm=num_perm, seed=seed, scheme="affine32")
    factors, offsets = np.asarray(minhash.permutations, dtype=np.uint32)
    return factors[:, np.newaxis], offsets[:, np.newaxis]


def _murmur_finalise(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The mixing step that datasketch applies to each hash before its permutations."""
    mixed = hashes >> np.uint32(16)
    mixed ^= hashes
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed
