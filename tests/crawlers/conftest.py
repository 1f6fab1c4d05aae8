"""Fixtures of the crawl tests: a scripted server and an empty database."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import make_engine
from tests.servers import ScriptedServer, serve

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def processes_find_the_tests() -> Iterator[None]:
    """Let the processes that are started find what the tests hand them to read pages with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        yield


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that knows no page yet."""
    with serve() as running:
        yield running


@pytest.fixture
def engine(tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """An empty SQLite database."""
    file = shutil.copy(sqlite_template, tmp_path)
    engine = make_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()
