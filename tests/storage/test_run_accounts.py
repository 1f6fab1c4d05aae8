from collections.abc import Sequence

from pipeline.outcomes import Outcome
from pipeline.records import ListedPage, PageKind
from storage.database import transaction
from storage.models import Job
from storage.page_requests import note_requests
from storage.run_accounts import (
    Account,
    LostFate,
    RunAccount,
    count_fates,
    list_accounts,
    pages_of_run,
)
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page

SITE = "https://harbour.example"


def ask(
    newsroom: Newsroom,
    *paths: str,
    kind: PageKind = PageKind.ARTICLE,
    source_id: int = 1,
    run_id: int | None = None,
) -> None:
    pages = [(source_id, SITE + path, kind) for path in paths]
    with transaction(newsroom.engine) as session:
        note_requests(session, pages, run_id=run_id or newsroom.run_id, now=NOON)


def accounts(newsroom: Newsroom, **choice: object) -> list[RunAccount]:
    with transaction(newsroom.engine) as session:
        return list_accounts(session, **choice)  # type: ignore[arg-type]


def account(newsroom: Newsroom) -> Account:
    (run,) = accounts(newsroom)
    return run.sources["harbour-post"]


def paths_of(newsroom: Newsroom, **choice: object) -> Sequence[tuple[str, Outcome | None]]:
    with transaction(newsroom.engine) as session:
        rows = pages_of_run(session, newsroom.run_id, **choice)  # type: ignore[arg-type]
    return [(row.url.removeprefix(SITE), row.outcome) for row in rows]


def test_runs_come_newest_first(newsroom: Newsroom):
    ids = [newsroom.start_run() for _ in range(3)]
    assert [run.run_id for run in accounts(newsroom, limit=2)] == [ids[2], ids[1]]


def test_requests_and_outcomes_add_up(newsroom: Newsroom):
    ask(newsroom, "/a", "/gone")
    ask(newsroom, "/feed", kind=PageKind.FEED)
    newsroom.record(
        make_page(f"{SITE}/a"),
        make_ending(Outcome.GONE, f"{SITE}/gone"),
        make_ending(Outcome.FEED_READ, f"{SITE}/feed", kind=PageKind.FEED),
    )
    found = account(newsroom)
    assert (found.requests, found.ended, found.lost, found.strays) == (3, 3, 0, 0)
    assert found.outcomes == {Outcome.STORED_NEW: 1, Outcome.GONE: 1, Outcome.FEED_READ: 1}
    assert found.balanced


def test_a_request_without_an_outcome_is_lost(newsroom: Newsroom):
    ask(newsroom, "/a", "/b")
    newsroom.record(make_page(f"{SITE}/a"))
    found = account(newsroom)
    assert (found.requests, found.ended, found.lost, found.balanced) == (2, 1, 1, False)
    assert paths_of(newsroom) == [("/a", Outcome.STORED_NEW), ("/b", None)]
    assert paths_of(newsroom, lost=True) == [("/b", None)]


def test_an_outcome_without_a_request_is_a_stray(newsroom: Newsroom):
    ask(newsroom, "/a")
    newsroom.record(make_page(f"{SITE}/a"), make_page(f"{SITE}/b"))
    found = account(newsroom)
    assert (found.requests, found.ended, found.strays, found.balanced) == (1, 2, 1, False)


def test_one_lost_and_one_stray_do_not_make_up_for_each_other(newsroom: Newsroom):
    ask(newsroom, "/a")
    newsroom.record(make_page(f"{SITE}/b"))
    found = account(newsroom)
    assert (found.requests, found.ended) == (1, 1)
    assert (found.lost, found.strays, found.balanced) == (1, 1, False)


def test_what_was_given_up_before_it_was_asked_for_needs_no_request(newsroom: Newsroom):
    ask(newsroom, "/a")
    newsroom.record(make_page(f"{SITE}/a"), make_ending(Outcome.ABANDONED, f"{SITE}/b"))
    found = account(newsroom)
    assert (found.unsent, found.strays, found.balanced) == (1, 0, True)


def test_sources_have_their_own_accounts_and_a_total(newsroom: Newsroom):
    other = newsroom.name_source("coast")
    ask(newsroom, "/a", "/b")
    ask(newsroom, "/c", source_id=other)
    newsroom.record(make_page(f"{SITE}/a"))
    newsroom.record(make_ending(Outcome.TIMED_OUT, f"{SITE}/c"), source_id=other)
    (run,) = accounts(newsroom)
    assert {name: (one.requests, one.failed, one.lost) for name, one in run.sources.items()} == {
        "coast": (1, 1, 0),
        "harbour-post": (2, 0, 1),
    }
    total = run.total
    assert (total.requests, total.ended, total.failed, total.lost) == (3, 2, 1, 1)
    (only,) = accounts(newsroom, source="coast")
    assert list(only.sources) == ["coast"]
    assert accounts(newsroom, source="nobody") == []


def test_a_run_that_asked_for_nothing_counts_no_requests(newsroom: Newsroom):
    newsroom.record(make_ending(Outcome.BAD_RECORD, "articles.jsonl#1"))
    (run,) = accounts(newsroom)
    assert not run.counts_requests


def test_runs_are_chosen_by_number_time_and_how_many(newsroom: Newsroom):
    second = newsroom.start_run(Job.RECRAWL)
    third = newsroom.start_run()

    def chosen(**choice: object) -> list[int]:
        return [run.run_id for run in accounts(newsroom, **choice)]

    assert chosen() == [third, second, newsroom.run_id]
    assert chosen(limit=1) == [third]
    assert chosen(run_ids=[second]) == [second]
    assert chosen(since=NOON + hours(1)) == []


def test_pages_are_chosen_by_outcome_and_how_many(newsroom: Newsroom):
    ask(newsroom, "/a", "/b", "/c", "/d")
    newsroom.record(
        make_page(f"{SITE}/a"),
        make_ending(Outcome.GONE, f"{SITE}/b"),
        make_ending(Outcome.TIMED_OUT, f"{SITE}/c"),
    )
    gone, late = ("/b", Outcome.GONE), ("/c", Outcome.TIMED_OUT)
    assert paths_of(newsroom, outcomes=[Outcome.GONE, Outcome.TIMED_OUT]) == [gone, late]
    assert paths_of(newsroom, outcomes=[Outcome.GONE], lost=True) == [gone, ("/d", None)]
    assert len(paths_of(newsroom, limit=2)) == 2
    assert paths_of(newsroom, source="coast") == []


def test_of_what_was_lost_it_is_told_what_becomes(newsroom: Newsroom):
    newsroom.list_pages(*(ListedPage(url=f"{SITE}/{name}") for name in ("waits", "given-up")))
    ask(newsroom, "/waits", "/given-up", "/stored", "/unknown")
    ask(newsroom, "/feed", kind=PageKind.FEED)
    later = newsroom.start_run()
    newsroom.record(make_page(f"{SITE}/stored"), run_id=later)
    newsroom.record(make_ending(Outcome.GONE, f"{SITE}/given-up", status=410), run_id=later)
    with transaction(newsroom.engine) as session:
        assert count_fates(session, newsroom.run_id) == dict.fromkeys(LostFate, 1)
        assert count_fates(session, newsroom.run_id, source="coast") == {}
