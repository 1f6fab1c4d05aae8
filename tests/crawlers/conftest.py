"""Fixtures of the crawl tests: a scripted server and an empty database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.crawlers.running import new_database
from tests.servers import ScriptedServer, serve


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that knows no page yet."""
    with serve() as running:
        yield running


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite database."""
    engine = new_database(tmp_path)
    yield engine
    engine.dispose()
