"""Tests of pipeline.comparison."""

import pytest

from pipeline.comparison import compare
from tests.pipeline.factories import profile, words


def test_an_abridged_text_is_contained_in_the_full_one():
    comparison = compare(profile(1, words(0, 52)), profile(2, words(0, 102)))
    assert comparison.first_in_second == 1.0
    assert comparison.second_in_first == comparison.jaccard == pytest.approx(0.5)
    assert comparison.shorter_words == 52


def test_texts_without_words_share_nothing():
    comparison = compare(profile(1, ""), profile(2, words(0, 50)))
    assert comparison.measures() == {
        "jaccard": 0.0,
        "first_in_second": 0.0,
        "second_in_first": 0.0,
        "shorter_words": 0.0,
    }
