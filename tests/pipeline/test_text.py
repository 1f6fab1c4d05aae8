"""Tests of pipeline.text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import (
    is_spaceless,
    located_tokens,
    normalise,
    shingle_hash,
    shingle_hashes,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The Mayor didn’t resign.", ["the", "mayor", "didnt", "resign"], id="latin"),
        pytest.param("Straße ﬁnal", ["strasse", "final"], id="case-folding-and-ligatures"),
        pytest.param("Мэр ушёл", ["мэр", "ушёл"], id="cyrillic"),
        pytest.param("東京で地震", list("東京で地震"), id="no-spaces"),
        pytest.param("Sony株式会社", ["sony", "株", "式", "会", "社"], id="mixed"),
        pytest.param("한국 경제", ["한국", "경제"], id="korean-has-spaces"),
        pytest.param("co\u00adop\u200b", ["coop"], id="invisible-characters"),
        pytest.param(" \n!?", [], id="nothing"),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@given(st.text(max_size=60))
def test_normalising_keeps_tokens(text):
    assert tokens(normalise(text)) == tokens(text)


# What joins, parts, disappears or grows when a text is normalised.
TRICKY = "a'’ʼ \u00ad\u200bßﬁİς½é\u0301\u0323각ㄱㅏ\u1100\u1161ﾊﾞবা\u09beি東1"


@given(st.text(max_size=30) | st.text(alphabet=TRICKY, max_size=15))
def test_located_tokens_are_the_tokens_in_their_order(text):
    found = located_tokens(text)
    assert [token.word for token in found] == tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    places = [(token.start, token.end) for token in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Straße, ﬁnal", ["Straße", "ﬁnal"]),
        ("The May\u00ador didn’t", ["The", "May\u00ador", "didn’t"]),
        ("cafe\u0301 東京", ["cafe\u0301", "東", "京"]),
        ("1½", ["1½", "½"]),
        ("Not Ann's “résumé” … l’été ﬁnal", ["Not", "Ann's", "résumé", "l’été", "ﬁnal"]),
        ("", []),
    ],
)
def test_tokens_are_located_as_they_are_printed(text, printed):
    assert [text[token.start : token.end] for token in located_tokens(text)] == printed


def test_scripts_without_spaces_have_a_token_for_each_character():
    assert [is_spaceless(word) for word in ("東", "a", "東京", "")] == [True, False, False, False]


@given(st.lists(st.text(alphabet="abcé東", min_size=1, max_size=4), max_size=12), st.integers(1, 6))
def test_hashes_of_all_runs_equal_the_hash_of_each(words, size):
    runs = [words[i : i + size] for i in range(max(len(words) - size + 1, 1))] if words else []
    expected = [shingle_hash(" ".join(run).encode()) for run in runs]
    assert shingle_hashes(words, size).tolist() == expected


def test_hashes_tell_order():
    assert shingle_hashes(["a", "b"], 2) != shingle_hashes(["b", "a"], 2)
    assert shingle_hashes(["a"], 2).dtype == np.uint32
