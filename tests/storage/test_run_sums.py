from datetime import datetime

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.database import transaction
from storage.leases import acquire
from storage.models import Job
from storage.page_requests import note_requests
from storage.run_sums import ended_pages, run_detail, runs_before, sum_up
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page

FAILED = [outcome for outcome in Outcome if outcome.failed]


def test_runs_in_sums_the_newest_first(newsroom: Newsroom):
    newsroom.record(
        make_page(),
        make_ending(Outcome.TIMED_OUT),
        make_ending(Outcome.FEED_READ, "https://harbour.example/feed", kind=PageKind.FEED),
    )
    second = newsroom.start_run(Job.RECRAWL)
    third = newsroom.start_run()
    with transaction(newsroom.engine) as session:
        newest, before = runs_before(session, limit=2, now=NOON)
        oldest, end = runs_before(session, before, limit=2, now=NOON)
    assert [(run.run_id, run.job, run.pages.page_count) for run in newest] == [
        (third, Job.CRAWL, 0),
        (second, Job.RECRAWL, 0),
    ]
    (run,) = oldest
    pages = run.pages
    assert (pages.page_count, pages.new_count, pages.failed_count, pages.listing_count) == (
        3,
        1,
        1,
        1,
    )
    assert end is None


def test_requests_against_what_ended(newsroom: Newsroom):
    asked = ["https://harbour.example/crane", "https://harbour.example/lost"]
    pages = [(newsroom.source_id, url, PageKind.ARTICLE) for url in asked]
    with transaction(newsroom.engine) as session:
        note_requests(session, pages, run_id=newsroom.run_id, now=NOON)
    newsroom.record(make_page())
    newsroom.start_run(Job.INGEST)
    with transaction(newsroom.engine) as session:
        (ingest, crawl), _ = runs_before(session, limit=2, now=NOON)
        assert ingest.requests is None
        assert crawl.requests is not None
        assert (crawl.requests.request_count, crawl.requests.without_outcome_count) == (2, 1)
        assert not crawl.requests.balanced
        detail = run_detail(session, newsroom.run_id, now=NOON)
        assert detail is not None
        assert detail.sources["harbour-post"].requests == detail.run.requests
        assert run_detail(session, 9, now=NOON) is None


def test_a_run_is_the_sum_of_its_sources(newsroom: Newsroom):
    for source_id in (newsroom.source_id, newsroom.name_source("coast")):
        pages = [f"https://{source_id}.example/{page}" for page in range(3)]
        asked = [(source_id, url, PageKind.ARTICLE) for url in pages]
        with transaction(newsroom.engine) as session:
            note_requests(session, asked, run_id=newsroom.run_id, now=NOON)
        newsroom.record(*(make_ending(Outcome.GONE, u) for u in pages[1:]), source_id=source_id)
    with transaction(newsroom.engine) as session:
        (run,), _ = runs_before(session, limit=1, now=NOON)
        detail = run_detail(session, newsroom.run_id, now=NOON)
    assert detail is not None
    assert detail.run == run
    assert run.requests is not None
    assert (run.requests.request_count, run.requests.without_outcome_count) == (6, 2)
    assert run.pages.page_count == 4


def test_an_unfinished_run_goes_on_while_its_lease_is_held(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        acquire(session, Job.CRAWL, holder="another-machine", now=NOON, ttl=hours(1))

    def is_running(now: datetime) -> bool:
        with transaction(newsroom.engine) as session:
            (run,), _ = runs_before(session, limit=1, now=now)
            return run.is_running

    assert is_running(NOON)
    assert not is_running(NOON + hours(1))


def test_every_outcome_has_its_place_in_the_sums():
    sums = sum_up((outcome, 1) for outcome in Outcome)
    parts = [getattr(sums, name) for name in type(sums).__dataclass_fields__]
    assert sums.page_count == len(Outcome) == sum(parts[1:])
    assert sums.failed_count + 1 == len(FAILED)  # a refused address counts as refused


def test_the_pages_that_failed_and_those_after_them(newsroom: Newsroom):
    mirror = newsroom.name_source("mirror.example")
    newsroom.record(make_page(), make_ending(Outcome.TIMED_OUT, detail="after 30 s"))
    newsroom.record(make_ending(Outcome.HTTP_ERROR, "https://m.example/", status=500))
    newsroom.record(make_ending(Outcome.FAULT, "https://m.example/2"), source_id=mirror)
    with transaction(newsroom.engine) as session:
        first, after = ended_pages(session, newsroom.run_id, outcomes=FAILED, limit=2)
        rest, end = ended_pages(session, newsroom.run_id, outcomes=FAILED, after=after, limit=2)
        ours, _ = ended_pages(
            session, newsroom.run_id, outcomes=FAILED, source="mirror.example", limit=9
        )
    assert [(page.outcome, page.detail, page.status) for page in first] == [
        (Outcome.TIMED_OUT, "after 30 s", None),
        (Outcome.HTTP_ERROR, None, 500),
    ]
    assert [page.outcome for page in rest] == [Outcome.FAULT]
    assert end is None
    assert [page.source for page in ours] == ["mirror.example"]
