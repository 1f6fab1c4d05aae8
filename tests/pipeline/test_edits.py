"""Edited texts and other texts."""

import pytest

from pipeline.edits import is_edit

TEXT = (
    "The harbour was closed on Monday after a crane fell across the eastern quay. Nobody was hurt, "
    "the mayor said, and the ferries were expected to sail again by noon on Tuesday at the latest."
)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(TEXT, True, id="same"),
        pytest.param(f"{TEXT} Two tugs were called from Moorby to lift it.", True, id="longer"),
        pytest.param(TEXT.partition(" Nobody")[0], True, id="shorter"),
        pytest.param(TEXT.replace("Monday", "Sunday"), True, id="corrected"),
        pytest.param(
            TEXT.replace("harbour", "bridge").replace("crane", "lorry").replace("ferries", "trams"),
            False,
            id="same-template",
        ),
        pytest.param("The council voted on Monday to raise the water rates.", False, id="other"),
        pytest.param("", False, id="empty"),
    ],
)
def test_an_edit_leaves_most_of_a_text_as_it_was(after: str, expected: bool):
    assert is_edit(TEXT, after) is expected
    assert is_edit(after, TEXT) is expected
