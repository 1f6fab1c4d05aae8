"""Tests of flows.cli_context."""

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


def test_a_wrong_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("NEWSFOLD_WINDOW_DAYS", "soon")
    code, _, told = run("group")
    assert (code, "NEWSFOLD_WINDOW_DAYS" in told) == (2, True)


def test_a_server_that_does_not_answer_is_named(run, monkeypatch):
    monkeypatch.setenv("NEWSFOLD_PREFECT_API_URL", "http://127.0.0.1:1/api")
    code, _, told = run("group")
    assert (code, "127.0.0.1:1" in told) == (2, True)
