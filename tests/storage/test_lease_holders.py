import os
import socket
import subprocess
import sys

import pytest

from storage.lease_holders import is_dead, name_of_process


def test_this_process_lives():
    assert not is_dead(name_of_process(os.getpid()))


def test_a_reused_process_id_is_not_the_holder():
    assert is_dead(f"{socket.gethostname()}:{os.getpid()}:1")


def test_a_killed_process_that_nobody_waited_for_is_dead():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = name_of_process(process.pid)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_dead(name)


@pytest.mark.parametrize("holder", ["another-machine:1:2", "by hand", ""])
def test_whom_we_cannot_see_is_not_called_dead(holder):
    assert not is_dead(holder)
