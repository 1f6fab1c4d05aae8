"""The job and the settings made of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawlers import settings
from crawlers.catalogue import OptOuts, Outlet, Selectors
from crawlers.settings import CrawlJob, CrawlMode, job_of, scrapy_settings

HARBOUR = Outlet(
    name="harbour-post",
    title="Harbour Post",
    home="http://harbour.example/",
    feeds=("http://harbour.example/rss",),
    deny=("/live$",),
    delay_seconds=2.5,
    concurrency=3,
    selectors=Selectors(body="div.story", remove=("aside",)),
    opt_outs=OptOuts.OBEY,
)
JOB = CrawlJob(
    database_url="sqlite:///a.db",
    run_id=7,
    outlets=(HARBOUR,),
    mode=CrawlMode.RECRAWL,
    urls=(("harbour-post", "http://harbour.example/1"),),
    hosts={"harbour.example": "127.0.0.1"},
    user_agent="Newsfold/0.1",
    contact="desk@quay.example",
    max_pages=5,
    listings=(("harbour-post", "http://harbour.example/rss"),),
    ignore_validators=True,
    opt_outs=OptOuts.OBEY,
    poll_min_minutes=10,
)


def test_a_job_survives_its_way_to_the_child() -> None:
    assert CrawlJob.from_json(JOB.to_json()) == JOB


def test_a_job_has_the_outlet_of_each_of_its_addresses() -> None:
    with pytest.raises(ValueError, match="hill-times"):
        CrawlJob(
            database_url="",
            run_id=1,
            outlets=(HARBOUR,),
            urls=(("hill-times", "http://h.example"),),
        )


def test_a_job_survives_the_settings() -> None:
    assert job_of(Settings(scrapy_settings(JOB)).copy()) == JOB


def test_the_agent_names_a_contact_where_there_is_one() -> None:
    assert JOB.agent == "Newsfold/0.1 (+desk@quay.example)"
    assert CrawlJob(database_url="", run_id=1, outlets=()).agent == "Newsfold"


def test_an_outlets_own_word_goes_before_the_jobs() -> None:
    own = replace(HARBOUR, opt_outs=OptOuts.RECORD, poll_min_minutes=7, poll_max_minutes=90)
    silent = replace(HARBOUR, opt_outs=None)
    bounds = JOB.poll_bounds(own)
    assert (JOB.obeys_opt_outs(silent), JOB.obeys_opt_outs(own)) == (True, False)
    assert (bounds.shortest, bounds.longest) == (timedelta(minutes=7), timedelta(minutes=90))
    assert JOB.poll_bounds(silent).shortest == timedelta(minutes=10)


def test_each_outlet_has_a_slot_with_its_own_pace() -> None:
    slots = scrapy_settings(JOB)["DOWNLOAD_SLOTS"]
    assert slots == {"harbour-post": {"concurrency": 3, "delay": 2.5, "jitter": 0}}


@pytest.mark.parametrize(
    "group", ["ITEM_PIPELINES", "EXTENSIONS", "EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES"]
)
def test_the_parts_that_are_named_are_there(group: str) -> None:
    for path, order in scrapy_settings(JOB)[group].items():
        if order is not None:
            assert callable(load_object(path))


@pytest.mark.parametrize("mode", CrawlMode)
def test_no_extension_is_loaded_to_do_nothing(mode: CrawlMode) -> None:
    loaded = Settings(scrapy_settings(replace(JOB, mode=mode))).getwithbase("EXTENSIONS")
    assert set(loaded) == {
        "scrapy.extensions.corestats.CoreStats",
        "crawlers.politeness.Throttle",
        "crawlers.progress_lines.ProgressLines",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("COOKIES_ENABLED", False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("DOWNLOAD_MAXSIZE", 8 * 1024 * 1024),
    ],
)
def test_what_safety_and_counting_rest_on_is_set(name: str, value: object) -> None:
    made = Settings(scrapy_settings(JOB))
    assert name in Settings()  # Scrapy knows the name: no misspelling, none that is gone
    assert made[name] == value


def test_no_part_of_scrapy_drops_a_request_or_a_response_without_an_outcome() -> None:
    parts = scrapy_settings(JOB)["SPIDER_MIDDLEWARES"]
    known = Settings()["SPIDER_MIDDLEWARES_BASE"]
    assert set(parts.values()) == {None}
    # Scrapy's redirects ask this one what to say of where they come from: nothing.
    assert set(known) - set(parts) == {"scrapy.spidermiddlewares.referer.RefererMiddleware"}


def test_no_scheme_but_http_is_handled() -> None:
    handlers = scrapy_settings(JOB)["DOWNLOAD_HANDLERS"]
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert Settings()["DOWNLOAD_HANDLERS_BASE"].keys() <= handlers.keys()


@pytest.mark.parametrize(("descriptors", "requests"), [(20_000, 512), (1024, 448), (64, 1)])
def test_no_more_requests_than_there_are_file_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, requests: int
) -> None:
    monkeypatch.setattr(settings, "descriptor_limit", lambda: descriptors)
    outlets = tuple(
        Outlet(name=f"outlet-{n}", title="Outlet", home="https://outlet.example/", concurrency=2)
        for n in range(300)
    )
    job = CrawlJob(database_url="sqlite://", run_id=1, outlets=outlets)
    assert scrapy_settings(job)["CONCURRENT_REQUESTS"] == requests
