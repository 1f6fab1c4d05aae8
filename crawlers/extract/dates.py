"""Printed times to claims: aware, in UTC, with how exactly they were printed."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

from pipeline.records import DateClaim, DateOrigin

_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# "2019-11-18 15:23:00 +0100" and "…T15:23:00 +01:00": a space that ISO 8601 does not have
_SPACED_OFFSET = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)")
_NAMED_UTC = re.compile(r"\s*(?:UTC|GMT)$")
# "Mon Nov 18 2019 15:23:00 GMT+0000 (Coordinated Universal Time)"
_SCRIPT_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} [\d:]{8}) GMT([+-]\d{4})")
# A year beyond is one that was never set, or is to do mischief: a day around it may be no date.
_YEARS = range(1600, 2200)
_ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/])(\d{1,2})\2(\d{1,2})(?!\d)")


def parse_claim(
    printed: str | None, origin: DateOrigin, *, time_zone: tzinfo = UTC
) -> DateClaim | None:
    """Return the time that `printed` claims, or None if it is no date that machines write.

    A time without an offset is read in `time_zone`, the source's own.
    """
    text = (printed or "").strip()
    try:
        if day := _DAY.fullmatch(text):
            year, month, number = map(int, day.groups())
            return _day_claim(date(year, month, number), origin) if year in _YEARS else None
        stamp = _parse_stamp(text)
        if stamp is None or stamp.year not in _YEARS:
            return None
        has_offset = stamp.utcoffset() is not None
        aware = stamp if has_offset else stamp.replace(tzinfo=time_zone)
        return DateClaim(at=aware.astimezone(UTC), origin=origin, has_offset=has_offset)
    except (ValueError, OverflowError):  # a 31st of February; the year 1 east of Greenwich
        return None


def claim_from_address(url: str) -> DateClaim | None:
    """Return the day that an address names, as in `/2026/03/24/title`."""
    found = _ADDRESS_DAY.search(url)
    if found is None:
        return None
    year, _, month, day = found.groups()
    try:
        return _day_claim(date(int(year), int(month), int(day)), DateOrigin.ADDRESS)
    except ValueError:
        return None


def best_claim(claims: Iterable[DateClaim | None]) -> DateClaim | None:
    """Return the first claim, or a more exact one that does not contradict it."""
    found = [claim for claim in claims if claim is not None]
    if not found:
        return None
    first = found[0]
    fitting = [claim for claim in found if first.earliest <= claim.at <= first.latest]
    return max(fitting, key=lambda claim: (claim.has_time, claim.has_offset))


def _day_claim(day: date, origin: DateOrigin) -> DateClaim:
    at = datetime.combine(day, time(), tzinfo=UTC)
    return DateClaim(at=at, origin=origin, has_time=False, has_offset=False)


def _parse_stamp(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC)
    if script := _SCRIPT_TIME.match(text):
        return datetime.strptime(" ".join(script.groups()), "%b %d %Y %H:%M:%S %z")
    if text[:1].isalpha() or text[1:2] == " " or text[2:3] == " ":
        return parsedate_to_datetime(text)
    return datetime.fromisoformat(_SPACED_OFFSET.sub("", _NAMED_UTC.sub("Z", text)))
