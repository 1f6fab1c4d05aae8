import asyncio
import time

import pytest

from flows import jobs
from flows.group import group_flow
from flows.jobs import ingest_files
from flows.progress import Progress


@pytest.fixture
def environment(settings, monkeypatch):
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)


def test_the_flow_groups_what_is_new(environment, context, write_articles):
    ingest_files(context, [write_articles(count=10)])
    assert asyncio.run(group_flow.fn()).articles == 10
    assert asyncio.run(group_flow.fn()).articles == 0
    assert asyncio.run(group_flow.fn(rebuild=True)).articles == 10


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
