"""Tests of pipeline.verdict."""

import pytest

from pipeline.records import VariantKind
from pipeline.verdict import judge, score, variant_kind
from tests.pipeline.factories import profile, report, words


def test_a_pair_has_one_spelling():
    one, other = profile(7, words(0, 60)), profile(3, words(30, 60))
    assert judge(one, other) == judge(other, one)
    assert (judge(one, other).first_id, judge(one, other).second_id) == (3, 7)


@pytest.mark.parametrize(
    ("first", "same_story"),
    [
        pytest.param(0, True, id="all"),
        pytest.param(6, True, id="most"),
        pytest.param(18, False, id="few"),
    ],
)
def test_what_is_shared_decides(first, same_story):
    pair = judge(profile(1, report(0, 20)), profile(2, report(first, 20)))
    assert pair.same_story is same_story


def test_the_explained_score_is_the_judged_probability():
    one, other = profile(1, report(0, 20)), profile(2, report(6, 20))
    assert score(one, other).probability == judge(one, other).probability


def test_short_texts_are_not_judged_by_their_words_unless_equal():
    assert not judge(profile(1, words(0, 15)), profile(2, words(1, 15))).same_story
    assert judge(profile(1, words(0, 15)), profile(2, words(0, 15))).same_story
    assert not judge(profile(1, ""), profile(2, "")).same_story


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


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_texts_of_which_nothing_is_known_are_not_taken_for_one_story(lang):
    plain = "somebody went there again and said that it was so. " * 4
    other = "nobody came here before or thought of what would be. " * 4
    assert not judge(profile(1, plain), profile(2, other, lang=lang)).same_story
