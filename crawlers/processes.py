"""What every process of ours does that must not outlive the one that started it."""

import ctypes
import os
import resource
import signal
import sys

EXIT_ORPHANED = 1
_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Be killed by the kernel the moment the parent is gone, however it goes.

    SIGKILL, not SIGTERM: nobody is left to insist, and a kill leaves nothing half-written.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")
    if os.getppid() != parent_pid:  # it went before we asked
        sys.exit(EXIT_ORPHANED)


def raise_descriptor_limit() -> None:
    """Allow this process as many open files as it may allow itself; some systems begin with few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def descriptor_limit() -> int:
    """How many open files this process may have."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return allowed if allowed != resource.RLIM_INFINITY else sys.maxsize
