"""Tests of flows.cli_service; `serve` itself has tests/flows/test_serving.py."""

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


def test_the_tables_are_made_and_the_password_is_not_printed(run):
    code, printed, _ = run("db", "upgrade")
    assert (code, "newsfold.db" in printed) == (0, True)
    assert run("db", "upgrade")[0] == 0
    assert run("stories")[0] == 0
    code, _, told = run("--database-url", "postgresql://u:secret@127.0.0.1:1/n", "db", "upgrade")
    assert code == 2
    assert "127.0.0.1:1" in told
    assert "secret" not in told
