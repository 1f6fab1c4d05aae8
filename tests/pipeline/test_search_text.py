"""Tests of pipeline.search_text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search_text import MAX_TERMS, located_terms, search_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The Mayor’s l'eau", "the mayor s l eau", id="words"),
        pytest.param("Ärzte in Łódź, crème brûlée", "arzte in lodz creme brulee", id="accents"),
        pytest.param("Straße Ærø þing", "strasse aero thing", id="letters-of-their-own"),
        pytest.param("İstanbul Iğdır", "istanbul igdir", id="turkish-i"),
        pytest.param("ёлка ель, мой мои", "елка ель мой мои", id="cyrillic-keeps-short-i"),
        pytest.param("Ελλάδα", "ελλαδα", id="greek"),
        pytest.param("أَحمد إلى", "احمد الى", id="arabic-points-and-alefs"),
        pytest.param("की कि", "की कि", id="vowel-signs-of-hindi-stay"),
        pytest.param("한국 경제", "한국 경제", id="korean"),
        pytest.param("東京で地震", "東京 京で で地 地震 震", id="pairs-of-characters"),
        pytest.param("新iPhone発売", "新 iphone 発売 売", id="runs-end-at-words"),
        pytest.param("1,500 men", "1 500 men", id="numbers"),
        pytest.param("a\"b 'c\\ d:*", "a b c d", id="no-operators"),
        pytest.param(" \n!?", "", id="nothing"),
    ],
)
def test_terms(text, expected):
    assert search_terms(text) == expected.split()


@given(st.text(max_size=60))
def test_located_terms_are_the_terms(text):
    located = located_terms(text)
    assert [term.text for term in located] == search_terms(text)
    assert all(0 <= term.start < term.end <= len(text) for term in located)


@given(st.text(max_size=60))
def test_no_term_holds_what_parts_or_quotes(text):
    assert not [term for term in search_terms(text) if set(term) & set(" \"'\\\0\n")]


def test_a_term_of_two_characters_reaches_over_both():
    text = "地震 in 東京"
    assert [text[term.start : term.end] for term in located_terms(text)] == [
        "地震",
        "震",
        "in",
        "東京",
        "京",
    ]


def test_a_text_beyond_all_measure_is_cut():
    assert len(search_terms("a " * (MAX_TERMS + 5))) == MAX_TERMS
    assert len(search_terms("é" * 5_000)[0]) == 100
    assert len(search_terms("e" * 5_000)[0]) == 100
