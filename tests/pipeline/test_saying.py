"""Tests of pipeline.saying."""

import pytest

from pipeline.credit import read_table
from pipeline.lexicon import LANGUAGES
from pipeline.saying import Wording, knows, last_part, pieces


def texts(found) -> list[str]:
    return [piece.text for piece in found]


def test_the_table_has_every_language_and_no_kind_that_nobody_reads():
    rows = read_table("attribution.tsv")
    assert {lang for lang, _, _ in rows} == LANGUAGES
    assert {kind for _, kind, _ in rows} <= set(Wording("en").words)
    assert all(Wording(lang).words["verb"] for lang in LANGUAGES)
    assert knows("en")
    assert not knows("sw")


def test_pieces_are_words_and_marks_with_their_places():
    text = "Ada O’Neil-Ray, डॉ. व्यास"
    found = pieces(text, 4, len(text))
    assert texts(found) == ["O’Neil-Ray", ",", "डॉ", ".", "व्यास"]
    assert [text[piece.start : piece.end] for piece in found] == texts(found)
    assert (found[0].lower, found[0].is_word, found[0].is_capital) == ("o'neil-ray", True, True)
    assert (found[1].is_word, found[1].is_capital) == (False, False)


@pytest.mark.parametrize(
    ("lang", "word", "verb"),
    [
        ("en", "said", True),
        ("en", "bridge", False),
        ("ru", "сказала", True),
        ("ar", "وأضاف", True),
        ("ar", "ويروي", True),
        ("sw", "said", False),
    ],
)
def test_a_verb_of_saying_in_its_forms(lang, word, verb):
    assert Wording(lang).is_verb(pieces(word, 0, len(word))[0]) is verb


@pytest.mark.parametrize(
    ("lang", "word", "may"),
    [("en", "Lt", True), ("en", "J", True), ("pl", "prof", True), ("en", "Lee", False),
     ("en", "US", False), ("ko", "했다", False)],
)  # fmt: skip
def test_a_full_stop_may_belong_to_a_short_word(lang, word, may):
    assert Wording(lang).is_abbreviation(word) is may


def test_what_names_a_person_ends_before_a_preposition():
    found = pieces("the mayor of Ashmere", 0, 20)
    assert texts(Wording("en").cut(found)) == ["the", "mayor"]


def test_the_last_part_stands_behind_the_last_comma():
    assert texts(last_part(pieces("a, b, c d", 0, 9))) == ["c", "d"]
    assert texts(last_part(pieces("a b", 0, 3))) == ["a", "b"]


def test_any_of_a_kind_is_a_pattern_and_of_none_matches_nothing():
    assert "说" in Wording("zh").any_of("verb").split("|")
    assert Wording("sw").any_of("verb") == "(?!)"
