"""Tests of pipeline.fact_places."""

import pytest

from pipeline.fact_places import locate_facts
from pipeline.facts import extract_facts
from tests.pipeline.factories import NOON
from tests.pipeline.test_explanation import FIRE, RUSSIAN, TOLD


def locate(text: str, lang: str = "en"):
    return locate_facts(text, lang=lang, published_at=NOON)


def test_facts_stand_where_they_are_printed():
    found = locate(FIRE)
    assert [FIRE[n.start : n.end] for n in found.names][:2] == ["Korvalen", "Ashmere"]
    assert [(FIRE[n.start : n.end], n.value) for n in found.numbers] == [
        ("12", 12.0),
        ("forty", 40.0),
        ("4.1 million", 4_100_000.0),
        ("1,234", 1234.0),
    ]
    assert [(FIRE[d.start : d.end], d.day) for d in found.days] == [("March 3", (3, 3))]


def test_a_number_knows_what_it_counts():
    (twelve, *_) = locate(FIRE).numbers
    assert twelve.unit == "enworker"


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("Es geschah am 3. März in Berlin.", "de", "3. März"),
        ("Le 14 juillet on danse.", "fr", "14 juillet"),
        ("事故は3月5日に起きた。", "ja", "3月5"),
    ],
)
def test_dates_of_other_languages(text, lang, day):
    (found,) = locate(text, lang).days
    assert text[found.start : found.end] == day


@pytest.mark.parametrize(("text", "lang"), [(FIRE, "en"), (TOLD, "en"), (RUSSIAN, "ru")])
def test_nothing_else_is_found_than_facts_have(text, lang):
    found = locate(text, lang)
    whole = extract_facts("", text, lang=lang, published_at=NOON)
    assert {place.roman for place in found.names} == set(whole.whole.exact_names)
    assert {place.value for place in found.numbers} == set(whole.whole.numbers)
    assert {place.day for place in found.days} == whole.days


def test_a_text_without_any():
    found = locate("")
    assert (found.names, found.numbers, found.days) == ((), (), ())
