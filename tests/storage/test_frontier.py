from datetime import timedelta

import pytest
from sqlalchemy import update

from pipeline.outcomes import Outcome
from pipeline.records import ListedPage
from storage.database import transaction
from storage.frontier import due_entries, listed_text, sources_with_due_entries
from storage.models import Frontier, Source
from storage.sources import SourceRecord, save_sources
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_ending, make_page

CRANE = "https://harbour.example/crane"
FERRY = "https://harbour.example/ferry"
DAY = timedelta(days=1)


def listed(url: str = CRANE, **fields: object) -> ListedPage:
    return ListedPage(url=url, **fields)


def urls(newsroom: Newsroom, **when: object) -> list[str]:
    return [entry.page.url for entry in newsroom.due(**when)]


def only(newsroom: Newsroom) -> Frontier:
    (entry,) = newsroom.rows(Frontier)
    return entry


def test_what_is_listed_is_due_at_once_as_it_was_listed(newsroom: Newsroom):
    page = listed(f"{CRANE}?utm_source=rss", title="Crane", published=make_claim(), text="<p>")
    assert newsroom.list_pages(page) == {CRANE}
    (entry,) = newsroom.due()
    assert entry.page == listed(page.url, title="Crane", published=make_claim())
    assert (entry.attempts, entry.known) == (0, False)
    assert (only(newsroom).url, only(newsroom).listed_at) == (CRANE, NOON)
    with transaction(newsroom.engine) as session:
        assert listed_text(session, CRANE) == "<p>"
        assert listed_text(session, FERRY) is None


def test_the_newest_is_asked_for_first_and_the_undated_last(newsroom: Newsroom):
    newsroom.list_pages(
        listed("https://harbour.example/undated"),
        listed("https://harbour.example/old", published=make_claim(NOON - DAY)),
        listed("https://harbour.example/new", published=make_claim(NOON)),
        listed("https://harbour.example/changed", modified=make_claim(NOON - hours(1))),
    )
    newsroom.list_pages(listed("https://harbour.example/late"), now=NOON + hours(1))
    names = [url.rpartition("/")[2] for url in urls(newsroom, now=NOON + hours(1))]
    assert names == ["new", "changed", "old", "late", "undated"]


def test_a_limit_takes_the_first(newsroom: Newsroom):
    newsroom.list_pages(*[listed(f"https://harbour.example/{n}") for n in range(5)])
    with transaction(newsroom.engine) as session:
        assert len(due_entries(session, newsroom.source_id, now=NOON, limit=3)) == 3


def test_each_source_has_its_own(newsroom: Newsroom):
    other = newsroom.name_source("hill-times")
    newsroom.list_pages(listed(), source_id=other)
    assert urls(newsroom) == []
    assert urls(newsroom, source_id=other) == [CRANE]
    with transaction(newsroom.engine) as session:
        assert sources_with_due_entries(session, now=NOON) == {"hill-times"}
        assert sources_with_due_entries(session, now=NOON - hours(1)) == set()


def test_the_twin_of_a_stored_article_is_known(newsroom: Newsroom):
    newsroom.record(make_page(CRANE))
    twin = "http://www.harbour.example/crane"
    assert newsroom.list_pages(listed(twin)) == set()
    assert urls(newsroom) == []
    changed = listed(twin, modified=make_claim(NOON + hours(2)))
    newsroom.list_pages(changed, now=NOON + hours(3))
    (entry,) = newsroom.due(now=NOON + DAY)
    assert (entry.page.url, entry.known) == (twin, True)


def test_what_is_listed_again_is_one_entry_that_knows_more(newsroom: Newsroom):
    newsroom.list_pages(listed(title="Crane"))
    again = listed(f"{CRANE}#top", title="Crane falls", published=make_claim(), text="<p>All.</p>")
    assert newsroom.list_pages(again, now=NOON + hours(1)) == set()
    entry = only(newsroom)
    assert (entry.listed_url, entry.listed_at, entry.claimed_at) == (CRANE, NOON, NOON)
    assert entry.listing["title"] == "Crane falls"
    assert entry.listing["text"] == "<p>All.</p>"


def test_what_is_stored_is_not_asked_for(newsroom: Newsroom):
    newsroom.record(make_page(requested_url=f"{CRANE}?id=7"))
    assert newsroom.list_pages(listed(), listed(f"{CRANE}?id=7")) == set()
    assert newsroom.rows(Frontier) == []


def test_what_was_modified_since_it_was_seen_is_asked_for_again(newsroom: Newsroom):
    newsroom.record(make_page())
    page = listed(modified=make_claim(NOON + hours(2)))
    assert newsroom.list_pages(page, now=NOON + hours(3)) == set()
    (entry,) = newsroom.due(now=NOON + hours(3))
    assert (entry.page.url, entry.known) == (CRANE, True)
    again = make_page(body="Corrected.", fetched_at=NOON + hours(3))
    newsroom.record(again, run_id=newsroom.start_run())
    assert newsroom.rows(Frontier) == []
    newsroom.list_pages(page, now=NOON + hours(4))
    assert newsroom.rows(Frontier) == []


@pytest.mark.parametrize("outcome", [Outcome.NOT_MODIFIED, Outcome.UNCHANGED])
def test_an_article_that_is_as_before_settles_its_entry(newsroom: Newsroom, outcome: Outcome):
    newsroom.record(make_page())
    newsroom.list_pages(listed(modified=make_claim(NOON + hours(2))), now=NOON + hours(3))
    ending = make_ending(outcome, CRANE, fetched_at=NOON + hours(3))
    assert newsroom.record(ending, run_id=newsroom.start_run()) == [outcome]
    assert newsroom.rows(Frontier) == []
    assert newsroom.article().last_seen_at == NOON + hours(3)


def test_a_stored_article_leaves_the_frontier_in_the_same_transaction(newsroom: Newsroom):
    newsroom.list_pages(listed(f"{CRANE}?utm_source=rss"), listed(FERRY))
    newsroom.record(make_page(requested_url=f"{CRANE}?utm_source=rss"))
    assert urls(newsroom) == [FERRY]


def test_an_import_settles_what_it_brings(newsroom: Newsroom):
    newsroom.list_pages(listed())
    newsroom.record(make_page(requested_url="news.warc#1", final_url=CRANE))
    assert newsroom.rows(Frontier) == []


@pytest.mark.parametrize(
    ("outcome", "status", "wait"),
    [
        (Outcome.TIMED_OUT, None, hours(0.25)),
        (Outcome.HTTP_ERROR, 500, hours(0.5)),
        (Outcome.NO_BODY, 200, DAY),
        (Outcome.REFUSED_BY_ROBOTS, None, DAY),
        (Outcome.NOT_HTML, 200, None),
    ],
)
def test_a_page_without_an_article_waits_by_its_class(
    newsroom: Newsroom, outcome: Outcome, status: int | None, wait: timedelta | None
):
    newsroom.list_pages(listed())
    newsroom.record(make_ending(outcome, CRANE, status=status))
    entry = only(newsroom)
    assert (entry.attempts, entry.last_outcome) == (1, outcome)
    assert entry.next_try_at == (None if wait is None else NOON + wait)
    assert urls(newsroom, now=NOON + hours(0.1)) == []


def test_a_failing_page_is_given_up_and_kept_with_the_reason(newsroom: Newsroom):
    newsroom.list_pages(listed())
    at, tries = NOON, 0
    while at is not None:
        ending = make_ending(Outcome.TIMED_OUT, CRANE, fetched_at=at)
        newsroom.record(ending, run_id=newsroom.start_run())
        at, tries = only(newsroom).next_try_at, tries + 1
    assert (tries, only(newsroom).last_outcome) == (8, Outcome.TIMED_OUT)
    newsroom.list_pages(listed(), now=NOON + 90 * DAY)
    assert urls(newsroom, now=NOON + 99 * DAY) == []


def test_one_that_was_given_up_is_tried_again_once_its_listing_says_it_changed(
    newsroom: Newsroom,
):
    newsroom.list_pages(listed(modified=make_claim(NOON - hours(1))))
    newsroom.record(make_ending(Outcome.NOT_HTML, CRANE))
    newsroom.list_pages(listed(modified=make_claim(NOON - hours(1))), now=NOON + DAY)
    assert only(newsroom).next_try_at is None
    newsroom.list_pages(listed(modified=make_claim(NOON + DAY)), now=NOON + DAY)
    assert (only(newsroom).attempts, only(newsroom).next_try_at) == (0, NOON + 2 * DAY)


def test_retry_after_is_kept_to(newsroom: Newsroom):
    newsroom.list_pages(listed())
    newsroom.record(make_ending(Outcome.HTTP_ERROR, CRANE, status=503, wait_seconds=7_200))
    assert only(newsroom).next_try_at == NOON + hours(2)


def test_what_was_abandoned_is_still_due(newsroom: Newsroom):
    newsroom.list_pages(listed())
    newsroom.record(make_ending(Outcome.ABANDONED, CRANE))
    assert (only(newsroom).attempts, urls(newsroom)) == (0, [CRANE])


def test_a_page_recorded_twice_in_a_run_is_one_try(newsroom: Newsroom):
    newsroom.list_pages(listed())
    for _ in range(2):
        newsroom.record(make_ending(Outcome.TIMED_OUT, CRANE))
    assert only(newsroom).attempts == 1


def test_a_strangers_listing_does_not_settle_an_outlets_own_page(newsroom: Newsroom):
    """An outlet lists pages of another, is refused them, and then the other lists them itself."""
    stranger = newsroom.name_source("hill-times")
    newsroom.list_pages(listed(), source_id=stranger)
    refused = make_ending(Outcome.NOT_HTML, CRANE)
    newsroom.record(refused, source_id=stranger)
    with transaction(newsroom.engine) as session:
        harbour = SourceRecord(name="harbour-post", title="H", home_url="https://harbour.example/")
        save_sources(session, [harbour], now=NOON)
    newsroom.list_pages(listed())
    assert urls(newsroom) == [CRANE]
    newsroom.record(refused, run_id=newsroom.start_run())
    newsroom.list_pages(listed(), source_id=stranger)
    assert only(newsroom).source_id == newsroom.source_id
    assert only(newsroom).next_try_at is None


def test_what_an_outlet_leaves_lying_goes_to_the_next_that_lists_it(newsroom: Newsroom):
    newsroom.list_pages(listed(), source_id=newsroom.name_source("hill-times"))
    newsroom.list_pages(listed(), now=NOON + hours(23))
    assert urls(newsroom, now=NOON + hours(23)) == []
    newsroom.list_pages(listed(), now=NOON + hours(25))
    assert urls(newsroom, now=NOON + hours(25)) == [CRANE]


def test_a_source_without_a_home_owns_nothing(newsroom: Newsroom):
    other = newsroom.name_source("hill-times")
    newsroom.list_pages(listed(), source_id=other)
    with transaction(newsroom.engine) as session:
        session.execute(update(Source).values(home_url=None))
    newsroom.list_pages(listed())
    assert only(newsroom).source_id == other


def test_text_that_no_database_holds_is_mended(newsroom: Newsroom):
    page = listed("https://harbour.example/a\0b", title="Nul \0", text="Half \ud83d")
    assert len(newsroom.list_pages(page)) == 1
    assert only(newsroom).listing == {"title": "Nul \ufffd", "text": "Half \ufffd"}
    assert newsroom.list_pages(page) == set()


def test_many_are_listed_at_once(newsroom: Newsroom):
    pages = [listed(f"https://harbour.example/{n}") for n in range(12_000)]
    assert len(newsroom.list_pages(*pages)) == 12_000
    assert newsroom.list_pages(*pages) == set()
    assert urls(newsroom)[:2] == ["https://harbour.example/0", "https://harbour.example/1"]
