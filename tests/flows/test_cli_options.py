"""Tests of flows.cli_options."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from flows import cli_options as cli


def test_days_are_meant_whole_and_times_exactly():
    day = datetime(2026, 3, 14, tzinfo=UTC)
    assert cli.parse_since("2026-03-14") == day
    assert cli.parse_until("2026-03-14") == day + timedelta(days=1)
    assert cli.parse_until("2026-03-14T12:00+02:00") == day + timedelta(hours=10)
    with pytest.raises(typer.BadParameter, match="2026-13-01"):
        cli.parse_since("2026-13-01")
