import pytest

from flows import reports, screen
from flows.grouping_job import GroupReport
from flows.jobs import JobReport
from pipeline.outcomes import Outcome
from pipeline.oversight import StoryWarning, Suspicion
from pipeline.records import VariantKind
from storage.models import FinishReason, Job
from storage.queries import StoryRow
from storage.runs import Failure, RunReport
from storage.story_sizes import LargestStory
from tests.flows.conftest import NOW


def job_report(by_source, *failures, reason=FinishReason.FINISHED, trouble=None):
    outcomes: dict[Outcome, int] = {}
    for counts in by_source.values():
        for outcome, count in counts.items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count
    run = RunReport(
        run_id=1,
        job=Job.CRAWL,
        started_at=NOW,
        finished_at=NOW,
        finish_reason=reason,
        flow_run_id=None,
        outcomes=outcomes,
        by_source=by_source,
        failures=failures,
    )
    return JobReport(run=run, trouble=trouble)


def test_a_run_is_shown_by_source_and_its_failures_apart(capsys):
    failure = Failure(source="b", url="https://b/1", outcome=Outcome.TIMED_OUT, detail="30 s")
    counts = {
        "a": {Outcome.STORED_NEW: 2, Outcome.FEED_READ: 1},
        "b": {Outcome.TIMED_OUT: 2, Outcome.UNCHANGED: 1},
    }
    reports.show_job(job_report(counts, failure))
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1:] == [
        "a\t3\t2\t0\t0\t1\t0",
        "b\t3\t0\t0\t1\t0\t2",
        "6 pages: 2 stored-new, 1 feed-read, 2 timed-out, 1 unchanged",
    ]
    assert printed.err.splitlines() == ["timed-out  https://b/1: 30 s", "... and 1 more failure"]


def test_a_bad_line_of_a_file_is_shown_with_its_place_first(capsys):
    bad = Failure(source="a", url="x#3", outcome=Outcome.BAD_RECORD, detail="x.jsonl:3: not JSON")
    reports.show_job(job_report({"a": {Outcome.BAD_RECORD: 1}}, bad))
    assert capsys.readouterr().err == "bad-record  x.jsonl:3: not JSON\n"


def test_a_run_that_was_ended_says_why(capsys):
    reports.show_job(job_report({}, reason=FinishReason.DIED, trouble="out of memory"))
    printed = capsys.readouterr()
    assert printed.out == "No pages.\n"
    assert "died" in printed.err
    assert "out of memory" in printed.err


@pytest.mark.parametrize(
    ("report", "failed"),
    [
        (job_report({"a": {Outcome.STORED_NEW: 1, Outcome.GONE: 1}}), False),
        (job_report({"a": {Outcome.STORED_NEW: 1, Outcome.TIMED_OUT: 1}}), True),
        (job_report({"a": {Outcome.STORED_NEW: 1}}, reason=FinishReason.TIMED_OUT), True),
    ],
    ids=["all had", "a page missed", "not finished"],
)
def test_a_run_has_failed_if_anything_wanted_was_not_had(report, failed):
    assert report.failed is failed


def test_grouping_says_what_it_did(capsys):
    reports.show_group(GroupReport(articles=1200, opened=1, joined=2, compared=3, largest=4))
    assert "1,200 articles: 1 story opened, 2 joined" in capsys.readouterr().out


def test_grouping_says_that_there_was_nothing_to_do(capsys):
    reports.show_group(GroupReport())
    assert capsys.readouterr().out == "Nothing new to group.\n"


def test_grouping_tells_of_the_largest_story_and_warns_of_what_looks_wrong(capsys):
    largest = LargestStory(story_id=7, articles=40, outlets=3, depth=1)
    warning = StoryWarning(story_id=7, suspicion=Suspicion.TEMPLATE, reason="of one outlet")
    report = GroupReport(largest_story=largest, warnings=(warning,))
    reports.show_group(report)
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1] == (
        "Largest story: 7, 40 articles at 3 outlets, 1 step in its longest chain of sources."
    )
    assert printed.err.startswith(
        "WARNING: story 7 looks wrong: of one outlet. See: newsfold show 7"
    )
    found = screen.plain(reports.group_object(report))
    assert found["largest_story"] == {"story_id": 7, "articles": 40, "outlets": 3, "depth": 1}
    assert found["warnings"][0]["suspicion"] == "template"
    assert "newsfold link different" in found["warnings"][0]["remedy"]


def test_stories_are_shown_one_in_a_row(capsys):
    story = StoryRow(
        story_id=7,
        title="Ferry sinks",
        article_count=3,
        outlet_count=2,
        first_at=NOW,
        last_at=NOW,
        kinds={VariantKind.ORIGINAL: 1, VariantKind.REPRINT: 2},
        outlets=("harbour", "coast"),
        canonical_url="https://h/1",
        independent_count=1,
        first_url="https://h/1",
        first_certain=True,
    )
    reports.show_stories([story])
    assert capsys.readouterr().out.splitlines()[1].split("\t") == [
        "7",
        "2026-03-14 12:00",
        "3",
        "2",
        "1",
        "Ferry sinks",
        "original, 2 reprint",
        "harbour, coast",
    ]


def test_no_stories_are_explained(capsys):
    reports.show_stories([])
    assert "--min-articles 1" in capsys.readouterr().err


def test_a_run_that_was_skipped_says_who_is_at_it(capsys):
    held = "crawl is being done by elsewhere"
    reports.show_job(job_report({}, reason=FinishReason.SKIPPED, trouble=held))
    assert capsys.readouterr().err.splitlines() == [
        "Nothing was asked for; what is due is taken up by the next crawl.",
        held,
    ]
