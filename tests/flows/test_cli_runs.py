"""Tests of flows.cli_runs."""

import json

import pytest

from flows.holding import hold_lease
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.articles import record_pages
from storage.database import transaction
from storage.models import Job
from storage.page_requests import note_requests
from storage.runs import abandon_stale_runs, start_run
from storage.sources import name_sources
from tests.flows.conftest import NOW
from tests.storage.newsroom import make_ending, make_page

URLS = [f"https://harbour.example/{n}" for n in range(4)]


@pytest.fixture
def unfinished(database, settings, monkeypatch):
    """A run that has asked for four pages, of which two have ended."""
    monkeypatch.setenv("NEWSFOLD_DIRECTORY", str(settings.directory))
    with transaction(database) as session:
        source_id = name_sources(session, ["harbour"], now=NOW)["harbour"]
        run_id = start_run(session, Job.RECRAWL, now=NOW)
        pages = [(source_id, url, PageKind.ARTICLE) for url in URLS]
        note_requests(session, pages, run_id=run_id, now=NOW)
        ended = [make_page(URLS[0]), make_ending(Outcome.GONE, URLS[1])]
        record_pages(session, [(source_id, page) for page in ended], run_id=run_id)
    return run_id


def listed(run, *arguments):
    code, printed, told = run("runs", *arguments, "--json")
    assert code == 0, told
    return json.loads(printed)


def test_an_unfinished_run_is_running_while_its_lease_is_held(run, unfinished, database):
    import flows.cli_context as context

    with hold_lease(database, "crawl", clock=context.now):
        (found,) = listed(run)["runs"]
        assert (found["state"], found["open"], found["lost"]) == ("running", 2, 0)
    (found,) = listed(run)["runs"]
    assert (found["state"], found["open"], found["lost"]) == ("killed", 0, 2)


def test_one_run_shows_what_becomes_of_what_was_lost(run, unfinished, database):
    with transaction(database) as session:
        abandon_stale_runs(session, Job.RECRAWL, now=NOW)
    found = listed(run, unfinished)
    assert (found["requests"], found["balanced"]) == (4, False)
    assert found["fates"] == {"nowhere": 2}
    assert "4 requests, 2 outcomes: 2 lost." in run("runs", unfinished)[1]


def test_its_pages_are_listed_by_outcome(run, unfinished):
    def urls(*arguments):
        return [page["url"] for page in listed(run, unfinished, *arguments)]

    assert urls("--pages") == URLS
    assert urls("--pages", "--limit", "1") == URLS[:1]
    assert urls("--outcome", "gone", "--outcome", "lost") == URLS[1:]
    assert urls("--outcome", "failed") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pages"], "say whose pages"),
        (["1", "--since", "2026-03-14"], "leave it out"),
        (["1", "--outcome", "nonsense"], "nonsense"),
        (["99"], "there is no run 99"),
        (["--source", "harbor"], "did you mean 'harbour'"),
    ],
)
def test_wrong_use_is_named(run, unfinished, arguments, told):
    code, _, error = run("runs", *arguments)
    assert (code, told in error) == (2, True)


def test_a_source_that_the_run_did_not_ask_is_named(run, unfinished, database):
    with transaction(database) as session:
        name_sources(session, ["coast"], now=NOW)
    code, _, error = run("runs", unfinished, "--source", "coast")
    assert (code, "asked nothing of coast" in error) == (2, True)
    assert listed(run, "--source", "coast")["runs"] == []
    assert len(listed(run, "--source", "harbour", "--since", "2026-03-14")["runs"]) == 1
