"""Tests of pipeline.signatures."""

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import extract_facts
from pipeline.signatures import (
    FACTS_SCHEME,
    TEXT_SCHEME,
    SignatureScheme,
    sign_all_facts,
    sign_facts,
    sign_text,
    sign_texts,
)
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
    assert np.frombuffer(sign_text(text).values, "<u4").tolist() == expected.tolist()


@given(st.lists(st.text(alphabet="abc é東\n", max_size=40), max_size=200))
def test_many_texts_sign_as_each_does(texts):
    assert sign_texts(texts) == [sign_text(text) for text in texts]


def test_long_texts_sign_as_datasketch_does():
    texts = [words(0, 10_000), "…", words(5, 7)]
    for text, signature in zip(texts, sign_texts(texts), strict=True):
        expected = datasketch_values(text, TEXT_SCHEME) if tokens(text) else np.empty(0)
        assert np.frombuffer(signature.values, "<u4").tolist() == expected.tolist()


def test_signature_is_pinned():
    """Fails if a library or a change of ours would orphan the stored signatures."""
    signature = sign_text("A ferry ran aground near the harbour on Monday, police said.")
    assert signature.scheme == "text-n1-w5-crc32-affine32-p128-s1-b32"
    assert np.frombuffer(signature.values, "<u4")[:3].tolist() == [909330670, 194565865, 419056402]
    assert np.frombuffer(signature.band_keys, "<u8")[:2].tolist() == [
        10013125311754868869,
        6114220900849119899,
    ]


def facts_of(body: str, lang: str = "en"):
    return extract_facts("", body, lang=lang, published_at=None)


def test_facts_signature_is_pinned():
    signature = sign_facts(facts_of("Yaramyr Temirkhanov left Seversk with 1,432 men."))
    assert signature.scheme == "facts-n1-crc32-affine32-p64-s1-b64"
    assert np.frombuffer(signature.values, "<u4")[:3].tolist() == [
        1911694572,
        3393676182,
        1597232728,
    ]


def test_spellings_and_languages_of_the_same_facts_sign_alike():
    english = sign_facts(facts_of("Yaramyr Temirkhanov left Seversk with 1,432 men."))
    russian = facts_of("Ярамир Темирханов покинул Северск с 1432 людьми.", "ru")
    assert sign_facts(russian).values == english.values


def test_facts_of_many_articles_sign_as_those_of_each():
    facts = [facts_of(f"Yaramyr {name} left with {n},432 men.") for n, name in enumerate("ABC")]
    facts.insert(1, facts_of("It was a fine day."))
    assert sign_all_facts(facts) == [sign_facts(one) for one in facts]


def test_an_article_without_rare_facts_has_an_empty_signature():
    assert sign_facts(facts_of("It was a fine day and all went home.")).band_keys == b""


def test_a_text_without_words_has_an_empty_signature():
    assert sign_text("…").values == b""
    assert sign_text("…").band_keys == b""


@pytest.mark.parametrize(
    ("scheme", "jaccard", "expected"),
    [
        (TEXT_SCHEME, 0.2, 0.05),
        (TEXT_SCHEME, 0.4, 0.56),
        (TEXT_SCHEME, 0.6, 0.99),
        (FACTS_SCHEME, 0.05, 0.96),
        (FACTS_SCHEME, 0.1, 1.0),
    ],
)
def test_band_curves_are_as_documented(scheme, jaccard, expected):
    assert scheme.share_a_band(jaccard) == pytest.approx(expected, abs=0.01)


def test_bands_are_shared_as_often_as_the_curve_says():
    shared = 0
    for trial in range(200):
        one, other = sign_text(words(trial * 1000, 124)), sign_text(words(trial * 1000 + 40, 124))
        keys = [set(np.frombuffer(s.band_keys, "<u8").tolist()) for s in (one, other)]
        shared += bool(keys[0] & keys[1])
    # 120 runs of five words each, 80 of them shared: Jaccard 0.5.
    assert shared / 200 == pytest.approx(TEXT_SCHEME.share_a_band(0.5), abs=0.08)
