"""Tests of pipeline.word_diff."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.typography import plain_typography
from pipeline.word_diff import Fate, Piece, count_words, diff_words

MARKS = {Fate.SAME: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "{{+{}+}}"}


def shown(before: str, after: str) -> str:
    return "".join(
        MARKS[piece.fate].format(piece.text.rstrip()) + " " * piece.text[-1].isspace()
        for piece in diff_words(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Sailing at noon.", "Sailing at noon.", "Sailing at noon."),
        ("Sailing at noon.", "Sailing at one.", "Sailing at [-noon-]{+one+}."),
        ("Sailing at noon.", "Sailing at noon today.", "Sailing at noon {+today+}."),
        ("Sailing at noon today.", "Sailing at noon.", "Sailing at noon[- today-]."),
        ("A big dog barks.", "A dog barks.", "A [-big-] dog barks."),
        ("By 4.5 per cent", "By 4.8 per cent", "By [-4.5-] {+4.8+} per cent"),
        ("the mayor's son", "the mayor\u2019s son", "the mayor\u2019s son"),
        ("He said \"no\".", "He  said\n\u201cno\u201d.", "He  said\n\u201cno\u201d."),
        ("a, b", "a b", "a [-,-] b"),
        ("One. Two.", "One. New. Two.", "One. {+New.+} Two."),
        ("One is here.", "One is here. Two is here.", "One is here. {+Two is here.+}"),
        ("One.\n\nTwo.", "One.", "One.[-\n\nTwo.-]"),
        ("a b a b c", "a b c", "[-a b-] a b c"),
        ("", "New text", "{+New text+}"),
        ("Old text", "", "[-Old text-]"),
        ("", "", ""),
        ("one two three the four five", "six seven the eight", "[-one two three the four five-]"
         "{+six seven the eight+}"),
        ("\u6771\u4eac\u3067\u5730\u9707", "\u5927\u962a\u3067\u5730\u9707",
         "[-\u6771\u4eac-]{+\u5927\u962a+}\u3067\u5730\u9707"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940 x", "\u0939\u093f\u0928\u094d\u0926\u0942 x",
         "[-\u0939\u093f\u0928\u094d\u0926\u0940-] {+\u0939\u093f\u0928\u094d\u0926\u0942+} x"),
    ],
)  # fmt: skip
def test_words_that_were_replaced_are_shown_in_place(before, after, expected):
    assert shown(before, after) == expected


def test_paragraphs_are_compared_before_words():
    before = "One is here.\n\nTwo is here.\n\nThree is here."
    after = "One is here.\n\nNew is here.\n\nThree was here."
    assert diff_words(before, after) == (
        Piece(Fate.SAME, "One is here.\n\n"),
        Piece(Fate.REMOVED, "Two "),
        Piece(Fate.ADDED, "New "),
        Piece(Fate.SAME, "is here.\n\nThree "),
        Piece(Fate.REMOVED, "is "),
        Piece(Fate.ADDED, "was "),
        Piece(Fate.SAME, "here."),
    )


def test_words_are_counted_without_punctuation():
    assert count_words("The mayor's 4.5 per cent, she said - no.") == 8
    assert count_words("\u6771\u4eac 1") == 3
    assert count_words("...") == 0
    assert Piece(Fate.ADDED, "a b, ").words == 2


WORDS = st.sampled_from(
    ["a", "b", "c,", "\u201cd\u201d", "'d'", "e.", "\n\n", "\u6771\u4eac", "f-g", "-"]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(before, after):
    pieces = diff_words(before, after)
    for text, left_out in ((before, Fate.ADDED), (after, Fate.REMOVED)):
        joined = "".join(piece.text for piece in pieces if piece.fate is not left_out)
        assert _squeezed(joined) == _squeezed(text)
    assert diff_words(after, after) == (
        () if not after.split() else (Piece(Fate.SAME, after.strip()),)
    )


def _squeezed(text: str) -> str:
    return "".join(plain_typography(text).split())


@pytest.mark.slow
def test_long_texts_are_compared_in_seconds():
    words = [f"w{number % 5000}" for number in range(60_000)]
    started = time.monotonic()
    diff_words(" ".join(words), " ".join(reversed(words)))
    diff_words("a " * 60_000, "b a " * 30_000)
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_a_word_changed_in_every_paragraph_of_a_long_text_is_found_in_each():
    lines = [f"On day {n} the ferry of Captain {n % 77} took {n * 7} guests." for n in range(1_500)]
    after = [line.replace("ferry", "barge") for line in lines]
    started = time.monotonic()
    pieces = diff_words("\n\n".join(lines), "\n\n".join(after))
    assert time.monotonic() - started < 15
    removed = [piece.text.strip() for piece in pieces if piece.fate is Fate.REMOVED]
    assert removed == ["ferry"] * 1_500
