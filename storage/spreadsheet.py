"""Keeps what outlets wrote from being run as a formula by a spreadsheet."""

import re

# The wide ones are taken for a formula where a keyboard gives them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*(e[+-]?\d+)?", re.IGNORECASE)


def safe_cell(text: str) -> str:
    """Return a text for a CSV file, with an apostrophe before what would begin a formula.

    Spreadsheets take a cell that begins with = + - @, a tab or a carriage return for a formula,
    which can send data away when the file is opened. A number is left as it is. A text that begins
    with an apostrophe gets another, so that taking one off gives back every text.
    """
    begins = text.startswith("'") or (text.startswith(_FORMULA) and not _NUMBER.fullmatch(text))
    return f"'{text}" if begins else text
