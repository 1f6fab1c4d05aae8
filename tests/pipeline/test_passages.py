"""Tests of pipeline.passages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.passages import Passage, shared_passages
from pipeline.text import tokens

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d’e", "東"]), max_size=25).map(" ".join)


def shown(first, second, **options):
    """The passages as they are printed in either text."""
    return [
        (first[p.first_start : p.first_end], second[p.second_start : p.second_end])
        for p in shared_passages(first, second, **options)
    ]


def test_a_shared_passage_is_found_as_printed_in_both():
    first = "He said: “The Mayor didn’t resign on Monday”, twice."
    second = "THE MAYOR DIDN'T RESIGN ON MONDAY, it was said."
    assert shown(first, second) == [
        ("The Mayor didn’t resign on Monday", "THE MAYOR DIDN'T RESIGN ON MONDAY")
    ]
    assert shared_passages(first, second) == [
        Passage(first_start=10, first_end=43, second_start=0, second_end=33, words=6)
    ]


def test_passages_may_stand_in_another_order():
    first, second = "a b c d e. f g h i j", "f g h i j, a b c d e"
    assert shown(first, second) == [("a b c d e", "a b c d e"), ("f g h i j", "f g h i j")]


def test_the_longest_of_several_is_taken_and_of_equal_ones_the_first():
    first = "a b c d e f g"
    assert shown(first, "a b c d e x a b c d e f") == [("a b c d e f", "a b c d e f")]
    (passage,) = shared_passages("a b c d e", "a b c d e x a b c d e")
    assert passage.second_start == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("a b c d", "a b c d"), ("", ""), ("", "a b c d e"), ("a b c d e", "e d c b a")],
)
def test_short_runs_are_no_passages(first, second):
    assert shared_passages(first, second) == []


@pytest.mark.parametrize(
    ("first", "second", "passage"),
    [
        ("the cost of 3.8 million pounds", "The cost of £3.8m", "the cost of"),
        ("front of 21,406 at Quarry Road", "of 1,406 at Quarry Road", "at Quarry Road"),
        ("It began at 19:30 on Monday", "it began at 19:45 on Monday", "It began at"),
        ("on the quay in 2026, 4 of them", "on the quay in 2026, 3 met", "on the quay in 2026"),
    ],
)
def test_no_passage_begins_or_ends_within_a_number(first, second, passage):
    assert [one for one, _ in shown(first, second, shortest=3)] == [passage]


def test_without_spaces_a_word_is_two_characters():
    assert shared_passages("東京で地震が", "東京で地震の") == []
    assert shown("東京で地震がありました。", "昨日東京で地震がありました。") == [
        ("東京で地震がありました", "東京で地震がありました")
    ]


@given(TEXTS, TEXTS, st.integers(1, 6))
def test_passages_are_the_same_words_in_both_and_do_not_overlap(first, second, shortest):
    end = 0
    for passage in shared_passages(first, second, shortest=shortest):
        one = tokens(first[passage.first_start : passage.first_end])
        assert one == tokens(second[passage.second_start : passage.second_end])
        assert len(one) == passage.words >= shortest
        assert passage.first_start >= end
        end = passage.first_end


@given(st.lists(st.sampled_from("abc"), min_size=5, max_size=25).map(" ".join))
def test_a_text_is_one_passage_of_itself(text):
    assert shown(text, text) == [(text, text)]


def test_texts_that_say_one_thing_over_and_over_are_compared_in_time():
    text = "round and round it goes again " * 4_000
    start = time.monotonic()
    (passage,) = shared_passages(text, f"{text} and stops")
    assert time.monotonic() - start < 5
    assert passage.words == 24_000
