import io

import pytest

from storage.spreadsheet import safe_cell, write_csv


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "-",
        "--1",
        "+1-1",
        "'=1",
        "＝1",
    ],
)
def test_what_would_be_a_formula_gets_an_apostrophe(text: str):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "-5", "+3.25", "-1,000", "-1e-5"])
def test_other_texts_and_numbers_stay(text: str):
    assert safe_cell(text) == text


def test_rows_are_written_with_the_line_ends_of_csv():
    file = io.BytesIO()
    assert write_csv(["name", "said"], [["a", "b\rc"], ["ä", None]], file) == 2
    assert file.getvalue() == 'name,said\r\na,"b\rc"\r\nä,\r\n'.encode()
