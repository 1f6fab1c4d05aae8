"""Dates as people read them: a day, a month by name or number, a year, and often a time."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from pipeline.lexicon import calendar
from pipeline.records import DateClaim, DateOrigin

_MAX_TEXT = 200

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MARK = r"\s?[./-]\s?"
# 2026-03-14, 2026/3/14   2026年3月14日   14.3.2026, 3/14/2026   14 March 2026   March 14, 2026
_PATTERNS = (
    rf"(?<!\d){_YEAR}{_MARK}(?P<month>\d{{1,2}}){_MARK}(?P<day>\d{{1,2}})(?!\d)",
    rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|º|°|er|st|nd|rd|th)?(?:\s+de|\s+of)?[\s-]+"
    rf"(?P<month>[^\W\d_]{{3,12}})\.?,?(?:\s+de)?[\s-]+{_YEAR}",
    rf"(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
    rf"(?<!\d)(?P<one>\d{{1,2}})\s?(?P<mark>[./-])\s?(?P<two>\d{{1,2}})\s?(?P=mark)\s?{_YEAR}(?!\d)",
)
_DATES = tuple(map(re.compile, _PATTERNS))
_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s?[:.h時时시]\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s*\(?(?P<zone>Z\b|[A-Z]{2,5}\b|[+-]\d{2}:?\d{2}\b))?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")
# Abbreviations that mean one zone wherever they are printed: CST, IST and BST do not.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "WIB": 420, "WITA": 480, "PKT": 300,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60,
}  # fmt: skip
_TIME_WITHIN = 25
"""Characters behind a date, or before it, in which a time of day belongs to it."""


def claim_from_text(
    text: str, *, time_zone: tzinfo = UTC, month_first: bool = False
) -> DateClaim | None:
    """Return the first date that a short text names, None for none.

    `month_first` says how 3/4/2026 is meant, where only the language can tell.
    """
    text = text[:_MAX_TEXT]
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day_of(match, month_first=month_first)
            if day is not None:
                return _claim(day, _time_near(text, match), time_zone)
    return None


def zone_named(printed: str | None) -> tzinfo | None:
    """Return the offset that stands behind a time, None where there is none that is known."""
    name = (printed or "").upper()
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-shift if found[1] == "-" else shift)


def _day_of(match: re.Match[str], *, month_first: bool) -> date | None:
    found = match.groupdict()
    try:
        if "one" in found:
            one, two = int(found["one"]), int(found["two"])
            swapped = two > 12 or (month_first and found["mark"] == "/" and one <= 12)
            day, month = (two, one) if swapped else (one, two)
        else:
            name = found["month"]
            month = int(name) if name.isdigit() else calendar("month").get(name.casefold(), 0)
            day = int(found["day"])
        return date(int(found["year"]), month, day)
    except ValueError:
        return None


def _time_near(text: str, match: re.Match[str]) -> time | None:
    """Return the time of day beside a date, with its zone where one is named."""
    after = text[match.end() : match.end() + _TIME_WITHIN]
    before = text[max(0, match.start() - _TIME_WITHIN) : match.start()]
    found = _TIME.search(after) or _TIME.search(before)
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"]), tzinfo=zone_named(found["zone"]))


def _claim(day: date, at: time | None, time_zone: tzinfo) -> DateClaim:
    has_offset = at is not None and at.tzinfo is not None
    moment = datetime.combine(day, at or time())
    if not has_offset:
        moment = moment.replace(tzinfo=UTC if at is None else time_zone)
    return DateClaim(
        at=moment.astimezone(UTC),
        origin=DateOrigin.TEXT,
        has_time=at is not None,
        has_offset=has_offset,
    )
