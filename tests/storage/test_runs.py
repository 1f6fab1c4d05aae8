from sqlalchemy import Engine, select

from pipeline.outcomes import Outcome
from storage import runs
from storage.database import transaction
from storage.models import CrawlRun, FinishReason, Job
from storage.runs import Failure, RunReport
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page


def report(newsroom: Newsroom, **limits: int) -> RunReport:
    with transaction(newsroom.engine) as session:
        return runs.run_report(session, newsroom.run_id, **limits)


def finish(newsroom: Newsroom, run_id: int, reason: FinishReason) -> None:
    with transaction(newsroom.engine) as session:
        runs.finish_run(session, run_id, now=NOON + hours(1), reason=reason)


def test_a_run_that_has_begun_has_no_end(engine: Engine):
    with transaction(engine) as session:
        run_id = runs.start_run(session, Job.RECRAWL, now=NOON, flow_run_id="f-1")
        found = runs.run_report(session, run_id)
    assert (found.job, found.started_at, found.flow_run_id) == (Job.RECRAWL, NOON, "f-1")
    assert (found.finished_at, found.finish_reason, found.outcomes) == (None, None, {})


def test_the_first_reason_for_the_end_stays(newsroom: Newsroom):
    finish(newsroom, newsroom.run_id, FinishReason.CANCELLED)
    finish(newsroom, newsroom.run_id, FinishReason.FINISHED)
    found = report(newsroom)
    assert (found.finish_reason, found.finished_at) == (FinishReason.CANCELLED, NOON + hours(1))


def test_outcomes_add_up_to_the_pages(newsroom: Newsroom):
    other = newsroom.name_source("other")
    timed_out = [
        make_ending(Outcome.TIMED_OUT, f"https://harbour.example/slow/{n}", detail="30 s")
        for n in range(3)
    ]
    newsroom.record(make_page(), make_ending(Outcome.GONE), *timed_out)
    newsroom.record(make_page("https://other.example/a"), source_id=other)
    found = report(newsroom, failure_limit=2)
    assert found.by_source == {
        "harbour-post": {Outcome.STORED_NEW: 1, Outcome.GONE: 1, Outcome.TIMED_OUT: 3},
        "other": {Outcome.STORED_NEW: 1},
    }
    assert found.outcomes == {Outcome.STORED_NEW: 2, Outcome.GONE: 1, Outcome.TIMED_OUT: 3}
    assert found.failures == tuple(
        Failure(source="harbour-post", url=page.requested_url, outcome=page.outcome, detail="30 s")
        for page in timed_out[:2]
    )


def test_unfinished_runs_of_the_job_are_marked_as_killed(newsroom: Newsroom):
    done, other = newsroom.start_run(), newsroom.start_run(Job.INGEST)
    finish(newsroom, done, FinishReason.FINISHED)
    with transaction(newsroom.engine) as session:
        assert runs.abandon_stale_runs(session, Job.CRAWL, now=NOON) == 1
        reasons = {run.id: run.finish_reason for run in session.scalars(select(CrawlRun))}
    assert reasons == {
        newsroom.run_id: FinishReason.KILLED,
        done: FinishReason.FINISHED,
        other: None,
    }
