"""What tests of all packages share."""

import gc
import sqlite3
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.pool import Pool

from storage.database import upgrade

# What is imported stays. To look through it for garbage, while it is read and after, would take
# a seventh of the time of all unit tests.
gc.disable()


def pytest_collection_finish() -> None:
    """From now on look for garbage, in what the tests make, and not after every 700 objects."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


# The first look-up of a word loads a table, and a busy machine is slow: time is for benchmarks.
settings.register_profile("newsfold", deadline=None)
settings.load_profile("newsfold")


@event.listens_for(Pool, "checkout")
def do_not_wait_for_the_disk(connection: object, *_: object) -> None:
    """No file of a test need outlive a power cut, and waiting takes 10 ms each time one is closed.

    At each checkout, since an engine of ours has its own will when it connects.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied: a migration takes 100 times as long."""
    file = tmp_path_factory.mktemp("template") / "newsfold.db"
    upgrade(f"sqlite:///{file}")
    return file
