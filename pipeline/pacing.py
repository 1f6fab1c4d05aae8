"""When to ask again: for a listing, for a page that was not had, for an article that changed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.outcomes import Outcome
from pipeline.records import DateClaim

# A hard failure will not pass by itself, a soft one may, a temporary one mostly does.
HARD, SOFT, TEMPORARY = 1.0, 0.5, 0.25
_TEMPORARY_STATUS = frozenset({408, 425, 429, 503})

# Media Cloud's rule: a feed is read at the right pace when a third to two thirds of it are new.
MANY_NEW, FEW_NEW = 0.67, 0.33
_SHORTER, _LONGER = 0.5, 1.5
# A sitemap lists thousands, a feed some dozens. What is new is measured against no more than that,
# or every sitemap would look as if hardly anything happened there.
MOST_COUNTED = 50
FIRST_INTERVAL = timedelta(minutes=30)

RETIRED_AFTER = 7.0
"""Weight of the failures in a row after which a feed counts as dead..."""
RETIRED_AFTER_DAYS = timedelta(days=3)
"""...if they go back so far: an outlet that is down for a night is not dead."""
RETIRED_INTERVAL = timedelta(days=7)
_GONE_FOR_GOOD = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class PollBounds:
    """A listing is never read sooner, nor later, whatever it says or does."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)

    def clamp(self, wait: timedelta) -> timedelta:
        """The wait nearest to `wait` that is allowed."""
        return max(self.shortest, min(self.longest, wait))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPace:
    """What is known of the pace of a listing: the state that one reading hands to the next."""

    interval: timedelta | None = None
    next_fetch_at: datetime | None = None
    failures: float = 0.0
    failing_since: datetime | None = None
    retired_at: datetime | None = None
    last_new_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one request for a listing ended."""

    at: datetime
    outcome: Outcome
    status: int | None = None
    listed: int = 0
    listed_new: int = 0
    wait_seconds: float = 0.0
    """How long its server, or it itself, asks to wait."""


def next_pace(pace: FeedPace, reading: Reading, bounds: PollBounds) -> FeedPace:
    """The pace after a reading. One that was abandoned says nothing and changes nothing."""
    if reading.outcome is Outcome.ABANDONED:
        return pace
    weight = failure_weight(reading.outcome, reading.status)
    # One that is broken and lists articles all the same is alive.
    if weight is None or reading.listed:
        return _pace_of_success(pace, reading, bounds)
    return _pace_of_failure(pace, reading, bounds, weight)


def failure_weight(outcome: Outcome, status: int | None = None) -> float | None:
    """How much a failure weighs; None for a page that was had."""
    if outcome in _WEIGHTS:
        return _WEIGHTS[outcome]
    if outcome is not Outcome.HTTP_ERROR:
        return HARD
    if status in _TEMPORARY_STATUS:
        return TEMPORARY
    return SOFT if status is not None and status >= 500 else HARD


_WEIGHTS: dict[Outcome, float | None] = {
    Outcome.STORED_NEW: None,
    Outcome.STORED_VERSION: None,
    Outcome.UNCHANGED: None,
    Outcome.NOT_MODIFIED: None,
    Outcome.FEED_READ: None,
    Outcome.SITEMAP_READ: None,
    Outcome.SECTION_READ: None,
    Outcome.TIMED_OUT: TEMPORARY,
    Outcome.NETWORK_ERROR: TEMPORARY,
    Outcome.FAULT: SOFT,
}


def _pace_of_success(pace: FeedPace, reading: Reading, bounds: PollBounds) -> FeedPace:
    if pace.interval is None or pace.retired_at is not None:
        interval = bounds.clamp(FIRST_INTERVAL)  # all of a first reading is new: it tells nothing
    else:
        interval = bounds.clamp(pace.interval * _change(reading))
    asked = timedelta(seconds=reading.wait_seconds)
    return FeedPace(
        interval=interval,
        next_fetch_at=reading.at + bounds.clamp(max(interval, asked)),
        last_new_at=reading.at if reading.listed_new else pace.last_new_at,
    )


def _change(reading: Reading) -> float:
    share = reading.listed_new / max(1, min(reading.listed, MOST_COUNTED))
    if share > MANY_NEW:
        return _SHORTER
    return _LONGER if share < FEW_NEW else 1.0


def _pace_of_failure(
    pace: FeedPace, reading: Reading, bounds: PollBounds, weight: float
) -> FeedPace:
    failures = pace.failures + weight
    since = pace.failing_since or reading.at
    is_dead = reading.status == _GONE_FOR_GOOD or (
        failures >= RETIRED_AFTER and reading.at - since >= RETIRED_AFTER_DAYS
    )
    if is_dead or pace.retired_at is not None:
        wait = RETIRED_INTERVAL
    else:
        longer = (pace.interval or FIRST_INTERVAL) * 2 ** min(failures, 10)
        wait = bounds.clamp(max(longer, timedelta(seconds=reading.wait_seconds)))
    return replace(
        pace,
        next_fetch_at=reading.at + wait,
        failures=failures,
        failing_since=since,
        retired_at=pace.retired_at or (reading.at if is_dead else None),
    )


@dataclass(frozen=True, slots=True)
class _Retry:
    """How long to wait after the first try, how much longer each time, how often to try at all."""

    wait: timedelta
    factor: float
    limit: int


_ONCE = _Retry(timedelta(), 1, 1)
_GONE = _Retry(timedelta(hours=1), 6, 3)  # some list an article a moment before it is there
_NO_ARTICLE = _Retry(timedelta(days=1), 7, 3)
_BY_OUTCOME = {
    Outcome.NO_BODY: _NO_ARTICLE,
    Outcome.EXTRACTION_FAILED: _NO_ARTICLE,
    Outcome.NOT_HTML: _ONCE,
    Outcome.TOO_LARGE: _ONCE,
    Outcome.REFUSED_BY_ROBOTS: _Retry(timedelta(days=1), 3, 5),
    Outcome.REFUSED_ADDRESS: _Retry(timedelta(days=1), 3, 3),
    Outcome.REFUSED_BY_OPT_OUT: _Retry(timedelta(days=7), 4, 3),
}
_BY_WEIGHT = {
    HARD: _Retry(timedelta(hours=6), 4, 3),
    SOFT: _Retry(timedelta(minutes=30), 2, 7),
    TEMPORARY: _Retry(timedelta(minutes=15), 2, 8),
}
# With the text of its feed at hand, an article is not waited for as long.
_LIMIT_WITH_TEXT = 3
_LONGEST_ASKED = timedelta(days=7)


def next_try(
    outcome: Outcome,
    *,
    attempts: int,
    at: datetime,
    status: int | None = None,
    wait_seconds: float = 0.0,
) -> datetime | None:
    """When to ask again for a page that gave no article; None: never, until its listing says more.

    attempts: how often it was asked for in vain, this time included.
    """
    retry = _retry(outcome, status)
    if attempts >= retry.limit:
        return None
    asked = timedelta(seconds=min(_LONGEST_ASKED.total_seconds(), wait_seconds))
    return at + max(retry.wait * retry.factor ** (attempts - 1), asked)


def takes_listed_text(outcome: Outcome, *, attempts: int, status: int | None = None) -> bool:
    """Whether the text in its feed is to stand for a page that gave no article.

    At once where asking again is not likely to help, and where robots.txt keeps the page from
    crawlers: what an outlet puts into its feed it hands out itself. After some tries where the
    failure may pass. Never against an opt-out, nor for an address that must not be asked.
    """
    if outcome in _NEVER_BY_TEXT:
        return False
    if outcome in _AT_ONCE_BY_TEXT or (outcome is Outcome.HTTP_ERROR and _is_hard(outcome, status)):
        return True
    return attempts >= min(_LIMIT_WITH_TEXT, _retry(outcome, status).limit)


_NEVER_BY_TEXT = frozenset(
    {
        Outcome.REFUSED_BY_OPT_OUT,
        Outcome.REFUSED_ADDRESS,
        Outcome.ABANDONED,
        Outcome.FAULT,
        Outcome.NOT_MODIFIED,
        Outcome.UNCHANGED,
    }
)
_AT_ONCE_BY_TEXT = frozenset(
    {
        Outcome.REFUSED_BY_ROBOTS,
        Outcome.NO_BODY,
        Outcome.EXTRACTION_FAILED,
        Outcome.NOT_HTML,
        Outcome.TOO_LARGE,
    }
)


def _retry(outcome: Outcome, status: int | None) -> _Retry:
    if outcome is Outcome.GONE:
        return _ONCE if status == _GONE_FOR_GOOD else _GONE
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    # "Not modified" of a page that we do not have is a fault of its server.
    return _BY_WEIGHT[failure_weight(outcome, status) or SOFT]


def _is_hard(outcome: Outcome, status: int | None) -> bool:
    return failure_weight(outcome, status) == HARD


# Some listings date all their articles anew whenever they are made. So an article is asked for
# again only after as long a time as it has stood unchanged before our eyes, within these bounds.
_SHORTEST_REVISIT = timedelta(minutes=10)
_LONGEST_REVISIT = timedelta(days=7)
# A time that is further ahead than clocks and zones go wrong is no time of a change.
_FURTHEST_AHEAD = timedelta(days=2)
# An entry that was given up and is listed as modified: the page may hold an article now.
REVIVAL_WAIT = timedelta(days=1)


def revisit_at(
    modified: DateClaim | None, *, seen_at: datetime, changed_at: datetime, now: datetime
) -> datetime | None:
    """When to ask again for an article that a listing says was modified; None if we have that.

    seen_at: when it was last fetched; changed_at: when its newest version was.
    """
    if modified is None or modified.at > now + _FURTHEST_AHEAD or seen_at >= modified.latest:
        return None
    # Fetched on the very day that it is said to have changed: only after that day is it certain
    # that a request finds the change.
    due = modified.earliest if seen_at < modified.earliest else modified.latest
    unchanged_for = min(_LONGEST_REVISIT, max(_SHORTEST_REVISIT, seen_at - changed_at))
    return max(due, seen_at + unchanged_for, now)
