"""Printed times to claims: aware, in UTC, with how exactly they were printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime, parsedate_tz

from crawlers.extract.printed_dates import claim_from_text, zone_named
from pipeline.records import DateCandidate, DateClaim, DateOrigin

_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# ISO 8601 as templates print it: with spaces, other marks, one digit, the name of a zone.
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[Tt\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([AaPp][Mm])?\s*(?:\[[\w/+-]+\]|([+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,5})\s?(?:\[[\w/+-]+\])?)?"
)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
# "Sat, 14 Mar 2026 12:00:00 GMT", as mail and feeds have it
_MAIL_TIME = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-][A-Z][a-z]{2}[\s-]\d{2,4}\s+"
    r"\d\d?:\d\d(?::\d\d)?+(?!\s*[AaPp]\.?[Mm]\b)\s*(.*)"
)
# "Mon Nov 18 2019 15:23:00 GMT+0000 (Coordinated Universal Time)"
_SCRIPT_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} [\d:]{8}) GMT([+-]\d{4})")
# "Mon Nov 18 15:23:00 CET 2019", and without the zone
_UNIX_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Za-z]{1,5}) )?(\d{4})"
)
# Two numbers that may be day and month, or month and day.
_EITHER = re.compile(r"\W*(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])/\d{4}\b")
# A year beyond is one that was never set, or is to do mischief: a day around it may be no date.
_YEARS = frozenset(range(1600, 2200)) - {1970}  # the zero of Unix
# A clock that runs a little ahead is no lie.
_AHEAD = timedelta(hours=1)
_ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/])(\d{1,2})\2(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which times a date can be believed; what is None bounds nothing."""

    founded: int | None = None
    """The year in which the outlet began."""
    now: datetime | None = None

    def objection(self, claim: DateClaim) -> str | None:
        """Why a date is not believed; None where it can be."""
        if self.now is not None and claim.earliest > self.now + _AHEAD:
            return "lies ahead"
        if self.founded is not None and claim.latest.year < self.founded:
            return f"lies before {self.founded}, when the outlet began"
        return None


UNBOUNDED = Bounds()


@dataclass(frozen=True, slots=True)
class DateChoice:
    """The date that was believed, out of which, and why."""

    claim: DateClaim | None
    reason: str
    candidates: tuple[DateCandidate, ...]


def choose_date(candidates: Iterable[DateCandidate], *, bounds: Bounds = UNBOUNDED) -> DateChoice:
    """Return the first candidate that can be believed, or a more exact one that agrees with it."""
    known = tuple(candidates)
    readable = [(c, bounds.objection(c.claim)) for c in known if c.claim is not None]
    believed = [candidate for candidate, objection in readable if objection is None]
    refused = list(
        dict.fromkeys(f"{_origin(c)} {c.field} {why}" for c, why in readable if why is not None)
    )
    if not believed:
        none = "no date that can be read" if known else "no date"
        return DateChoice(None, "; ".join(refused) or none, known)
    first = believed[0]
    best = best_claim(c.claim for c in believed)
    chosen = next(c for c in believed if c.claim is best)
    reason = f"{_origin(chosen)} {chosen.field}"
    if chosen is not first:
        reason += f", more exact than {_origin(first)} {first.field}"
    reason = "; ".join([reason, *refused])
    if best is not None and best.has_time and not best.has_offset:
        reason += "; no offset printed"
    return DateChoice(best, reason, known)


def _origin(candidate: DateCandidate) -> str:
    return "" if candidate.claim is None else candidate.claim.origin.value


def parse_claim(
    printed: str | None, origin: DateOrigin, *, time_zone: tzinfo = UTC
) -> DateClaim | None:
    """Return the time that `printed` claims, or None if it is no date.

    What machines write, or else what people do where it can be read in one way alone. A time
    without an offset is read in `time_zone`, the source's own.
    """
    text = (printed or "").strip()
    try:
        if day := _DAY.fullmatch(text):
            year, month, number = map(int, day.groups())
            return _day_claim(date(year, month, number), origin) if year in _YEARS else None
        stamp = _parse_stamp(text)
        if stamp is None:
            return _from_words(text, origin, time_zone)
        if stamp.year not in _YEARS:
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
    if text[:4].isdigit() and "-" in text[4:5]:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    if loose := _LOOSE.fullmatch(text):
        return _from_parts(loose)
    if run := _RUN_TOGETHER.fullmatch(text):
        return _moment(*(int(part or 0) for part in run.groups()))
    if unix := _UNIX_TIME.fullmatch(text):
        month, day, clock, zone, year = unix.groups()
        stamp = parsedate_to_datetime(f"{day} {month} {year} {clock}")
        return stamp.replace(tzinfo=zone_named(zone))
    if (mail := _MAIL_TIME.fullmatch(text)) and parsedate_tz(text) is not None:
        stamp = parsedate_to_datetime(text)
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=zone_named(mail[1]))
    if text[:8].isdigit():
        return datetime.fromisoformat(text)
    return None


def _from_parts(found: re.Match[str]) -> datetime:
    *day, hour, minute, second, half, zone = found.groups()
    clock = int(hour)
    if half and clock <= 12:
        clock = clock % 12 + (12 if half in ("pm", "PM") else 0)
    stamp = _moment(*map(int, (*day, clock, minute, second or 0)))
    return stamp.replace(tzinfo=zone_named(zone))


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    return datetime.combine(date(year, month, day), time(hour, minute, second))


def _from_words(text: str, origin: DateOrigin, time_zone: tzinfo) -> DateClaim | None:
    if _EITHER.match(text):
        return None
    claim = claim_from_text(text, time_zone=time_zone)
    return None if claim is None else replace(claim, origin=origin)
