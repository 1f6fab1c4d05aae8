"""`newsfold serve` as its own process: its schedules, its ends and what they leave."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from crawlers.catalogue import CatalogueError
from flows.serving import serve_forever
from storage.database import make_engine, transaction
from storage.models import CrawlRun, FinishReason, Lease
from tests import servers
from tests.flows.conftest import NOW
from tests.flows.engine_api import runs_of, wait_for


@contextmanager
def serving(folder: Path):
    """Run the command until the block ends; give the process and the address of its API."""
    command = ["env", "--default-signal=INT", sys.executable, "-m", "flows.cli"]
    with (folder / "serve.log").open("a") as log:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=log,
            env=os.environ | {"PYTHONUNBUFFERED": "1"}, text=True,
        )  # fmt: skip
    try:
        yield process, f"{page_address(process)}/api"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def page_address(process):
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("serve ended before it was ready")


def descendants(pid):
    """The processes that came of a process, to any depth, in whatever session."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def living(pids):
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


@pytest.fixture
def slow_outlet(outlet):
    outlet.routes["/ferry"] = replace(servers.article("The ferry"), wait_seconds=600)
    return outlet


def scheduled(api_url, flow):
    return [run for run in runs_of(api_url, flow) if run["auto_scheduled"]]


def completed(api_url, flow):
    return [run for run in runs_of(api_url, flow) if run["state_type"] == "COMPLETED"]


def stored_state(folder, run_id):
    """The state of a run in the database of the server, which has ended."""
    with closing(sqlite3.connect(folder / "newsfold-data/prefect/prefect.db")) as database:
        rows = database.execute("SELECT id, state_type FROM flow_run").fetchall()
    states = {str(UUID(row_id)): state for row_id, state in rows}
    return states[run_id]


def running_crawl(api_url, outlet):
    """The crawl in progress, once it has asked for the page that does not come."""
    wait_for(lambda: "/ferry" in outlet.paths())
    [run] = runs_of(api_url, "crawl")[-1:]
    return run


def test_a_catalogue_that_cannot_be_used_stops_it_at_once(settings):
    with pytest.raises(CatalogueError, match=r"sources\.toml"):
        serve_forever(settings, clock=lambda: NOW, say=lambda line: None)
    assert not settings.engine_home.exists()


@pytest.mark.slow
def test_schedules_run_and_sigterm_leaves_nothing_behind(slow_outlet, tmp_path):
    with serving(tmp_path) as (process, api_url):
        run = running_crawl(api_url, slow_outlet)
        assert run["auto_scheduled"]
        # The scheduler looks far ahead, for both deployments.
        wait_for(lambda: len(scheduled(api_url, "crawl")) > 3 < len(scheduled(api_url, "group")))
        children = descendants(process.pid)
        assert len(children) >= 3  # server, flow run, crawl
        process.terminate()
        printed, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert printed.splitlines()[-1] == "Stopped."
        assert not living(children)
        assert "Traceback" not in (tmp_path / "serve.log").read_text()
    assert stored_state(tmp_path, run["id"]) == "CANCELLED"
    with transaction(make_engine("sqlite:///newsfold-data/newsfold.db")) as session:
        assert session.scalars(select(CrawlRun.finish_reason)).all() == [FinishReason.CANCELLED]
        assert session.scalars(select(Lease)).all() == []


@pytest.mark.slow
def test_killed_it_leaves_no_process_and_the_next_one_tidies_up(slow_outlet, tmp_path):
    with serving(tmp_path) as (process, api_url):
        run = running_crawl(api_url, slow_outlet)
        children = descendants(process.pid)
        process.kill()
        process.wait()
        wait_for(lambda: not living(children), seconds=40)
    slow_outlet.routes["/ferry"] = servers.article("The ferry")
    with serving(tmp_path) as (process, api_url):
        [lost] = [r for r in runs_of(api_url, "crawl") if r["id"] == run["id"]]
        assert lost["state_type"] == "CRASHED"
        wait_for(lambda: completed(api_url, "crawl"))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 0
