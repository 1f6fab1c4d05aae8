"""Fixtures of the crawl tests: a scripted server and an empty database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import make_engine
from tests.servers import ScriptedServer, serve


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
