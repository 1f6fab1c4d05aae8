"""Tests of pipeline.pair_order."""

from datetime import timedelta

from pipeline.pair_order import order_of
from tests.pipeline.factories import NOON, claim, profile, report

EARLY = profile(1, report(0, 20), published=claim(NOON + timedelta(minutes=1)))
LATE = {"published": claim(NOON + timedelta(hours=2, minutes=1))}


def test_a_later_copy_was_taken_from_the_earlier():
    told = order_of(EARLY, profile(2, f"{report(0, 20)} {report(50, 20)}", **LATE))
    assert told.first_before is True
    assert told.first_in_second == 1.0
    assert 0.4 < told.second_in_first < 0.6
    assert (told.taken, told.source.article_id) == (2, 1)
    assert "was there before it" in told.source.reason


def test_the_order_of_the_two_makes_no_difference():
    copy = profile(2, report(0, 20), **LATE)
    there, back = order_of(EARLY, copy), order_of(copy, EARLY)
    assert (there.first_before, back.first_before) == (True, False)
    assert (there.taken, there.source) == (back.taken, back.source)


def test_a_credit_tells_more_than_the_text():
    wire = profile(1, report(0, 20), outlet="meridianwire.example", published=None)
    told = order_of(profile(2, report(0, 20), credit="Meridian Wire", **LATE), wire)
    assert (told.first_credits_second, told.second_credits_first) == (True, False)
    assert (told.taken, told.source.reason) == (2, "credits meridianwire.example")


def test_two_days_do_not_tell_which_was_first():
    days = [claim(NOON.replace(hour=0), has_time=False) for _ in range(2)]
    one, other = (profile(n, report(0, 20), published=day) for n, day in enumerate(days, 1))
    told = order_of(one, other)
    assert told.first_before is None
    assert told.first_time.claims_day
    assert told.first_time.latest - told.first_time.earliest == timedelta(days=1)


def test_a_clock_that_is_wrong_bounds_nothing():
    ahead = profile(2, report(0, 20), first_seen_at=NOON - timedelta(hours=1))
    told = order_of(EARLY, ahead)
    assert told.second_time.clock_is_wrong
    assert told.second_time.earliest is None
    assert told.second_time.latest == NOON - timedelta(hours=1)


def test_unlike_texts_without_times_tell_nothing():
    told = order_of(profile(1, report(0, 20), published=None), profile(2, report(90, 20)))
    assert (told.first_before, told.taken, told.source) == (None, None, None)
