"""Tests of pipeline.outcomes."""

from pipeline.outcomes import Outcome


def test_failures_and_stored_pages_are_apart():
    assert not any(outcome.stored and outcome.failed for outcome in Outcome)


def test_what_an_outlet_decides_is_no_failure():
    told = {Outcome.GONE, Outcome.REFUSED_BY_ROBOTS, Outcome.NOT_MODIFIED, Outcome.NOT_HTML}
    assert not any(outcome.failed for outcome in told)


def test_what_is_as_before_is_neither_listed_nor_failed():
    told = [outcome for outcome in Outcome if outcome.as_before]
    assert told == [Outcome.UNCHANGED, Outcome.NOT_MODIFIED]
    assert not any(outcome.listed or outcome.failed for outcome in told)
