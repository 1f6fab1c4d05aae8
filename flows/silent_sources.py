"""Warns of the sources that have fallen silent."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows import screen

if TYPE_CHECKING:  # `--help` must not load a database
    from storage.silences import SilentSource


def tell_silent(sources: "Collection[SilentSource]") -> None:
    """Warn of each on the screen."""
    for silent in sources:
        screen.tell(f"WARNING: {silent}")


def log_silent(sources: "Collection[SilentSource]") -> None:
    """Warn of each in the log."""
    from flows.logs import get_log

    for silent in sources:
        get_log().warning(
            "source_silent", source=silent.source, reason=silent.reason, remedy=silent.remedy
        )
