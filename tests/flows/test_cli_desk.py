"""`newsfold desk` as its own process, asked by a real client."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

TOKEN = "a-long-token"

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(sqlite_engine, tmp_path):
    """A desk with a token: its process, and the address that it printed."""
    command = [sys.executable, "-m", "flows.cli", "--database-url", str(sqlite_engine.url)]
    process = subprocess.Popen(
        ["env", "--default-signal=INT", *command, "desk", "--port", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "NEWSFOLD_DESK_TOKEN": TOKEN},
    )
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())
        assert found is not None
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_browser_and_a_program_read_it_until_it_is_ended(desk):
    process, address = desk
    root = address.partition("/?")[0]
    with httpx.Client(follow_redirects=True, trust_env=False) as browser:
        assert browser.get(root).status_code == 401
        page = browser.get(address)
        assert page.status_code == 200
        assert "token" not in str(page.url)
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in page.headers
        # The cookie is remembered; the style sheet comes along.
        assert browser.get(f"{root}/static/desk.css").headers["content-type"].startswith("text/css")
        head = browser.head(f"{root}/front.json")
        assert (head.status_code, head.content) == (200, b"")
        assert browser.get(root, headers={"Host": "evil.example"}).status_code == 421
    value = httpx.get(
        f"{root}/front.json", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
    ).json()
    assert value["stories"] == []
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
