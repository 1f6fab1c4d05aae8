"""What a test asks a Prefect server."""

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

from flows.engine_server import EngineServer

T = TypeVar("T")


def ask(api_url: str, path: str, **query: object) -> Any:
    """Post a query and return the answer."""
    request = urllib.request.Request(
        f"{api_url}/{path}",
        data=json.dumps(query).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def runs_of(api_url: str, flow: str) -> list[dict[str, Any]]:
    """The runs of a flow, the newest first."""
    found = ask(
        api_url,
        "flow_runs/filter",
        flows={"name": {"any_": [flow]}},
        sort="EXPECTED_START_TIME_DESC",
    )
    assert isinstance(found, list)
    return found


def logged(server: EngineServer, run_id: str) -> list[str]:
    """The messages in the log of a run."""
    lines = ask(
        server.api_url,
        "logs/filter",
        logs={"flow_run_id": {"any_": [run_id]}},
        sort="TIMESTAMP_ASC",
    )
    return [line["message"] for line in lines]


def wait_for(ask_again: Callable[[], T], *, seconds: float = 90) -> T:
    """Ask until the answer is true; return it."""
    deadline = time.monotonic() + seconds
    while not (answer := ask_again()):
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.5)
    return answer
