"""Tests of pipeline.snippets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search_query import QueryError, parse_query
from pipeline.snippets import Marked, mark, snippet


def wanted(typed: str):
    return parse_query(typed).wanted


def marked(found: Marked) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        pytest.param("The Storm in Łódź", "lodz storm", ["Storm", "Łódź"], id="folded"),
        pytest.param("a big dog, a dog", '"big dog"', ["big dog"], id="phrase"),
        pytest.param("flooding floods", "flood*", ["flooding", "floods"], id="beginning"),
        pytest.param("震度と地震速報", "地震", ["地震"], id="pair"),
        pytest.param("震度と地震速報", "震", ["震", "震"], id="one-character"),
        pytest.param("東京都の京都", "京都", ["京都", "京都"], id="inside-a-run"),
        pytest.param("no such word", "storm", [], id="nothing"),
        pytest.param("no such word", "lang:en", [], id="no-words-asked"),
    ],
)
def test_what_was_searched_for_is_marked(text, typed, expected):
    found = mark(text, wanted(typed))
    assert found.text == text
    # A term of one character may reach over the next: what is asked for begins it.
    assert [piece[: len(want)] for piece, want in zip(marked(found), expected, strict=True)] == (
        expected
    )


def test_a_snippet_shows_the_place_with_most_of_what_was_searched_for():
    text = (
        "The storm came. " + "Nothing else. " * 40 + "After the\n\nstorm came a flood." + " x" * 200
    )
    found = snippet(text, wanted("storm flood"))
    assert marked(found) == ["storm", "flood"]
    assert found.text.startswith("… ")
    assert found.text.endswith(" x …")
    assert "After the storm came a flood." in found.text
    assert len(found.text) < 240


def test_a_snippet_without_a_match_is_the_beginning():
    assert snippet("The storm\ncame.", wanted("dog")) == Marked("The storm came.")
    assert snippet("", wanted("dog")) == Marked("")


def test_a_snippet_of_a_text_without_spaces_has_the_match():
    found = snippet("国" * 500 + "地震速報" + "国" * 500, wanted("地震速報"))
    assert marked(found)[0].startswith("地震速")
    assert len(found.text) < 240


@given(st.text(max_size=400), st.sampled_from(["a", "0 OR b", "東", "地震"]))
def test_marks_stay_inside_and_apart(text, typed):
    try:
        phrases = wanted(typed)
    except QueryError:
        return
    for found in (mark(text, phrases), snippet(text, phrases)):
        ends = [place for stretch in found.marks for place in stretch]
        assert ends == sorted(ends)
        assert all(0 <= place <= len(found.text) for place in ends)
        assert "\n" not in snippet(text, phrases).text
