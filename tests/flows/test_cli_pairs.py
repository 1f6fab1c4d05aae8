"""Tests of flows.cli_pairs."""

import getpass
import json

import pytest

from pipeline import verdict

pytestmark = pytest.mark.slow  # commands with a database of their own


def test_a_pair_is_explained_to_people_and_to_programs(run, stored):
    code, printed, _ = run("explain", 4, "https://outlet4.example/4")
    assert (code, printed.startswith("The same story, probability ")) == (0, True)
    _, printed, _ = run("explain", 4, 5, "--json")
    found = json.loads(printed)
    assert sum(c["added"] for c in found["contributions"]) == found["total"]
    assert (found["first"]["article_id"], found["second"]["article_id"]) == (4, 5)


def test_pairs_in_doubt_are_listed(run, stored, monkeypatch):
    assert run("review", "--json")[:2] == (0, "[]\n")
    monkeypatch.setattr(verdict, "IN_DOUBT", (0.0, 1.0))
    code, printed, _ = run("review", "--limit", 1)
    assert (code, printed.count("newsfold link same|different")) == (0, 1)
    [doubt] = json.loads(run("review", "--json", "--limit", 1)[1])
    assert doubt["commands"]["different"].startswith("newsfold link different ")


def test_a_link_is_made_listed_kept_to_and_removed(run, stored):
    code, printed, _ = run("link", "same", 1, "https://outlet1.example/1", "--why", "read both")
    assert (code, "outlet1.example/1" in printed) == (0, True)
    run("group")
    stories = [run("show", f"https://outlet{n}.example/{n}", "--json")[1] for n in (0, 1)]
    assert stories[0] == stories[1]
    [link] = json.loads(run("link", "list", "--json")[1])
    assert (link["said"], link["why"], link["who"]) == ("same", "read both", getpass.getuser())
    code, _, told = run("link", "different", 2, 1, "--why", "no", "--who", "bob")
    assert code == 2
    assert f"link 1: article 1 same as 2, said {getpass.getuser()} on" in told
    assert "newsfold link remove 1 2" in told
    assert run("link", "remove", 2, 1)[0] == 0
    assert json.loads(run("link", "list", "--json")[1]) == []
    link = json.loads(run("link", "different", 2, 1, "--why", "no", "--who", "bob", "--json")[1])
    assert (link["said"], link["who"]) == ("different", "bob")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "1", "99"], "99"),
        (["explain", "1", "1"], "one article"),
        (["link", "same", "1", "nonsense", "--why", "x"], "nonsense"),
        (["link", "different", "1", "1", "--why", "x"], "one article"),
        (["link", "remove", "1", "2"], "not linked"),
        (["link", "same", "1", "2"], "--why"),
        (["link", "same", "1", "2", "--why", " "], "--why"),
    ],
    ids=" ".join,
)
def test_a_pair_that_is_none_is_named(run, stored, arguments, message):
    code, printed, told = run(*arguments)
    assert (code, printed, message in told) == (2, "", True)
