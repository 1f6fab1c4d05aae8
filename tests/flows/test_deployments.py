import asyncio
from datetime import timedelta

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.config import load_settings
from flows.crawl import crawl_flow
from flows.deployments import (
    DEPLOYMENT,
    SILENT,
    make_deployments,
    mark_lost_runs,
    save_heartbeat_automation,
)
from tests.flows.conftest import NOW
from tests.flows.engine_api import ask


@pytest.fixture
def deployments():
    settings = load_settings(crawl_minutes=20, group_minutes=7)
    return {d.flow_name: d for d in asyncio.run(make_deployments(settings, now=NOW))}


def test_crawl_and_group_are_on_the_schedules_of_the_settings(deployments):
    every = {
        name: [schedule.schedule.interval for schedule in deployment.schedules or ()]
        for name, deployment in deployments.items()
    }
    assert every == {
        "crawl": [timedelta(minutes=20)],
        "group": [timedelta(minutes=7)],
        "recrawl": [],
        "housekeeping": [timedelta(days=1)],
    }


def test_the_first_crawl_comes_at_once(deployments):
    [schedule] = deployments["crawl"].schedules
    assert timedelta() < schedule.schedule.anchor_date - NOW < timedelta(seconds=30)


def test_a_scheduled_crawl_leaves_outlets_alone_that_were_just_read(deployments):
    assert deployments["crawl"].parameters == {"due": True}


def test_the_flows_are_found_by_module_not_by_a_file_of_the_checkout(deployments):
    assert deployments["crawl"].entrypoint == "flows.crawl.crawl_flow"


def test_no_two_runs_of_one_deployment_at_a_time(deployments):
    assert {deployment.concurrency_limit for deployment in deployments.values()} == {1}
    assert all(d.description for d in deployments.values())


@pytest.mark.slow
def test_the_server_is_told_once_to_mark_silent_runs(engine):
    async def save_twice():
        await save_heartbeat_automation()
        await save_heartbeat_automation()

    with temporary_settings({PREFECT_API_URL: engine.api_url}):
        asyncio.run(save_twice())
    [automation] = ask(engine.api_url, "automations/filter")
    assert automation["trigger"]["within"] == SILENT.total_seconds()
    assert automation["trigger"]["after"] == ["prefect.flow-run.heartbeat"]
    assert automation["actions"][0]["state"] == "CRASHED"


@pytest.mark.slow
def test_runs_of_an_earlier_serve_are_marked_as_crashed(engine):
    async def leave_a_run_behind():
        deployment_id = await (await crawl_flow.ato_deployment(DEPLOYMENT)).aapply()
        run = ask(engine.api_url, f"deployments/{deployment_id}/create_flow_run")
        for state in ("PENDING", "RUNNING"):
            ask(engine.api_url, f"flow_runs/{run['id']}/set_state", state={"type": state})
        return await mark_lost_runs([deployment_id]), run["id"]

    with temporary_settings({PREFECT_API_URL: engine.api_url}):
        count, run_id = asyncio.run(leave_a_run_behind())
    assert count == 1
    [run] = ask(engine.api_url, "flow_runs/filter", flow_runs={"id": {"any_": [run_id]}})
    assert run["state_type"] == "CRASHED"
    assert "serve was killed" in run["state"]["message"]
