"""What runs on a schedule: the flows as Prefect deployments, served from this process."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prefect.automations import AutomationCore, EventTrigger, Posture
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    State,
    StateType,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.events import ResourceSpecification
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.schedules import Interval, Schedule
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.config import Settings
from flows.crawl import crawl_flow
from flows.engine_server import EngineServer, EngineUnusable
from flows.group import group_flow
from flows.holding import Clock
from flows.housekeeping import housekeeping_flow
from flows.recrawl import recrawl_flow

DEPLOYMENT = "newsfold"
HEARTBEAT_SECONDS = 30
# Three beats missed in a row: one may be late on a busy machine, three mean that nobody is there.
SILENT = timedelta(seconds=3 * HEARTBEAT_SECONDS)
_UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
# A run of the same deployment that comes too early is dropped: the next one does its work.
_ONE_AT_A_TIME = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
)


class ServingRunner(Runner):
    """Prefect's runner, which on SIGTERM or SIGINT cancels its runs before it ends.

    The base class leaves the process from inside the signal handler, and its runs stay Running
    for ever.
    """

    def __init__(self) -> None:
        super().__init__(name=DEPLOYMENT, query_seconds=2)
        self._asked = asyncio.Event()
        self._own_loop = asyncio.get_running_loop()

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - inherited
        """Note that an end was asked for; `serve` does the rest outside of the handler."""
        self._own_loop.call_soon_threadsafe(self._asked.set)

    async def serve(self, server: EngineServer) -> None:
        """Run until asked to end, or until the server is gone."""
        signal.signal(signal.SIGINT, self.handle_sigterm)
        running = asyncio.create_task(self.start())
        asked = asyncio.create_task(self._asked.wait())
        gone = asyncio.create_task(_wait_for_end(server))
        await asyncio.wait({running, asked, gone}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        gone.cancel()
        if gone.done() and not gone.cancelled():
            self.pause_on_shutdown = False  # nobody is left to be told
            raise EngineUnusable(f"Prefect's server ended by itself; see {server.log_path}")
        if self.started:
            await self.astop()
        await running


async def serve_deployments(
    settings: Settings,
    server: EngineServer,
    *,
    clock: Clock,
    ready: Callable[[], None],
) -> None:
    """Register the deployments and run what is scheduled, until a signal ends it."""
    runner = ServingRunner()
    deployments = await make_deployments(settings, now=clock())
    ids = [await runner.aadd_deployment(deployment) for deployment in deployments]
    await mark_lost_runs(ids)
    await save_heartbeat_automation()
    ready()
    await runner.serve(server)


async def make_deployments(settings: Settings, *, now: datetime) -> list[RunnerDeployment]:
    """The flows; all but recrawl on schedules, the first crawl a few seconds from now."""
    crawl_every = timedelta(minutes=settings.crawl_minutes)
    group_every = timedelta(minutes=settings.group_minutes)
    return [
        await _deployment(
            crawl_flow,
            {"due": True},
            # What is in the past when the server hears of it would wait for the next interval.
            Interval(crawl_every, anchor_date=now + timedelta(seconds=10)),
        ),
        await _deployment(
            group_flow, {}, Interval(group_every, anchor_date=now + timedelta(seconds=60))
        ),
        await _deployment(recrawl_flow, {}, None),
        await _deployment(
            housekeeping_flow,
            {},
            Interval(timedelta(days=1), anchor_date=now + timedelta(minutes=5)),
        ),
    ]


async def mark_lost_runs(deployment_ids: list[UUID]) -> int:
    """Mark as Crashed what an earlier `serve` left unfinished when it was killed.

    This server is ours alone and nothing has been started on it yet, so whatever it believes to
    be running is not.
    """
    async with get_client() as client:
        runs = await client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=deployment_ids)),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED))
            ),
        )
        for run in runs:
            lost: State[None] = Crashed(
                message="newsfold serve was killed while this run was in progress."
            )
            await client.set_flow_run_state(run.id, lost, force=True)
    return len(runs)


async def save_heartbeat_automation() -> None:
    """Have the server mark runs as Crashed whose heartbeat has stopped."""
    automation = AutomationCore(
        name="newsfold: mark silent runs as crashed",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={
                f"prefect.flow-run.{event}"
                for event in ("heartbeat", "Completed", "Failed", "Cancelled", "Crashed")
            },
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENT,
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED,
                name=None,
                force=False,
                message=f"No heartbeat for {SILENT.seconds} seconds.",
            )
        ],
    )
    async with get_client() as client:
        known = await client.read_automations_by_name(automation.name)
        if known:
            await client.update_automation(known[0].id, automation)
        else:
            await client.create_automation(automation)


def _deployment(
    flow: Flow[..., Any], parameters: dict[str, Any], schedule: Schedule | None
) -> Awaitable[RunnerDeployment]:
    return flow.ato_deployment(
        name=DEPLOYMENT,
        description=flow.description,
        parameters=parameters,
        schedule=schedule,
        concurrency_limit=_ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _wait_for_end(server: EngineServer) -> None:
    while server.process.poll() is None:
        await asyncio.sleep(1)
