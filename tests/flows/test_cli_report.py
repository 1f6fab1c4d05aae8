"""Tests of flows.cli_report."""

import json
import os

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


@pytest.fixture
def story(run, stored):
    return json.loads(run("stories", "--json")[1])[0]


def test_a_story_becomes_one_file_by_number_and_by_address(run, story, tmp_path):
    path = tmp_path / "out" / "report.html"
    path.parent.mkdir()
    code, printed, told = run("report", "--story", story["story_id"], "--output", path)
    assert (code, printed) == (0, "")
    assert told.startswith(f"story {story['story_id']} written to {path}")
    assert story["title"] in path.read_text()
    assert os.listdir(path.parent) == ["report.html"]
    other = tmp_path / "other.html"
    assert run("report", "--story", story["canonical_url"], "-o", other)[0] == 0
    assert story["title"] in other.read_text()


def test_it_may_go_to_standard_output(run, story):
    code, printed, told = run("report", "--story", story["story_id"], "-o", "-")
    assert (code, printed[:15]) == (0, "<!doctype html>")
    assert printed.endswith("</html>")
    assert "written to -" in told


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("9999", "there is no story 9999"),
        ("9" * 30, "there is no story 999"),
        ("https://nowhere.example/", "no article is known by the address"),
    ],
)
def test_what_is_unknown_writes_nothing(run, stored, tmp_path, named, message):
    path = tmp_path / "report.html"
    path.write_text("before")
    code, _, told = run("report", "--story", named, "-o", path)
    assert (code, message in told, path.read_text()) == (2, True, "before")


def test_a_file_that_cannot_be_written_says_so(run, story, tmp_path):
    path = tmp_path / "no" / "report.html"
    code, _, told = run("report", "--story", story["story_id"], "-o", path)
    assert (code, "cannot be written" in told) == (2, True)
