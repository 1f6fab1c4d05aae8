"""Who holds a lease: a process by its name, and whether that process still lives."""

import os
import re
import socket
from pathlib import Path

_HOLDER = re.compile(r"(?P<host>.+):(?P<pid>\d+):(?P<started>\w*)")


def name_of_process(pid: int) -> str:
    """Host, process id and start: no two processes of a machine share all three."""
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that is gone. False where unknown."""
    match = _HOLDER.fullmatch(holder)
    if match is None or match["host"] != socket.gethostname():
        return False
    pid = int(match["pid"])
    return not _exists(pid) or name_of_process(pid) != holder


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """The start of a process in clock ticks since boot; empty where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The name in parentheses may hold spaces; what follows the last one, from field 3 on, does not.
    fields = stat.rpartition(")")[2].split()
    state, ticks = fields[0], fields[19]
    # Killed, but its parent has not asked for its exit code yet.
    return "ended" if state in "ZX" else ticks
