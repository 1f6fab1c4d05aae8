"""Tests of pipeline.passage_diff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.passage_diff import diff_passages
from pipeline.word_diff import Fate

MARKS = {
    Fate.SAME: "{}",
    Fate.REMOVED: "[-{}-]",
    Fate.ADDED: "{{+{}+}}",
    Fate.MOVED: "{{~{}~}}",
}
A, B, C = "a b c d e f g", "h i j k l m", "n o p q r"


def shown(first: str, second: str) -> str:
    return "".join(
        MARKS[piece.fate].format(piece.text) for piece in diff_passages(first, second).pieces
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (A, A, A),
        (A, B, f"[-{A}-]{{+{B}+}}"),
        (f"{A}. {B}", f"{A}, {B}!", f"{A}, {B}!"),
        (f"{A} x y {B}", f"{A} z {B}", f"{A}[- x y -]{{+ z +}}{B}"),
        (f"{A} {B} {C}", f"{A} {C} {B}", f"{A} {{~{C}~}} {B}"),
        (f"{A} {B}", f"new. {B} {A}", f"{{+new. +}}{{~{B}~}} {A}"),
        (f'{A}." {B}', f'{A}." X {B}', f'{A}."{{+ X +}}{B}'),
        (f"{A} {A}", f"{A} x", f"{A}{{+ x+}}"),
        ("", A, f"{{+{A}+}}"),
        (A, "", f"[-{A}-]"),
        ("", "", ""),
    ],
)
def test_what_is_shared_moved_and_in_one_alone(first, second, expected):
    assert shown(first, second) == expected


def test_the_order_with_the_most_words_stays():
    found = diff_passages(f"{C} {B} {A}", f"{A} {B} {C}")
    assert [found.passages[at].words for at in sorted(found.moved)] == [5, 6]


TEXTS = st.lists(st.sampled_from([A, B, C, "x.", "y", A[:9], "\n\n"]), max_size=6).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_the_second_text(first, second):
    found = diff_passages(first, second)
    second_again = "".join(p.text for p in found.pieces if p.fate is not Fate.REMOVED)
    assert second_again == second
    assert found.moved <= set(range(len(found.passages)))
    kept = [p for at, p in enumerate(found.passages) if at not in found.moved]
    ends = [0, *(end for p in kept for end in (p.second_start, p.second_end))]
    assert ends == sorted(ends)
