import asyncio
import json
import time

import pytest

from flows import jobs
from flows.group import group_flow, log_report
from flows.grouping_job import GroupReport
from flows.jobs import ingest_files
from flows.logs import configure_logs
from flows.progress import Progress
from pipeline.oversight import StoryWarning, Suspicion
from storage.story_sizes import LargestStory


@pytest.fixture
def environment(settings, monkeypatch):
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)


def test_the_flow_groups_what_is_new(environment, context, write_articles):
    ingest_files(context, [write_articles(count=10)])
    assert asyncio.run(group_flow.fn()).articles == 10
    assert asyncio.run(group_flow.fn()).articles == 0
    assert asyncio.run(group_flow.fn(rebuild=True)).articles == 10


def test_the_flow_logs_the_largest_story_and_what_looks_wrong(capsys):
    configure_logs("info", for_people=False)
    warning = StoryWarning(story_id=7, suspicion=Suspicion.JUMP, reason="it has 40 articles")
    largest = LargestStory(story_id=7, articles=40, outlets=3, depth=2)
    log_report(GroupReport(articles=5, largest_story=largest, warnings=(warning,)))
    done, warned = map(json.loads, capsys.readouterr().err.splitlines())
    assert (done["event"], done["articles"], done["largest_depth"]) == ("grouped", 5, 2)
    assert (warned["event"], warned["level"]) == ("story_looks_wrong", "warning")
    assert (warned["story_id"], warned["suspicion"]) == (7, "jump")
    assert "newsfold show 7" in warned["remedy"]


def test_a_cancelled_flow_stops_its_thread_between_two_units(environment, monkeypatch):
    stopped = []

    def never_ending(context, **_):
        try:
            while True:
                context.on_progress(Progress(done=0))
                time.sleep(0.01)
        finally:
            stopped.append(True)

    monkeypatch.setattr(jobs, "group_new", never_ending)

    async def cancel_soon():
        async with asyncio.timeout(0.1):
            await group_flow.fn()

    with pytest.raises(TimeoutError):
        asyncio.run(cancel_soon())  # ends only when the thread does
    assert stopped
