"""Signatures of texts and of facts under pinned schemes, with the band keys that propose pairs."""

import zlib
from dataclasses import dataclass
from functools import cache
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
    return _sign(shingle_hashes(tokens(text), TEXT_SCHEME.shingle_words), TEXT_SCHEME)


def sign_facts(facts: Facts) -> Signature:
    """Return the signature of the rare names and numbers; an empty one if there are none.

    Names go in by skeleton, so that spellings and languages meet.
    """
    names = [f"n{key}" for key, weight in facts.whole.names.items() if weight >= _TELLING_NAME]
    numbers = [
        f"#{value:g}" for value, weight in facts.whole.numbers.items() if weight >= _TELLING_NUMBER
    ]
    keys = [zlib.crc32(key.encode()) for key in (*names, *numbers)]
    return _sign(np.array(keys, np.uint32), FACTS_SCHEME)


def _sign(hashes: NDArray[np.uint32], scheme: SignatureScheme) -> Signature:
    values = minhash_values(hashes, scheme)
    return Signature(
        scheme=scheme.id, values=values.tobytes(), band_keys=band_keys(values, scheme).tobytes()
    )


def minhash_values(hashes: NDArray[np.uint32], scheme: SignatureScheme) -> NDArray[np.uint32]:
    """Return the MinHash values of a set of shingle hashes: uint32 of shape (num_perm,), or (0,).

    Equal, bit for bit, to what datasketch's MinHash holds after `update_batch` with
    `hashfunc=pipeline.text.shingle_hash` and the scheme "affine32".
    """
    if len(hashes) == 0:
        return np.empty(0, _VALUE)
    factors, offsets = _permutations(scheme.num_perm, scheme.seed)
    mixed = _murmur_finalise(np.unique(hashes))
    values: NDArray[np.uint32] = (factors * mixed + offsets).min(axis=1)
    return values.astype(_VALUE, copy=False)


def band_keys(values: NDArray[np.uint32], scheme: SignatureScheme) -> NDArray[np.uint64]:
    """Return one key for each band: uint64 of shape (bands,), or (0,) for an empty signature.

    The number of the band goes into its key, so that keys of all bands may share one index.
    """
    if len(values) == 0:
        return np.empty(0, _KEY)
    keys = np.arange(1, scheme.bands + 1, dtype=np.uint64)
    for column in values.reshape(scheme.bands, scheme.rows).T.astype(np.uint64):
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys.astype(_KEY, copy=False)


@cache
def _permutations(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    minhash = MinHash(num_perm=num_perm, seed=seed, scheme="affine32")
    factors, offsets = np.asarray(minhash.permutations, dtype=np.uint32)
    return factors[:, np.newaxis], offsets[:, np.newaxis]


def _murmur_finalise(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The mixing step that datasketch applies to each hash before its permutations."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed
