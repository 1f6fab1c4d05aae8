from collections import Counter
from datetime import timedelta

import pytest

from flows import run_reports, screen
from flows.run_reports import RunState
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.models import Job
from storage.run_accounts import Account, LostFate, PageRow, RunAccount
from tests.flows.conftest import NOW

WHOLE = Account(requests=3, outcomes=Counter({Outcome.FEED_READ: 1, Outcome.STORED_NEW: 2}))
SHORT = Account(requests=4, outcomes=Counter({Outcome.TIMED_OUT: 1}), lost=3)


def make_run(state="finished", *, counts_requests=True, **sources):
    account = RunAccount(
        run_id=7,
        job=Job.CRAWL,
        started_at=NOW,
        finished_at=None if state == "running" else NOW + timedelta(seconds=192),
        finish_reason=None,
        counts_requests=counts_requests,
        sources=sources or {"harbour": WHOLE},
    )
    return RunState(account=account, state=state)


def test_a_run_is_one_row_with_its_counts(capsys):
    run_reports.show_runs([make_run(), make_run("running", coast=SHORT)])
    printed = capsys.readouterr()
    header, first, second = (line.split("\t") for line in printed.out.splitlines())
    assert header[3:9] == ["requests", "new", "changed", "same", "failed", "lost"]
    assert first == [
        *("7", "crawl", "2026-03-14 12:00", "3", "2", "0", "0", "0", "0"),
        *("finished after 3m12s", "1 feed-read, 2 stored-new"),
    ]
    assert second[3:10] == ["4", "0", "0", "0", "1", "", "running"]
    assert printed.err == ""


def test_no_run_is_explained(capsys):
    run_reports.show_runs([])
    assert "newsfold crawl" in capsys.readouterr().err


def test_a_run_in_full_has_its_sources_their_sum_and_the_check(capsys):
    run_reports.show_run(make_run(coast=WHOLE, harbour=WHOLE), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Run 7: crawl, began 2026-03-14 12:00 UTC, finished after 3m12s"
    assert [line.split("\t")[:2] for line in lines[3:6]] == [
        ["coast", "3"],
        ["harbour", "3"],
        ["all", "6"],
    ]
    assert lines[-1] == "6 requests = 6 outcomes."


def test_what_a_kill_took_is_told_with_what_becomes_of_it(capsys):
    fates = {LostFate.WAITS: 2, LostFate.LISTING: 1}
    run_reports.show_run(make_run("killed", harbour=SHORT), fates)
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0].endswith("killed, found at 2026-03-14 12:03")
    assert printed.out.splitlines()[-3:] == [
        "4 requests, 1 outcome: 3 lost.",
        "  1 of them: a listing, read again when it is due",
        "  2 of them: in the frontier, the next crawl asks again",
    ]
    assert printed.err == ""


def test_what_is_under_way_is_open_and_not_lost(capsys):
    run_reports.show_run(make_run("running", harbour=SHORT), {})
    assert capsys.readouterr().out.splitlines()[-1] == "4 requests, 1 outcome: 3 open."


def test_a_whole_run_that_does_not_add_up_is_a_fault_of_ours():
    (lost,) = run_reports.remarks(make_run(harbour=SHORT))
    assert "3 pages of it have no outcome" in lost
    assert run_reports.remarks(make_run("killed", harbour=SHORT)) == []
    strays = Account(requests=1, outcomes=Counter({Outcome.STORED_NEW: 2}), strays=1)
    (stray,) = run_reports.remarks(make_run("killed", harbour=strays))
    assert "1 page that it never asked for" in stray


def test_pages_given_up_before_they_were_asked_for_are_told(capsys):
    outcomes = Counter({Outcome.STORED_NEW: 1, Outcome.ABANDONED: 2})
    cut = Account(requests=1, outcomes=outcomes, unsent=2)
    run_reports.show_run(make_run("cancelled", harbour=cut), {})
    assert capsys.readouterr().out.splitlines()[-1] == (
        "1 request = 1 outcome. 2 pages more were given up before they were asked for."
    )


def test_an_ingest_asks_for_nothing(capsys):
    run_reports.show_run(make_run(counts_requests=False), {})
    assert capsys.readouterr().out.splitlines()[-1] == (
        "3 pages; what was asked for was not counted."
    )
    assert run_reports.run_object(make_run(counts_requests=False))["requests"] is None


def test_programs_get_every_count():
    found = screen.plain(run_reports.run_object(make_run("killed", harbour=SHORT)))
    assert found["sources"]["harbour"] == {
        "requests": 4,
        "outcomes": {"timed-out": 1},
        "lost": 3,
        "open": 0,
        "given_up_unasked": 0,
        "balanced": False,
    }
    assert (found["state"], found["requests"], found["lost"]) == ("killed", 4, 3)
    assert screen.plain(run_reports.run_object(make_run("running", harbour=SHORT)))["open"] == 3


def test_a_lost_page_says_what_becomes_of_it(capsys):
    row = PageRow(
        source="harbour",
        kind=PageKind.ARTICLE,
        url="https://harbour.example/1",
        outcome=None,
        status=None,
        detail=None,
        at=NOW,
        fate=LostFate.WAITS,
    )
    run_reports.show_pages([row])
    assert capsys.readouterr().out.splitlines()[1].split("\t")[3:] == [
        *("lost", "", "https://harbour.example/1"),
        "in the frontier, the next crawl asks again",
    ]
    assert run_reports.page_object(row)["outcome"] == "lost"


def test_outcomes_are_named_one_by_one_or_as_those_that_failed():
    assert run_reports.outcomes_named(["gone", "lost"]) == ({Outcome.GONE}, True)
    failed, lost = run_reports.outcomes_named(["failed"])
    assert (Outcome.TIMED_OUT in failed, Outcome.GONE in failed, lost) == (True, False, False)
    with pytest.raises(ValueError, match="'nonsense' is no outcome; there are failed, lost, stor"):
        run_reports.outcomes_named(["nonsense"])


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0s"), (59, "59s"), (192, "3m12s"), (7_500, "2h05m")]
)
def test_how_long_it_took(seconds, said):
    assert run_reports.span(NOW, NOW + timedelta(seconds=seconds)) == said
