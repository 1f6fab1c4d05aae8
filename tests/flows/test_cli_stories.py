"""Tests of flows.cli_stories."""

import json
from typing import get_args, get_type_hints

import pytest

from flows import cli_stories as cli
from storage.export_files import ExportFormat
from storage.models import ExportTable

pytestmark = pytest.mark.slow  # commands with a database of their own


FIELDS = (
    "story url kind source published_at first_seen_at canonical credit likely_source_url score "
    "source_confidence source_reason published_has_time article version method joined_at"
)


def test_ingest_group_export_gives_a_line_for_each_article(run, stored, tmp_path):
    code, printed, told = run("export", "variants", "--format", "jsonl", "--output", "v.jsonl")
    assert (code, printed) == (0, "")
    assert "10 lines" in told
    lines = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines()]
    assert all(list(line) == FIELDS.split() for line in lines)
    assert len({line["story"] for line in lines}) == 8


@pytest.mark.slow
def test_an_export_may_go_to_standard_output(newsfold, write_articles):
    newsfold("ingest", write_articles(count=2))
    done = newsfold("export", "articles", "-o", "-")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 2


def test_what_may_be_exported_is_what_storage_exports():
    hints = get_type_hints(cli.export, include_extras=True)
    assert get_args(get_args(hints["table"])[0]) == tuple(ExportTable)
    assert get_args(get_args(hints["file_format"])[0]) == tuple(ExportFormat)


def test_stories_are_listed_for_people_and_for_programs(run, stored):
    code, printed, _ = run("stories")
    assert code == 0
    assert [line.split("\t")[2] for line in printed.splitlines()[1:]] == ["2", "2"]
    _, printed, _ = run("stories", "--json", "--min-articles", 1)
    assert len(json.loads(printed)) == 8


def test_json_may_be_asked_for_before_the_command(run, stored):
    assert run("--json", "stories") == run("stories", "--json")


def test_stories_of_a_day_are_chosen(run, stored):
    _, printed, _ = run("stories", "--json", "--min-articles", 1, "--until", "2026-03-01")
    assert [story["title"] for story in json.loads(printed)] == ["Report 5", "Report 0"]
    _, printed, _ = run(
        "stories", "--json", "--min-articles", 1, "--since", "2026-03-05T08:09+00:00"
    )
    assert [story["article_count"] for story in json.loads(printed)] == [2]


def test_a_story_is_shown_by_number_and_by_the_address_of_an_article(run, stored):
    _, printed, _ = run("stories", "--json")
    story = json.loads(printed)[0]
    code, shown, _ = run("show", story["story_id"])
    assert code == 0
    assert story["title"] in shown
    assert "reprint" in shown
    assert run("show", story["canonical_url"])[1] == shown
    _, printed, _ = run("show", story["story_id"], "--json")
    assert len(json.loads(printed)["variants"]) == 2


def test_an_article_that_is_not_grouped_yet_says_so(run, write_articles):
    run("ingest", write_articles(count=1))
    code, _, told = run("show", "https://outlet0.example/0")
    assert (code, "newsfold group" in told) == (2, True)


@pytest.mark.parametrize("story", ["9999", "https://nobody.example/", "nonsense"])
def test_a_story_that_is_not_there_is_named(run, stored, story):
    code, _, told = run("show", story)
    assert (code, story in told) == (2, True)
