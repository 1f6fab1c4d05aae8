"""Tables of when to ask again."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.outcomes import Outcome
from pipeline.pacing import (
    FIRST_INTERVAL,
    HARD,
    RETIRED_INTERVAL,
    SOFT,
    TEMPORARY,
    FeedPace,
    PollBounds,
    Reading,
    failure_weight,
    next_pace,
    next_try,
    revisit_at,
    takes_listed_text,
)
from pipeline.records import DateClaim, DateOrigin

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOUNDS = PollBounds()


def read(*, listed: int = 30, new: int = 0, at: datetime = NOON, **fields: object) -> Reading:
    return Reading(
        **{"at": at, "outcome": Outcome.FEED_READ, "listed": listed, "listed_new": new} | fields
    )


def test_a_first_reading_tells_nothing_of_the_pace():
    pace = next_pace(FeedPace(), read(new=30), BOUNDS)
    assert (pace.interval, pace.next_fetch_at) == (FIRST_INTERVAL, NOON + FIRST_INTERVAL)
    assert pace.last_new_at == NOON


@pytest.mark.parametrize(
    ("listed", "new", "minutes"),
    [
        pytest.param(30, 30, 30, id="all-new"),
        pytest.param(30, 21, 30, id="seven-tenths"),
        pytest.param(30, 20, 60, id="two-thirds"),
        pytest.param(30, 10, 60, id="a-third"),
        pytest.param(30, 9, 90, id="three-tenths"),
        pytest.param(30, 0, 90, id="nothing"),
        pytest.param(0, 0, 90, id="empty"),
        pytest.param(1, 1, 30, id="one-of-one"),
        pytest.param(40_000, 40, 30, id="a-sitemap-of-thousands"),
        pytest.param(40_000, 10, 90, id="a-slow-sitemap"),
    ],
)
def test_the_interval_follows_the_share_of_new_items(listed: int, new: int, minutes: int):
    pace = next_pace(FeedPace(interval=HOUR), read(listed=listed, new=new), BOUNDS)
    assert pace.interval == timedelta(minutes=minutes)
    assert pace.next_fetch_at == NOON + timedelta(minutes=minutes)


def test_not_modified_is_nothing_new():
    pace = next_pace(
        FeedPace(interval=HOUR, last_new_at=NOON - DAY),
        read(listed=0, outcome=Outcome.NOT_MODIFIED, status=304),
        BOUNDS,
    )
    assert (pace.interval, pace.last_new_at) == (1.5 * HOUR, NOON - DAY)


@pytest.mark.parametrize(
    ("interval", "new", "expected"),
    [(timedelta(minutes=6), 30, timedelta(minutes=5)), (23 * HOUR, 0, DAY)],
)
def test_the_interval_stays_within_its_bounds(interval: timedelta, new: int, expected: timedelta):
    assert next_pace(FeedPace(interval=interval), read(new=new), BOUNDS).interval == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(60, HOUR, id="sooner-than-our-pace"),
        pytest.param(2 * 3600, 2 * HOUR, id="later"),
        pytest.param(40 * 3600, DAY, id="beyond-the-bounds"),
    ],
)
def test_what_a_listing_asks_is_kept_within_the_bounds(asked: float, expected: timedelta):
    pace = next_pace(FeedPace(interval=HOUR), read(new=15, wait_seconds=asked), BOUNDS)
    assert (pace.interval, pace.next_fetch_at) == (HOUR, NOON + expected)


@pytest.mark.parametrize(
    ("outcome", "status", "weight"),
    [
        (Outcome.FEED_READ, 200, None),
        (Outcome.NOT_MODIFIED, 304, None),
        (Outcome.GONE, 404, HARD),
        (Outcome.HTTP_ERROR, 403, HARD),
        (Outcome.HTTP_ERROR, None, HARD),
        (Outcome.FEED_BROKEN, 200, HARD),
        (Outcome.REFUSED_BY_ROBOTS, None, HARD),
        (Outcome.HTTP_ERROR, 500, SOFT),
        (Outcome.HTTP_ERROR, 503, TEMPORARY),
        (Outcome.HTTP_ERROR, 429, TEMPORARY),
        (Outcome.TIMED_OUT, None, TEMPORARY),
        (Outcome.NETWORK_ERROR, None, TEMPORARY),
        (Outcome.FAULT, None, SOFT),
    ],
)
def test_failures_weigh_by_class(outcome: Outcome, status: int | None, weight: float | None):
    assert failure_weight(outcome, status) == weight


@pytest.mark.parametrize(
    ("failures", "outcome", "waited"),
    [
        (0.0, Outcome.GONE, 2 * HOUR),
        (1.0, Outcome.GONE, 4 * HOUR),
        (9.0, Outcome.GONE, DAY),
        (0.0, Outcome.TIMED_OUT, 2**0.25 * HOUR),
        (0.75, Outcome.TIMED_OUT, 2 * HOUR),
    ],
)
def test_a_failing_listing_is_asked_less_and_less(
    failures: float, outcome: Outcome, waited: timedelta
):
    state = FeedPace(interval=HOUR, failures=failures)
    pace = next_pace(state, read(outcome=outcome, listed=0), BOUNDS)
    assert pace.next_fetch_at - NOON == pytest.approx(waited, abs=timedelta(seconds=1))
    assert (pace.interval, pace.retired_at) == (HOUR, None)


def test_a_failure_keeps_to_retry_after():
    later = read(outcome=Outcome.HTTP_ERROR, status=503, wait_seconds=6 * 3600, listed=0)
    assert next_pace(FeedPace(interval=HOUR), later, BOUNDS).next_fetch_at == NOON + 6 * HOUR


def test_one_success_takes_all_failures_back():
    state = FeedPace(interval=HOUR, failures=3.0, failing_since=NOON - DAY)
    pace = next_pace(state, read(new=15), BOUNDS)
    assert (pace.failures, pace.failing_since, pace.interval) == (0.0, None, HOUR)


def live(pace: FeedPace, outcome: Outcome, *, days: float) -> tuple[FeedPace, int]:
    """Ask a listing whenever it is due, and get the same answer, for so many days."""
    at, count = NOON, 0
    while at < NOON + days * DAY:
        pace = next_pace(pace, read(at=at, outcome=outcome, listed=0), BOUNDS)
        at, count = pace.next_fetch_at, count + 1
    return pace, count


def test_a_dead_feed_is_retired_and_then_tried_weekly():
    pace, asked = live(FeedPace(interval=HOUR), Outcome.GONE, days=60)
    assert NOON + 3 * DAY <= pace.retired_at <= NOON + 5 * DAY
    assert 14 <= asked <= 17  # seven on the way, then one each week
    again = next_pace(pace, read(at=NOON + 61 * DAY, outcome=Outcome.GONE, listed=0), BOUNDS)
    assert again.next_fetch_at == NOON + 61 * DAY + RETIRED_INTERVAL
    assert again.retired_at == pace.retired_at


def test_an_outlet_that_is_down_for_two_days_is_not_retired():
    for outcome in (Outcome.NETWORK_ERROR, Outcome.GONE):
        pace, _ = live(FeedPace(interval=timedelta(minutes=5)), outcome, days=2)
        assert pace.retired_at is None


def test_a_retired_feed_is_revived_by_one_success():
    state = FeedPace(interval=DAY, failures=9.0, failing_since=NOON - 9 * DAY, retired_at=NOON)
    pace = next_pace(state, read(new=3), BOUNDS)
    assert pace == FeedPace(
        interval=FIRST_INTERVAL, next_fetch_at=NOON + FIRST_INTERVAL, last_new_at=NOON
    )


def test_gone_for_good_retires_at_once():
    pace = next_pace(
        FeedPace(interval=HOUR), read(outcome=Outcome.GONE, status=410, listed=0), BOUNDS
    )
    assert (pace.retired_at, pace.next_fetch_at) == (NOON, NOON + RETIRED_INTERVAL)


def test_a_broken_sitemap_that_lists_articles_is_alive():
    reading = read(outcome=Outcome.SITEMAP_BROKEN, listed=30, new=15)
    assert next_pace(FeedPace(interval=HOUR), reading, BOUNDS).failures == 0.0


def test_what_was_abandoned_changes_nothing():
    state = FeedPace(interval=HOUR, failures=1.0)
    assert next_pace(state, read(outcome=Outcome.ABANDONED), BOUNDS) is state


def waits(outcome: Outcome, status: int | None = None) -> list[timedelta]:
    """How long is waited after each try, until it is given up."""
    found = []
    for attempts in range(1, 20):
        at = next_try(outcome, attempts=attempts, at=NOON, status=status)
        if at is None:
            return found
        found.append(at - NOON)
    raise AssertionError("never given up")


@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        (Outcome.NOT_HTML, 200, []),
        (Outcome.TOO_LARGE, 200, []),
        (Outcome.GONE, 410, []),
        (Outcome.GONE, 404, [HOUR, 6 * HOUR]),
        (Outcome.NO_BODY, 200, [DAY, 7 * DAY]),
        (Outcome.EXTRACTION_FAILED, 200, [DAY, 7 * DAY]),
        (Outcome.HTTP_ERROR, 403, [6 * HOUR, DAY]),
        (Outcome.HTTP_ERROR, 500, [2**n * HOUR / 2 for n in range(6)]),
        (Outcome.TIMED_OUT, None, [2**n * HOUR / 4 for n in range(7)]),
        (Outcome.NETWORK_ERROR, None, [2**n * HOUR / 4 for n in range(7)]),
        (Outcome.HTTP_ERROR, 503, [2**n * HOUR / 4 for n in range(7)]),
        (Outcome.NOT_MODIFIED, 304, [2**n * HOUR / 2 for n in range(6)]),
        (Outcome.REFUSED_BY_ROBOTS, None, [DAY, 3 * DAY, 9 * DAY, 27 * DAY]),
        (Outcome.REFUSED_ADDRESS, None, [DAY, 3 * DAY]),
        (Outcome.REFUSED_BY_OPT_OUT, 200, [7 * DAY, 28 * DAY]),
    ],
)
def test_pages_are_tried_again_by_class(
    outcome: Outcome, status: int | None, expected: list[timedelta]
):
    assert waits(outcome, status) == expected


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.stored])
def test_every_page_is_given_up_some_time(outcome: Outcome):
    assert len(waits(outcome)) < 10


@pytest.mark.parametrize(("asked", "expected"), [(3600, HOUR), (10**9, 7 * DAY), (1, HOUR / 4)])
def test_a_page_keeps_to_retry_after(asked: float, expected: timedelta):
    at = next_try(Outcome.TIMED_OUT, attempts=1, at=NOON, wait_seconds=asked)
    assert at == NOON + expected


@pytest.mark.parametrize(
    ("outcome", "status", "at_attempt"),
    [
        (Outcome.REFUSED_BY_ROBOTS, None, 1),
        (Outcome.NO_BODY, 200, 1),
        (Outcome.NOT_HTML, 200, 1),
        (Outcome.HTTP_ERROR, 403, 1),
        (Outcome.GONE, 410, 1),
        (Outcome.GONE, 404, 3),
        (Outcome.HTTP_ERROR, 500, 3),
        (Outcome.TIMED_OUT, None, 3),
        (Outcome.REFUSED_BY_OPT_OUT, 200, None),
        (Outcome.REFUSED_ADDRESS, None, None),
        (Outcome.ABANDONED, None, None),
        (Outcome.FAULT, None, None),
    ],
)
def test_the_text_of_the_feed_stands_in_when_the_page_is_not_to_be_had(
    outcome: Outcome, status: int | None, at_attempt: int | None
):
    taken = [n for n in range(1, 9) if takes_listed_text(outcome, attempts=n, status=status)]
    assert (taken[0] if taken else None) == at_attempt


def claim(at: datetime, **fields: bool) -> DateClaim:
    return DateClaim(at=at, origin=DateOrigin.SITEMAP, **fields)


@pytest.mark.parametrize(
    ("modified", "seen", "changed", "expected"),
    [
        pytest.param(None, NOON, NOON, None, id="no-claim"),
        pytest.param(claim(NOON - HOUR), NOON - HOUR / 2, NOON - DAY, None, id="seen-since"),
        pytest.param(claim(NOON - HOUR), NOON - HOUR, NOON - DAY, None, id="seen-then"),
        pytest.param(claim(NOON - HOUR), NOON - DAY, NOON - DAY, NOON, id="modified-since"),
        pytest.param(claim(NOON + HOUR), NOON, NOON, NOON + HOUR, id="a-clock-ahead"),
        pytest.param(claim(NOON + 9 * DAY), NOON, NOON, None, id="no-such-time"),
        pytest.param(
            claim(NOON - HOUR / 12),
            NOON - HOUR / 6,
            NOON - 2 * HOUR,
            NOON - HOUR / 6 + (2 * HOUR - HOUR / 6),
            id="dated-anew-at-each-reading",
        ),
        pytest.param(
            claim(NOON - HOUR / 12),
            NOON - DAY,
            NOON - 90 * DAY,
            NOON + 6 * DAY,
            id="a-week-at-most",
        ),
        pytest.param(
            claim(datetime(2026, 3, 2, tzinfo=UTC), has_time=False),
            NOON - HOUR,
            NOON - HOUR,
            datetime(2026, 3, 3, tzinfo=UTC),
            id="a-day-that-is-not-over",
        ),
        pytest.param(
            claim(datetime(2026, 3, 2, tzinfo=UTC), has_time=False),
            NOON - 2 * DAY,
            NOON - 2 * DAY,
            NOON,
            id="a-day-after",
        ),
    ],
)
def test_an_article_is_asked_for_again_when_it_was_modified(
    modified: DateClaim | None, seen: datetime, changed: datetime, expected: datetime | None
):
    assert revisit_at(modified, seen_at=seen, changed_at=changed, now=NOON) == expected


def test_a_listing_that_dates_all_anew_is_followed_ever_more_rarely():
    """An article that never changes, listed each quarter of an hour as modified just now."""
    seen, asked = NOON, 0
    for minutes in range(15, 30 * 24 * 60, 15):
        now = NOON + timedelta(minutes=minutes)
        if (revisit_at(claim(now), seen_at=seen, changed_at=NOON, now=now) or now + DAY) <= now:
            seen, asked = now, asked + 1
    assert asked < 15
