"""Tests of pipeline.lexicon."""

import csv
import unicodedata
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import (
    CASELESS,
    LANGUAGES,
    calendar,
    concept_of,
    concepts_in,
    numerals,
    scales,
    stem_frequencies,
    without_marks,
    zipf,
)


@cache
def rows(name: str) -> list[dict[str, str]]:
    lines = files("pipeline").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def name_of(word: str, lang: str) -> str | None:
    found = concept_of(word, lang)
    return None if found is None else found.name


# --- Concepts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("en", "arrested"),
        ("ru", "арестован"),
        ("uk", "заарештували"),
        ("de", "festgenommen"),
        ("fr", "arrestation"),
        ("es", "arrestaron"),
        ("it", "arrestato"),
        ("pt", "detido"),
        ("pl", "zatrzymano"),
        ("tr", "tutuklandı"),
        ("ar", "اعتقال"),
        ("ar", "والاعتقال"),
        ("fa", "بازداشت"),
        ("hi", "गिरफ्तार"),
        ("ko", "체포됐다"),
    ],
)
def test_words_of_all_languages_express_one_concept(lang, word):
    assert name_of(word, lang) == "arrest"


@pytest.mark.parametrize(("lang", "run"), [("zh", "警方逮捕三人"), ("ja", "男を逮捕")])
def test_concepts_in_scripts_without_spaces(lang, run):
    assert "arrest" in {concept.name for concept in concepts_in(run, lang)}


@pytest.mark.parametrize("lang", sorted(LANGUAGES - {"ja", "zh"}))
def test_every_stem_is_taken_by_itself(lang):
    """However short a stem begins it: the longest wins."""
    listed: dict[str, str] = {}
    for row in rows("concepts.tsv"):
        for stem in row[lang].replace("ё", "е").split("|"):
            listed.setdefault(stem, row["concept"])
    for stem in listed.keys() - {"", "-"}:
        assert (name_of(stem, lang) or "none") == listed[stem], stem


@pytest.mark.parametrize(
    ("lang", "word", "concept"),
    [
        ("en", "trials", "court"),
        ("en", "trialogues", None),
        ("en", "jailed", "prison"),
        ("de", "gerichtsverhandlung", "court"),
    ],
)
def test_short_stems_take_short_endings(lang, word, concept):
    assert name_of(word, lang) == concept


def test_a_stem_without_its_marks_weighs_as_often_as_it_is_seen_so():
    """ "mais" (but) is everywhere, "maïs" is not."""
    but, maize = concept_of("mais", "fr"), concept_of("maïs", "fr")
    assert but is not None
    assert maize is not None
    assert but.name == maize.name
    assert but.weight < 1 < maize.weight


def test_texts_without_marks_meet_their_stems():
    assert name_of("detention", "fr") == name_of("détention", "fr") == "arrest"


def test_a_common_word_tells_less_than_a_rare_one():
    weights = [c.weight for word in ("court", "acquitted") if (c := concept_of(word, "en"))]
    assert weights[0] < weights[1]
    assert all(0.3 <= weight <= 3.5 for weight in weights)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_frozen_frequencies_are_those_of_the_stems(lang):
    """Those above the floor; all others weigh the same."""
    frozen = {
        r["stem"]: float(r["zipf"]) for r in rows("concept_frequencies.tsv") if r["lang"] == lang
    }
    assert frozen == {stem: z for stem, z in stem_frequencies(lang).items() if z > 4.1}


# --- Tables -----------------------------------------------------------------------------------


def test_every_concept_is_listed_for_every_language():
    table = rows("concepts.tsv")
    assert set(table[0]) == {"concept", *LANGUAGES}
    assert all(None not in row and None not in row.values() for row in table)


@pytest.mark.parametrize("name", ["calendar.tsv", "numerals.tsv", "scales.tsv", "concepts.tsv"])
def test_no_word_mixes_scripts(name):
    for row in rows(name):
        for word in (word for cell in row.values() for word in cell.split("|")):
            scripts = {unicodedata.name(c, " ").split()[0] for c in word if c.isalpha()}
            assert len(scripts & {"ARABIC", "CYRILLIC", "DEVANAGARI", "LATIN"}) <= 1, word


@pytest.mark.parametrize("name", ["calendar.tsv", "numerals.tsv", "scales.tsv"])
def test_words_are_as_the_reader_sees_them(name):
    """Small letters, and neither hyphens nor apostrophes, which never reach the tables."""
    for row in rows(name):
        for word in row["words"].split("|"):
            assert word == word.lower()
            assert not set(word) & set("-'’ "), word


def test_every_month_and_weekday_is_known():
    assert set(calendar("month").values()) == set(range(1, 13))
    assert set(calendar("weekday").values()) == set(range(7))


@pytest.mark.parametrize("kind", ["month", "weekday"])
def test_a_word_of_the_calendar_has_one_meaning(kind):
    listed = [
        w for row in rows("calendar.tsv") if row["kind"] == kind for w in row["words"].split("|")
    ]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("lang", sorted(LANGUAGES - {"ja", "ko", "zh"}))
def test_numerals_and_scales_of_every_language_with_spaces(lang):
    assert set(range(2, 11)) <= set(numerals(lang).values())
    assert {1000} <= set(scales(lang).values())


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_frequencies_of_every_language_are_at_hand(lang):
    assert zipf("2", lang) > 0 or zipf("a", lang) > 0


def test_zipf():
    assert zipf("the", "en") > 7 > zipf("ferry", "en") > 3
    assert zipf("temirkhanov", "en") == 0
    assert zipf("the", "xx") == 0


@pytest.mark.parametrize(
    ("word", "bare"), [("détention", "detention"), ("łódź", "łodz"), ("й", "и"), ("a", "a")]
)
def test_marks_fall_off(word, bare):
    assert without_marks(word) == bare


def test_caseless_languages_have_no_capitals():
    assert {"ar", "fa", "hi", "ja", "ko", "zh"} == CASELESS & LANGUAGES


@given(st.text(max_size=20), st.sampled_from([*sorted(LANGUAGES), "und", ""]))
def test_no_word_raises(word, lang):
    concept_of(word, lang)
    concepts_in(word, lang)
    assert zipf(word, lang) >= 0
