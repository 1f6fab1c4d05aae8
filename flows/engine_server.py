"""The Prefect server that `newsfold serve` runs for itself, on loopback."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.config import Settings, child_environment, engine_environment
from flows.faults import WrongUse

HOST = "127.0.0.1"
_START_SECONDS = 120.0
_STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class EngineUnusable(WrongUse):
    """The flow engine cannot be started or reached; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineServer:
    """A running server: where it answers, and its process."""

    api_url: str
    page_url: str
    process: subprocess.Popen[bytes]
    log_path: Path


@contextmanager
def engine_server(settings: Settings) -> Iterator[EngineServer]:
    """Start Prefect's server, wait until it answers, end it on leaving."""
    port = _usable_port(settings.prefect_port)
    log_path = settings.make_engine_home() / "server.log"
    page_url = f"http://{HOST}:{port}"
    environment = engine_environment(settings, f"{page_url}/api") | {
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    with log_path.open("wb") as log:
        process = _start(environment, log.fileno())
    server = EngineServer(
        api_url=f"{page_url}/api", page_url=page_url, process=process, log_path=log_path
    )
    try:
        _wait_until_healthy(server)
        yield server
    finally:
        _stop(process)


def check_api(api_url: str) -> None:
    """Raise EngineUnusable unless a Prefect server answers at `api_url`."""
    if not _healthy(api_url):
        raise EngineUnusable(
            f"no Prefect server answers at {api_url}: start one with `newsfold serve`, "
            "or unset NEWSFOLD_PREFECT_API_URL and PREFECT_API_URL to run without one"
        )


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent is gone, however it went.

    SIGKILL: at SIGTERM a flow run tries for minutes to tell a server that is gone as well. What
    is killed leaves nothing half-written.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _start(environment: dict[str, str], log_fd: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start"],
        env=child_environment(environment),
        stdin=subprocess.DEVNULL,
        stdout=log_fd,
        stderr=subprocess.STDOUT,
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we end it in order.
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_healthy(server: EngineServer) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise EngineUnusable(
                f"Prefect's server ended at once; its last lines ({server.log_path}):\n"
                + _last_lines(server.log_path)
            )
        if _healthy(server.api_url):
            return
        time.sleep(0.2)
    raise EngineUnusable(
        f"Prefect's server did not answer within {_START_SECONDS:.0f} s; see {server.log_path}"
    )


def _healthy(api_url: str) -> bool:
    # No proxy: the server is ours, and on loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{api_url.rstrip('/')}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False


def _usable_port(wanted: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as error:
            raise EngineUnusable(
                f"port {wanted} on {HOST} is taken (is `newsfold serve` running already?): "
                "choose another with --port or NEWSFOLD_PREFECT_PORT"
            ) from error
        return int(probe.getsockname()[1])


def _last_lines(path: Path, count: int = 15) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
