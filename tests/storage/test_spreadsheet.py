import pytest

from storage.spreadsheet import safe_cell


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
