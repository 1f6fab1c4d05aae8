"""Tests of pipeline.inflection."""

import pytest

from pipeline.inflection import is_inflection


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("лог", "лога", "ru"),
        ("глубокий", "глубокого", "ru"),
        ("глубокого", "глубокому", "ru"),
        ("глушко", "глушком", "uk"),
        ("ankara", "ankara’da", "tr"),
        ("ashmere", "ashmeres", "de"),
        ("paszek", "paszek", "pl"),
    ],
)
def test_one_name_in_two_cases(one, other, lang):
    assert is_inflection(one, other, lang)
    assert is_inflection(other, one, lang)


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("темирханов", "темирканов", "ru"),
        ("хинштейн", "хинштын", "ru"),
        ("temirkhanov", "temirkanov", "en"),
        ("ли", "лим", "ru"),
        ("ashmere", "ashmeres", "en"),
    ],
)
def test_another_spelling_is_no_case(one, other, lang):
    assert not is_inflection(one, other, lang)
