"""Tests of pipeline.verdict."""

import pytest

from pipeline.records import VariantKind
from pipeline.verdict import judge, variant_kind
from tests.pipeline.factories import profile, words


def test_a_pair_has_one_spelling():
    one, other = profile(7, words(0, 60)), profile(3, words(30, 60))
    assert judge(one, other) == judge(other, one)
    assert (judge(one, other).first_id, judge(one, other).second_id) == (3, 7)


@pytest.mark.parametrize(
    ("shared", "same_story"),
    [
        pytest.param(100, True, id="all"),
        pytest.param(60, True, id="most"),
        pytest.param(10, False, id="few"),
    ],
)
def test_shared_words_decide(shared, same_story):
    pair = judge(profile(1, words(0, 100)), profile(2, words(100 - shared, 100)))
    assert pair.same_story is same_story


def test_short_texts_are_not_judged_by_their_words_unless_equal():
    assert not judge(profile(1, words(0, 20)), profile(2, words(1, 20))).same_story
    assert judge(profile(1, words(0, 20)), profile(2, words(0, 20))).same_story


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(words(0, 100), VariantKind.REPRINT, id="equal"),
        pytest.param(words(0, 70) + " " + words(500, 20), VariantKind.LIGHT, id="edited"),
        pytest.param(words(0, 40), VariantKind.ABRIDGED, id="a-part"),
        pytest.param(words(0, 100) + " " + words(500, 200), VariantKind.EXPANDED, id="inside"),
        pytest.param(words(500, 100), VariantKind.REWRITE, id="other-words"),
    ],
)
def test_kinds_of_variant(body, kind):
    assert variant_kind(profile(2, body), profile(1, words(0, 100))) is kind
