"""Tests of flows.cli_diff."""

import json

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


@pytest.fixture
def edited(run, write_articles):
    """An article with two versions, and another article."""
    run("ingest", write_articles(count=2))
    run("ingest", write_articles(count=1, title="Another headline"))


def test_versions_are_compared_for_people_and_for_programs(run, edited):
    code, printed, _ = run("diff", "https://outlet0.example/0")
    assert (code, "[-Report 0-]{+Another headline+}" in printed) == (0, True)
    _, printed, _ = run("diff", 1, "--from", 2, "--to", 1, "--json")
    assert json.loads(printed)["to"]["title"] == "Report 0"


def test_two_articles_are_compared(run, edited):
    code, printed, _ = run("diff", 1, 2)
    assert (code, " shared, of " in printed) == (0, True)
    assert json.loads(run("diff", 1, 2, "--json")[1])["second"]["article_id"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["9"], "number 9"),
        (["1", "--to", "3"], "no version 3"),
        (["1", "1"], "one article"),
        (["1", "2", "--from", "1"], "--from"),
        (["1", "--from", "0"], "--from"),
    ],
    ids=" ".join,
)
def test_wrong_use_names_the_thing(run, edited, arguments, message):
    code, printed, told = run("diff", *arguments)
    assert (code, printed, message in told) == (2, "", True)
