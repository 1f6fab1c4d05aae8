"""Every test of storage runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import make_engine, upgrade
from tests.databases import BACKENDS, empty_tables, postgresql_server
from tests.storage.newsroom import Newsroom


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql_server() as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied: a migration takes 100 times as long."""
    file = tmp_path_factory.mktemp("template") / "newsfold.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with our tables and no rows."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        engine = make_engine(url)
        empty_tables(engine)
        engine.dispose()
        return url
    file = tmp_path / "newsfold.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def newsroom(engine: Engine) -> Newsroom:
    """A database with one source and one run, and verbs to fill it."""
    return Newsroom(engine)
