"""Whether a source has fallen silent against its own rhythm.

Outlets sleep at night and at weekends, and some bring out their articles in batches. So time is
counted not in hours but in articles: how many the source would usually have brought out by the hour
of the day, on days of work and on weekends apart. It is silent when far more of them are missing
than in any but its very longest gaps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

WINDOW = timedelta(days=56)
"""How far back the rhythm is learned from: eight weekends."""

MIN_GAPS = 12
"""With fewer gaps between articles a source has no rhythm to be held against."""

MISSING_ARTICLES = 6.0
"""So many articles that usually would be there must be missing. Were they to come independently of
each other, that happens by chance once in 400 times (e to the -6)."""

GAP_QUANTILE, GAP_FACTOR = 0.98, 2.0
"""And so many times as many as in the gap that this share of its gaps do not exceed: it lets a
source be that brings out its articles in batches."""

MIN_SILENCE = timedelta(hours=2)
"""Nobody wants to hear of less, however busy the source."""

_HOUR = timedelta(hours=1)
# So much of an hour at the source's mean pace is added to each hour of the day: little, or the
# weekends of an outlet that rests then would seem to lack articles.
_SMOOTHING_HOURS = 0.5
# What is known of fewer hours of weekends than this says nothing of the next.
_MIN_WEEKEND_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source that brings nothing new, though by its rhythm it should."""

    last_at: datetime
    """When its last article came."""
    until: datetime
    """Up to when it was looked at."""
    usual_gap: timedelta
    """Half of the gaps between its articles were shorter."""
    missing: float
    """How many articles usually come in as long a time, at these hours of these days."""

    @property
    def lasts(self) -> timedelta:
        """How long nothing has come."""
        return self.until - self.last_at

    @property
    def reason(self) -> str:
        """For a person."""
        return (
            f"usually an article every {duration(self.usual_gap)}, nothing new for "
            f"{duration(self.lasts)} in which about {self.missing:.0f} were to be expected"
        )


def find_silence(times: Iterable[datetime], *, until: datetime) -> Silence | None:
    """Return the silence that lasts `until` now, or None if the source is as it always was.

    times: when its articles came, in any order; what is older than the last by WINDOW is left out.
    """
    known = sorted(at for at in times if at <= until)
    known = [at for at in known if at >= known[-1] - WINDOW]
    if len(known) <= MIN_GAPS or until - known[-1] < MIN_SILENCE:
        return None
    pace = _Pace(known, until)
    missing = pace.articles(known[-1], until)
    gaps = sorted(pace.articles(one, other) for one, other in pairwise(known))
    usual = gaps[min(len(gaps) - 1, int(GAP_QUANTILE * len(gaps)))]
    if missing < max(MISSING_ARTICLES, GAP_FACTOR * usual):
        return None
    return Silence(
        last_at=known[-1],
        until=until,
        usual_gap=sorted(other - one for one, other in pairwise(known))[len(gaps) // 2],
        missing=missing,
    )


def duration(span: timedelta) -> str:
    """A span of time in the unit that suits it: 40 min, 9 h, 3 days."""
    minutes = max(1.0, span.total_seconds() / 60)
    if minutes < 90:
        return f"{minutes:.0f} min"
    if minutes < 48 * 60:
        return f"{minutes / 60:.0f} h"
    return f"{minutes / 60 / 24:.0f} days"


class _Pace:
    """How many articles usually come from one time to another."""

    def __init__(self, times: Sequence[datetime], until: datetime) -> None:
        self._start = _hour(times[0])
        hours = int((until - self._start) / _HOUR) + 1
        last = int((times[-1] - self._start) / _HOUR)
        slots = [_slot(self._start + n * _HOUR) for n in range(hours)]
        # The silence is no part of the rhythm.
        seen, came = [0.0] * 48, [0.0] * 48
        for slot in slots[: last + 1]:
            seen[slot] += 1
        for at in times:
            came[_slot(at)] += 1
        mean = len(times) / (last + 1)
        rates = [
            (count + _SMOOTHING_HOURS * mean) / (exposure + _SMOOTHING_HOURS)
            for count, exposure in zip(came, seen, strict=True)
        ]
        if sum(seen[24:]) < _MIN_WEEKEND_HOURS:
            rates[24:] = [0.0] * 24
        self._until = [0.0, *accumulate(rates[slot] for slot in slots)]

    def articles(self, start: datetime, end: datetime) -> float:
        """How many would come between the two."""
        return self._at(end) - self._at(start)

    def _at(self, time: datetime) -> float:
        hours = (time - self._start) / _HOUR
        whole = min(int(hours), len(self._until) - 2)
        before, behind = self._until[whole : whole + 2]
        return before + (behind - before) * (hours - whole)


def _slot(at: datetime) -> int:
    """The hour of the day, 24 more at weekends."""
    return at.hour + (24 if at.weekday() >= 5 else 0)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
