"""Tests of pipeline.outcomes."""

from pipeline.outcomes import Outcome


def test_failures_and_stored_pages_are_apart():
    assert not any(outcome.stored and outcome.failed for outcome in Outcome)


def test_what_an_outlet_decides_is_no_failure():
    told = {Outcome.GONE, Outcome.REFUSED_BY_ROBOTS, Outcome.NOT_MODIFIED, Outcome.NOT_HTML}
    assert not any(outcome.failed for outcome in told)
