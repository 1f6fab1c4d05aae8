from dataclasses import replace

import pytest

from flows import screen
from flows.recrawl_changes import changes_object, find_changes, show_changes
from pipeline.outcomes import Outcome
from pipeline.records import StoryEventKind
from storage.articles import record_pages
from storage.database import transaction
from storage.leases import LeaseHeld
from storage.models import Job
from storage.runs import start_run
from storage.sources import name_sources
from storage.story_changes import StoryChange
from tests.flows.conftest import NOW
from tests.storage.newsroom import BODY, make_ending, make_page

URL = "https://harbour.example/crane"


@pytest.fixture
def recrawled(database):
    """A re-crawl that brings these pages, after a crawl that brought an article."""

    def record(*pages):
        with transaction(database) as session:
            source_id = name_sources(session, ["harbour"], now=NOW)["harbour"]
            first = start_run(session, Job.CRAWL, now=NOW)
            record_pages(session, [(source_id, make_page(URL))], run_id=first)
            run_id = start_run(session, Job.RECRAWL, now=NOW)
            record_pages(session, [(source_id, page) for page in pages], run_id=run_id)
        return run_id

    return record


def never():
    raise AssertionError("there is nothing to group")


def test_a_headline_alone_is_an_edit(database, recrawled, capsys):
    run_id = recrawled(make_page(URL, title="Crane falls in port"))
    changes = find_changes(database, run_id, group=lambda: None)
    show_changes(changes)
    assert capsys.readouterr().out.splitlines() == [
        "1 text changed:",
        f"  article 1, harbour: headline: {URL}",
        "    Crane falls in [-harbour-]{+port+}",
        "newsfold diff ARTICLE shows each, word by word.",
    ]
    assert screen.plain(changes_object(changes))["edits"] == [
        {
            "article_id": 1,
            "source": "harbour",
            "url": URL,
            "from_version": 1,
            "to_version": 2,
            "title_before": "Crane falls in harbour",
            "title_after": "Crane falls in port",
            "title_changed": True,
            "words_added": 0,
            "words_removed": 0,
        }
    ]


def test_added_and_removed_words_are_counted(database, recrawled, capsys):
    run_id = recrawled(make_page(URL, body=BODY.replace("Nobody was hurt", "Two men were hurt")))
    show_changes(find_changes(database, run_id, group=None))
    printed = capsys.readouterr().out.splitlines()
    assert printed[1] == f"  article 1, harbour: +3 -2 words: {URL}"
    assert printed[-1] == "The stories follow with the next newsfold group."


def test_what_is_gone_is_named_and_nothing_is_grouped_for_it(database, recrawled, capsys):
    run_id = recrawled(make_ending(Outcome.GONE, URL, status=410))
    show_changes(find_changes(database, run_id, group=never))
    assert capsys.readouterr().out.splitlines() == ["No text changed.", f"  gone: {URL}"]


def test_stories_wait_where_another_process_groups(database, recrawled):
    def held():
        raise LeaseHeld("group", "elsewhere", NOW, NOW)

    run_id = recrawled(make_page(URL, title="Crane falls in port"))
    assert find_changes(database, run_id, group=held).stories is None


def test_what_became_of_stories_is_told(database, recrawled, capsys):
    run_id = recrawled(make_page(URL))
    changes = replace(
        find_changes(database, run_id, group=never),
        stories=(
            StoryChange(
                story_id=4,
                kind=StoryEventKind.SPLIT,
                article_id=None,
                article_url=None,
                other_story_id=3,
                reason="other words",
            ),
        ),
    )
    show_changes(changes)
    assert capsys.readouterr().out.splitlines() == [
        "No text changed.",
        "Stories:",
        "  story 4: split from story 3 (other words)",
    ]
