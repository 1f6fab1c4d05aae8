import random
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.silence import MIN_GAPS, duration, find_silence

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def every(gap, *, start=MONDAY, days=28):
    return [start + n * gap for n in range(int(days * DAY / gap))]


def at_work(*, days=28, gap=HOUR / 2, weekends=False):
    """From 6 to 20 o'clock UTC, on weekdays unless told."""
    return [
        at for at in every(gap, days=days) if 6 <= at.hour < 20 and (weekends or at.weekday() < 5)
    ]


def test_a_source_that_stops_is_silent():
    times = every(timedelta(minutes=40))
    silence = find_silence(times, until=times[-1] + 9 * HOUR)
    assert silence is not None
    assert (silence.last_at, silence.lasts) == (times[-1], 9 * HOUR)
    assert silence.reason == (
        "usually an article every 40 min, nothing new for 9 h in which about 13 were to be expected"
    )


def test_a_pause_as_long_as_others_is_none():
    times = every(timedelta(minutes=40))
    assert find_silence(times, until=times[-1] + 2 * HOUR) is None


def test_an_outlet_may_sleep_at_night_and_is_missed_in_the_morning():
    times = at_work(weekends=True)
    night = times[-1].replace(hour=23)
    assert find_silence(times, until=night) is None
    assert find_silence(times, until=night + 7 * HOUR) is None
    assert find_silence(times, until=night + 14 * HOUR) is not None


def test_an_outlet_may_rest_at_weekends_and_is_missed_on_monday():
    times = at_work(days=26)  # until Friday evening
    friday = times[-1]
    assert friday.weekday() == 4
    assert find_silence(times, until=friday + 2 * DAY) is None
    assert find_silence(times, until=friday + 3 * DAY) is not None


def test_an_outlet_that_never_was_seen_at_a_weekend_is_not_expected_then():
    times = at_work(days=4)
    friday = times[-1] + DAY
    assert find_silence(times, until=friday) is not None
    times = at_work(days=5)
    assert find_silence(times, until=times[-1] + 2 * DAY) is None


def test_batches_are_a_rhythm_too():
    """Thirty articles each morning: a day without any is none of the usual gaps, half a day is."""
    times = [MONDAY + n * DAY + m * timedelta(seconds=20) for n in range(28) for m in range(30)]
    assert find_silence(times, until=times[-1] + 20 * HOUR) is None
    assert find_silence(times, until=times[-1] + 50 * HOUR) is not None


def test_a_slow_source_is_given_its_time():
    times = every(3 * DAY, days=54)
    assert find_silence(times, until=times[-1] + 10 * DAY) is None
    assert find_silence(times, until=times[-1] + 25 * DAY) is not None


@pytest.mark.parametrize("count", [0, 1, MIN_GAPS])
def test_too_few_articles_are_no_rhythm(count):
    assert find_silence(every(HOUR)[:count], until=MONDAY + 30 * DAY) is None


def test_what_is_old_and_what_is_to_come_is_left_out():
    times = [*every(HOUR, days=2), MONDAY + 90 * DAY]
    assert find_silence(times, until=MONDAY + 91 * DAY) is None
    times = every(HOUR, days=2)
    assert find_silence([*times, MONDAY + 10 * DAY], until=MONDAY + 3 * DAY) is not None


@pytest.mark.parametrize("a_day", [4, 20, 150])
def test_chance_alone_is_rarely_taken_for_silence(a_day):
    """Looked at each hour of two weeks, a source of random times is warned of for few of them."""
    chance = random.Random(a_day)
    at, times = MONDAY, []
    while at < MONDAY + 42 * DAY:
        at += DAY / a_day * chance.expovariate(1)
        times.append(at)
    looks = [MONDAY + 28 * DAY + n * HOUR for n in range(14 * 24)]
    warned = [
        until for until in looks if find_silence([t for t in times if t <= until], until=until)
    ]
    assert len(warned) <= 3


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "1 min"),
        (timedelta(minutes=40), "40 min"),
        (9 * HOUR, "9 h"),
        (3 * DAY, "3 days"),
    ],
)
def test_spans_are_told_in_a_unit_that_suits(span, said):
    assert duration(span) == said
