import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from flows.config import load_settings
from flows.engine_server import EngineUnusable, check_api, engine_server


def test_no_answer_names_the_address_and_the_remedy():
    with pytest.raises(EngineUnusable, match=r"127\.0\.0\.1:1/api.*newsfold serve"):
        check_api("http://127.0.0.1:1/api")


def test_a_taken_port_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = load_settings(directory=tmp_path, prefect_port=port)
        with pytest.raises(EngineUnusable, match=f"port {port}.*--port"), engine_server(settings):
            pass


@pytest.mark.slow
def test_a_server_that_does_not_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "nonsense://")
    settings = load_settings(directory=tmp_path, prefect_port=0)
    why = r"(?s)ended at once.*server\.log.*nonsense"
    with pytest.raises(EngineUnusable, match=why), engine_server(settings):
        pass


@pytest.mark.slow
def test_the_server_answers_and_its_page_finds_its_api(engine):
    check_api(engine.api_url)
    with urllib.request.urlopen(f"{engine.page_url}/ui-settings") as answer:
        assert engine.api_url.encode() in answer.read()


@pytest.mark.slow
def test_the_server_ends_with_its_parent_killed(tmp_path):
    script = (
        "import os, sys, time\n"
        "from flows.config import load_settings\n"
        "from flows.engine_server import engine_server\n"
        f"with engine_server(load_settings(directory={str(tmp_path)!r}, prefect_port=0)) as s:\n"
        "    print(s.process.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert ends(server, within_seconds=20)


def ends(pid: int, *, within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
