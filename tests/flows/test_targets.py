from dataclasses import replace
from datetime import timedelta

import pytest

from crawlers.catalogue import Outlet, source_record
from flows.jobs import ingest_files
from flows.targets import (
    NoTargets,
    Targets,
    choose_targets,
    did_you_mean,
    due_targets,
)
from pipeline.outcomes import Outcome
from pipeline.records import ListedPage, PageKind, PageRecord
from storage import runs
from storage.articles import record_pages
from storage.database import transaction
from storage.frontier import add_listed
from storage.models import Job
from storage.sources import save_sources, source_ids
from tests.flows.conftest import NOW

HARBOUR = Outlet(
    name="harbour",
    title="Harbour Post",
    home="https://harbour.example/",
    feeds=("https://harbour.example/feed.xml",),
    sitemaps=("https://harbour.example/sitemap.xml",),
    time_zone="Europe/London",
)
COAST = Outlet(
    name="coast",
    title="Coast",
    home="https://coast.example/",
    feeds=("https://coast.example/feed.xml",),
)


@pytest.fixture(autouse=True)
def sources(database):
    with transaction(database) as session:
        save_sources(session, [source_record(HARBOUR), source_record(COAST)], now=NOW)


@pytest.fixture
def catalogue(settings):
    settings.sources.write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "https://harbour.example/"\n'
        "delay_seconds = 7.0\n"
    )
    return settings.sources


def read_feed(engine, *, at):
    with transaction(engine) as session:
        ids = save_sources(session, [source_record(HARBOUR)], now=NOW)
        run_id = runs.start_run(session, Job.CRAWL, now=at)
        page = PageRecord(
            requested_url=HARBOUR.feeds[0],
            kind=PageKind.FEED,
            fetched_at=at,
            outcome=Outcome.FEED_READ,
        )
        record_pages(session, [(ids["harbour"], page)], run_id=run_id)


def test_an_outlet_that_was_never_read_is_due(database):
    due = due_targets(database, [HARBOUR, COAST], now=NOW)
    assert due == Targets(
        outlets=(HARBOUR, COAST),
        listings=(
            ("harbour", HARBOUR.feeds[0]),
            ("harbour", HARBOUR.sitemaps[0]),
            ("coast", COAST.feeds[0]),
        ),
    )


def test_a_listing_is_due_again_when_its_time_has_passed(database):
    read_feed(database, at=NOW)
    early, late = (
        due_targets(database, [HARBOUR], now=NOW + timedelta(minutes=minutes)).listings
        for minutes in (29, 30)
    )
    assert early == (("harbour", HARBOUR.sitemaps[0]),)
    assert late == (("harbour", HARBOUR.feeds[0]), ("harbour", HARBOUR.sitemaps[0]))


def test_an_outlet_with_nothing_due_is_left_alone(database):
    only_feed = replace(HARBOUR, sitemaps=())
    read_feed(database, at=NOW)
    assert due_targets(database, [only_feed], now=NOW) == Targets(outlets=(), listings=())


def test_an_outlet_is_visited_for_what_was_listed_before(database):
    only_feed = replace(HARBOUR, sitemaps=())
    read_feed(database, at=NOW)
    url = "https://harbour.example/ferry"
    with transaction(database) as session:
        ids = source_ids(session, ["harbour"])
        add_listed(session, ids["harbour"], {url: ListedPage(url=url)}, now=NOW)
    assert due_targets(database, [only_feed], now=NOW) == Targets(outlets=(only_feed,), listings=())


def test_an_address_at_a_host_of_the_catalogue_goes_to_its_outlet(database, catalogue):
    url = "https://harbour.example/2026/ferry"
    found = choose_targets(database, catalogue, urls=[url])
    assert found.urls == (("harbour", url),)
    assert [outlet.delay_seconds for outlet in found.outlets] == [7.0]


def test_an_address_at_an_unknown_host_is_named(database, catalogue):
    with pytest.raises(NoTargets, match=r"https://x\.example/1 .*sources\.toml"):
        choose_targets(database, catalogue, urls=["https://x.example/1"])


def test_a_known_article_needs_no_catalogue(context, database, write_articles, settings):
    ingest_files(context, [write_articles(count=1)])
    url = "https://outlet0.example/0"
    found = choose_targets(database, settings.sources, urls=[url])
    assert found.urls == (("outlet0.example", url),)
    assert [outlet.home for outlet in found.outlets] == ["https://outlet0.example/"]


def test_articles_are_chosen_by_source_and_day(context, database, write_articles, settings):
    ingest_files(context, [write_articles(count=14)])
    of_source = choose_targets(database, settings.sources, source="outlet3.example")
    assert [url for _, url in of_source.urls] == [
        "https://outlet3.example/10",
        "https://outlet3.example/3",
    ]
    day = NOW.replace(day=4, hour=0)
    of_day = choose_targets(database, settings.sources, since=day, until=day + timedelta(days=1))
    assert {url.rpartition("/")[2] for _, url in of_day.urls} == {"3", "8", "13"}
    assert isinstance(of_day, Targets)


def test_a_misspelt_source_is_answered_with_the_right_one(database, catalogue):
    with pytest.raises(NoTargets, match="did you mean 'harbour'"):
        choose_targets(database, catalogue, source="harbor")


def test_nothing_that_fits_is_said(database, catalogue):
    with pytest.raises(NoTargets, match="no stored article fits"):
        choose_targets(database, catalogue, source="harbour")


def test_no_suggestion_for_what_resembles_nothing():
    assert did_you_mean("zzz", ["harbour"]) == ""


def test_of_many_pages_the_newest_are_taken(context, database, write_articles, settings):
    ingest_files(context, [write_articles(count=5)])
    every = choose_targets(database, settings.sources, since=NOW - timedelta(days=60)).urls
    some = choose_targets(database, settings.sources, since=NOW - timedelta(days=60), limit=2)
    assert some.urls == every[-2:]
    assert {outlet.name for outlet in some.outlets} == {name for name, _ in some.urls}
