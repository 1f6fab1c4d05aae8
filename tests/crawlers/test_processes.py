"""A process that must not outlive another."""

import os
import subprocess
import sys

import pytest

from crawlers.processes import EXIT_ORPHANED
from tests.crawlers.running import wait_until

pytestmark = pytest.mark.slow

CHILD = "import sys, time; from crawlers.processes import die_with_parent; "


def test_it_is_killed_when_its_parent_goes() -> None:
    child = CHILD + "die_with_parent(int(sys.argv[1])); print(flush=True); time.sleep(60)"
    code = (
        "import os, subprocess, sys; "
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}, str(os.getpid())], "
        "stdout=subprocess.PIPE); child.stdout.readline(); print(child.pid, flush=True); "
        "os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    pid = int(done.stdout)
    wait_until(lambda: not _runs(pid))


def test_it_ends_at_once_if_its_parent_is_gone_already() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD + "die_with_parent(1)"], check=False)
    assert done.returncode == EXIT_ORPHANED


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"
