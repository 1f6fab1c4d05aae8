"""The child's own entry point."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from crawlers.child import EXIT_FAILED, exit_code
from crawlers.runner import EXIT_STOPPED
from crawlers.stopping import STORAGE_FAILED


@pytest.mark.parametrize(
    ("reason", "failed", "expected"),
    [
        ("finished", False, 0),
        ("shutdown", False, EXIT_STOPPED),
        ("storage-failed", False, EXIT_FAILED),
        ("start_error", False, EXIT_FAILED),
        (None, False, EXIT_FAILED),
        ("finished", True, EXIT_FAILED),
    ],
)
def test_the_exit_code_tells_how_it_ended(reason: str | None, failed: bool, expected: int) -> None:
    crawler = SimpleNamespace(stats=SimpleNamespace(get_value={"finish_reason": reason}.get))
    assert exit_code(crawler, failed=failed) == expected  # type: ignore[arg-type]


def test_a_run_that_finished_without_storing_its_last_batch_has_failed() -> None:
    stats = {"finish_reason": "finished", STORAGE_FAILED: True}
    crawler = SimpleNamespace(stats=SimpleNamespace(get_value=stats.get))
    assert exit_code(crawler, failed=False) == EXIT_FAILED  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_child_whose_parent_is_gone_already_does_nothing() -> None:
    # Its parent is this process, so to it the parent that it was told of is gone.
    command = [sys.executable, "-m", "crawlers.child", "1", "2"]
    done = subprocess.run(command, input=b"no job at all", capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (EXIT_FAILED, b"")
