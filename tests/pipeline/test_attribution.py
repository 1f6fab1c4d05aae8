"""Tests of pipeline.attribution: what stands around a quotation that is not shown here."""

import pytest

from pipeline.attribution import (
    grammar_of,
    may_name,
    persons,
    speaker_after,
    speaker_before,
    speaker_embracing,
)
from pipeline.speakers import UNNAMED, Speaker


def told(found):
    return found.phrase if isinstance(found, Speaker) else found


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("en", "Smith told Reuters that ", "Smith"),
        ("en", "The mayor, who had waited, said: ", "The mayor"),
        ("en", "She told our correspondent that ", UNNAMED),
        ("en", "Its walls are painted with ", None),
        ("en", "Opposition leader Ada Holm was blunt: ", "leader Ada Holm"),
        ("en", "Ada Holm and Jon Rask were blunt: ", None),
        ("es", "Y añadió: ", UNNAMED),
        ("es", "Dijo la alcaldesa, Ana Lozano: ", "la alcaldesa, Ana Lozano"),
        ("es", "Los vecinos dijeron: ", "Los vecinos"),
        ("ar", "وأضاف: ", UNNAMED),
        ("fa", "وی افزود: ", UNNAMED),
        ("hi", "उन्होंने कहा, ", UNNAMED),
        ("ko", "천무겸 서장은 ", None),
    ],
)
def test_before_a_quotation(lang, text, who):
    assert told(speaker_before(text, 0, len(text), lang)) == who


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("en", " told the Harbour Post", None),
        ("en", " he told reporters", UNNAMED),
        ("en", " Captain Danny Oldroyd told reporters", "Captain Danny Oldroyd"),
        ("en", " said the hospice's chief, Jo Tallentire", "the hospice's chief, Jo Tallentire"),
        ("en", " was gone", None),
        ("en", ", according to Ada Holm", "Ada Holm"),
        ("de", ", sagte sie", UNNAMED),
        ("de", ", sagte die Bürgermeisterin", "Bürgermeisterin"),
        ("fr", ", a-t-il déclaré", UNNAMED),
        ("fr", ", a raconté l'enseignante", "l'enseignante"),
        ("ru", ", — сказали в суде", None),
        ("ru", ", — сказал он", UNNAMED),
        ("pl", " - mówi prawnik", "prawnik"),
        ("es", ", ha contado a los agentes", UNNAMED),
        ("zh", "她说", UNNAMED),
        ("ja", "と話した", None),
    ],
)
def test_behind_a_quotation(lang, text, who):
    assert told(speaker_after(text, 0, len(text), lang)) == who


@pytest.mark.parametrize(
    ("lang", "before", "after", "who"),
    [
        ("tr", "Alpgiray, ", " dedi", "Alpgiray"),
        ("tr", "", " dedi", UNNAMED),
        ("tr", "Pek çok vatandaş ", " sorusuna yanıt aradı", None),
        ("ko", "반예솔 대표는 ", "라고 말했다", "반예솔 대표"),
        ("en", "Ada Holm ", " said", None),
    ],
)
def test_on_both_sides_of_a_quotation(lang, before, after, who):
    text = before + after
    spans = (0, len(before)), (len(before), len(text))
    assert told(speaker_embracing(text, *spans, lang)) == who


def test_persons_are_found_wherever_they_are_named_again():
    text = "Mayor Ada Holm left Harbour Town. Later Holm came back to New Ashmere."
    assert [who.phrase for who in persons(text, 0, len(text), "en")] == ["Mayor Ada Holm", "Holm"]


def test_in_scripts_without_capitals_persons_are_those_who_speak():
    text = "أوضح مدير المركز أن الجسر مغلق. وأضاف: "
    assert [who.phrase for who in persons(text, 0, len(text), "ar")] == ["مدير المركز"]
    assert persons("雨停了。", 0, 4, "zh") == []


def test_a_full_name_may_be_a_persons():
    assert may_name("Then Harbour Town lost", 0, 22, "en")
    assert not may_name("Then Harwick lost", 0, 17, "en")
    assert not may_name("雨停了", 0, 3, "zh")


def test_a_grammar_is_made_once():
    assert grammar_of("en") is grammar_of("en")
