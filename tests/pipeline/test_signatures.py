"""Tests of pipeline.signatures."""

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from pipeline.signatures import TEXT_SCHEME, SignatureScheme, sign
from pipeline.text import shingle_hash, tokens
from tests.pipeline.factories import words


def datasketch_values(text: str, scheme: SignatureScheme) -> np.ndarray:
    minhash = MinHash(
        num_perm=scheme.num_perm, seed=scheme.seed, scheme="affine32", hashfunc=shingle_hash
    )
    found, size = tokens(text), scheme.shingle_words
    runs = range(max(len(found) - size + 1, 1))
    minhash.update_batch([" ".join(found[i : i + size]).encode() for i in runs])
    return minhash.hashvalues


@given(st.text(alphabet="abc é東\n", min_size=1, max_size=200).filter(tokens))
def test_values_equal_those_of_datasketch(text):
    expected = datasketch_values(text, TEXT_SCHEME)
    assert np.frombuffer(sign(text).values, "<u4").tolist() == expected.tolist()


def test_signature_is_pinned():
    """Fails if a library or a change of ours would orphan the stored signatures."""
    signature = sign("A ferry ran aground near the harbour on Monday, police said.")
    assert signature.scheme == "text-n1-w5-crc32-affine32-p128-s1-b32"
    assert np.frombuffer(signature.values, "<u4")[:3].tolist() == [909330670, 194565865, 419056402]
    assert np.frombuffer(signature.band_keys, "<u8")[:2].tolist() == [
        10013125311754868869,
        6114220900849119899,
    ]


def test_a_text_without_words_has_an_empty_signature():
    assert sign("…").values == b""
    assert sign("…").band_keys == b""


@pytest.mark.parametrize(
    ("jaccard", "expected"), [(0.2, 0.05), (0.4, 0.56), (0.6, 0.99), (1.0, 1.0)]
)
def test_band_curve_is_as_documented(jaccard, expected):
    assert TEXT_SCHEME.share_a_band(jaccard) == pytest.approx(expected, abs=0.01)


def test_bands_are_shared_as_often_as_the_curve_says():
    shared = 0
    for trial in range(200):
        one, other = sign(words(trial * 1000, 124)), sign(words(trial * 1000 + 40, 124))
        keys = [set(np.frombuffer(s.band_keys, "<u8").tolist()) for s in (one, other)]
        shared += bool(keys[0] & keys[1])
    # 120 runs of five words each, 80 of them shared: Jaccard 0.5.
    assert shared / 200 == pytest.approx(TEXT_SCHEME.share_a_band(0.5), abs=0.08)
