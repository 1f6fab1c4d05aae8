"""Tests of flows.cli_search."""

import json

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


def stories(printed: str) -> list[str]:
    return [line.split("\t")[5] for line in printed.splitlines()[1:]]


def test_stories_are_found_by_words_and_options(run, stored):
    code, printed, _ = run("search", "report", "3")
    assert (code, stories(printed)) == (0, ["Report 3"])
    assert run("search", "report 3", "--json") == run("--json", "search", "report", "3")
    assert stories(run("search", "report", "-3", "--limit", 50)[1]) == stories(
        run("search", "report -3", "--limit", 50)[1]
    )


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["report"], 10),
        (["report", "--outlet", "outlet0.example"], 2),
        (["report", "--outlet", "outlet0.example", "--outlet", "outlet1.example"], 4),
        (["--lang", "de"], 0),
        (["report", "--since", "2026-03-02", "--until", "2026-03-02"], 2),
        (["--kind", "reprint"], 2),
        (["report -kind:reprint"], 8),
        (['"report', "--outlet", "outlet0.example"], 2),
    ],
)
def test_options_narrow_a_search(run, stored, arguments, count):
    code, printed, _ = run("search", "--json", "--articles", "--limit", 100, *arguments)
    assert (code, json.loads(printed)["article_count"]) == (0, count)


def test_the_cursor_leads_to_the_rest(run, stored):
    _, printed, _ = run("search", "report", "--articles", "--json", "--limit", 6)
    first = json.loads(printed)
    _, printed, _ = run(
        "search", "report", "--articles", "--json", "--limit", 6, "--cursor", first["next_cursor"]
    )
    second = json.loads(printed)
    ids = [hit["article_id"] for page in (first, second) for hit in page["articles"]]
    assert (sorted(ids), second["next_cursor"]) == (list(range(1, 11)), None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no word in it"),
        (["-hello"], "say what to find too"),
        (["report", "--outlets", "x"], "there is no option --outlets"),
        (["report", "--outlet", "nobody"], "no outlet is called 'nobody'"),
        (["report", "--kind", "copy"], "'copy' is no kind"),
        (["report", "--cursor", "x"], "no cursor"),
    ],
)
def test_what_cannot_be_asked_is_wrong_use(run, stored, arguments, message):
    code, _, told = run("search", *arguments)
    assert (code, message in told) == (2, True)


def test_the_index_can_be_made_anew(run, stored):
    code, printed, _ = run("db", "reindex")
    assert (code, printed) == (0, "10 articles indexed\n")
    assert len(stories(run("search", "report")[1])) == 8
