"""Tests of pipeline.typography."""

import pytest

from pipeline.typography import plain_typography


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\u201cSo\u201d, \u00abso\u00bb, \u201eso\u201c", '"So", "so", "so"'),
        ("the mayor\u2019s, o\u02bcclock, \u2039x\u203a", "the mayor's, o'clock, 'x'"),
        ("a\u00a0b\n\n c\u200bd e\u00adf", "a b cd ef"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("10\u201320 \u2014 no", "10\u201320 \u2014 no"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("", ""),
    ],
)
def test_what_only_sets_a_text_is_taken_off(text, plain):
    assert plain_typography(text) == plain
    assert plain_typography(plain) == plain
