import json
import sys

import pytest

from flows.config import load_settings
from flows.jobs import ingest_files
from flows.launch import enter_engine, run_group
from tests.flows.engine_api import logged, runs_of, wait_for


def test_without_a_server_nothing_of_the_engine_is_touched(context, write_articles, monkeypatch):
    ingest_files(context, [write_articles()])
    monkeypatch.setitem(sys.modules, "prefect", None)  # importing it would fail
    assert run_group(context, rebuild=False, window_days=None).articles == 3
    assert not context.settings.engine_home.exists()


def test_no_engine_is_entered_when_none_is_configured():
    assert not enter_engine(load_settings())


@pytest.mark.slow
def test_a_job_is_a_run_of_the_configured_server(engine, newsfold, write_articles):
    newsfold("ingest", write_articles(count=3))
    before = {run["id"] for run in runs_of(engine.api_url, "group")}
    done = newsfold("group", "--json", NEWSFOLD_PREFECT_API_URL=engine.api_url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 3
    [run] = [run for run in runs_of(engine.api_url, "group") if run["id"] not in before]
    assert run["state_type"] == "COMPLETED"
    assert wait_for(lambda: [line for line in logged(engine, run["id"]) if "progress" in line])


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["crawl"], ["recrawl", "--yes", "--source", "nobody"]], ids=" ".join
)
def test_wrong_use_is_one_message_and_a_failed_run(engine, newsfold, command):
    done = newsfold(*command, NEWSFOLD_PREFECT_API_URL=engine.api_url)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert runs_of(engine.api_url, command[0])[0]["state_type"] == "FAILED"
