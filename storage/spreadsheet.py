"""Writes CSV, and keeps what outlets wrote from being run as a formula by a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

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


def write_csv(head: Iterable[str], rows: Iterable[Iterable[object]], file: BinaryIO) -> int:
    """Write rows of safe cells under their head and return how many; the file stays open."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    # Quoted is what holds a character of the line's end: a carriage return alone, too.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    text.detach()  # the file is the caller's to close
    return count
