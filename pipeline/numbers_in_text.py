"""Numbers as they are printed: separators, scales, compounds, and how much each tells."""

import re
from functools import lru_cache

_SPACE = re.compile("[\u00a0\u202f'’ ]")
_GROUPED_BY_SPACE = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")  # 12,34,567 in India
_GROUPED_POINT = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+")
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_ARABIC_MARKS = str.maketrans("٫٬", ".,")
_MOST_CHARACTERS = 18
"""A longer row of digits is no count; it might not even be finite."""

_COMPOUND_PART = re.compile(
    r"(?<!\d)(?<!\d[.,])(\d{1,15}(?:,\d{3})*(?:\.\d+)?)\s?(조|兆|억|億|亿|천만|千万|만|万|萬|천|千|백만|百万)"
)
_REST = re.compile(r"(?:\d,\d{3}|\d{1,4})(?!\d|[.,]\d)")
_COMPOUND_UNITS = {
    "조": 10**12, "兆": 10**12, "억": 10**8, "億": 10**8, "亿": 10**8, "천만": 10**7, "千万": 10**7,
    "백만": 10**6, "百万": 10**6, "만": 10**4, "万": 10**4, "萬": 10**4, "천": 10**3, "千": 10**3,
}  # fmt: skip


@lru_cache(maxsize=50_000)
def parse_number(printed: str) -> float | None:
    """Return the value of a printed number; None for a time of day or a score.

    A point or comma before just three digits groups thousands; before others it is decimal.
    """
    text = _SPACE.sub(" ", printed.translate(_ARABIC_MARKS))
    if ":" in text:
        return None
    text = _GROUPED_BY_SPACE.sub(lambda group: group[0].replace(" ", ""), text, count=1)
    text = text.partition(" ")[0]
    if len(text) > _MOST_CHARACTERS:
        return None
    if text.isdecimal():
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub("[.,]", "", text))
    if _GROUPED_POINT.fullmatch(text):
        return float(text.replace(",", ""))
    if _GROUPED_COMMA.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    decimal = _DECIMAL.fullmatch(text)
    return float(f"{decimal[1]}.{decimal[2]}") if decimal else None


@lru_cache(maxsize=50_000)
def number_weight(value: float) -> float:
    """Return how much it tells that two texts share this number.

    Small counts and years stand in every text; each further digit that is not a rounding zero makes
    a number ten times as rare.
    """
    whole = value == int(value)
    if whole and 1900 <= value <= 2100:
        return 1.0
    digits = len((str(int(value)) if whole else str(value).replace(".", "")).rstrip("0"))
    if value <= 10:
        return 0.4 if value <= 3 else 0.8
    return 1.4 + min(max(digits - 1, 0), 4)


@lru_cache(maxsize=50_000)
def roundings(value: float) -> frozenset[float]:
    """Return what a re-telling may make of a count: the number rounded to one to three digits."""
    if value < 100 or 1900 <= value <= 2100:
        return frozenset()
    rounded = (float(f"{value:.{digits}g}") for digits in (1, 2, 3))
    return frozenset(r for r in rounded if r != value and abs(r - value) <= 0.08 * value)


def join_compounds(text: str) -> str:
    """Return the text with numbers such as 5억3천만 written as plain digits."""
    parts, at, matches = [], 0, list(_COMPOUND_PART.finditer(text))
    while matches:
        first, total, end, unit = matches[0], 0.0, matches[0].start(), float("inf")
        while matches and matches[0].start() - end <= 1 and _unit(matches[0]) < unit:
            unit = _unit(matches[0])
            total += float(matches[0][1].replace(",", "")) * unit
            end = matches.pop(0).end()
        rest = _REST.match(text, end) if unit >= 10**4 else None
        if rest:
            total, end = total + int(rest[0].replace(",", "")), rest.end()
            matches = [match for match in matches if match.start() >= end]
        parts.append(f"{text[at : first.start()]} {_plain(total)} ")
        at = end
    return "".join(parts) + text[at:]


def _unit(match: re.Match[str]) -> int:
    return _COMPOUND_UNITS[match[2]]


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
