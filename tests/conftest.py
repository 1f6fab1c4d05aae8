"""What tests of all packages share.

Every test that asks for `engine` runs on SQLite and on PostgreSQL.
"""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from storage.database import make_engine, upgrade
from tests.databases import BACKENDS, empty_tables, postgresql_server
from tests.storage.newsroom import Newsroom

ROOT = Path(__file__).parents[1]

# What is imported stays. To look through it for garbage, while it is read and after, would take
# a seventh of the time of all unit tests.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """A test that fills a database is no unit test, even where no server is started for it."""
    for item in items:
        if not _DATABASES.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.slow)


_DATABASES = frozenset({"engine", "sqlite_template", "postgresql_url", "stored", "context"})


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


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql_server() as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def shared_postgresql_engine(postgresql_url: str) -> Iterator[Engine]:
    engine = make_engine(postgresql_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_engine(shared_postgresql_engine: Engine) -> Engine:
    empty_tables(shared_postgresql_engine)
    return shared_postgresql_engine


@pytest.fixture(scope="session")
def shared_sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One for all tests, since each engine compiles every statement anew."""
    return make_engine(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'newsfold.db'}")


@pytest.fixture
def sqlite_engine(shared_sqlite_engine: Engine, sqlite_template: Path) -> Iterator[Engine]:
    file = Path(str(shared_sqlite_engine.url.database))
    shutil.copy(sqlite_template, file)
    yield shared_sqlite_engine
    shared_sqlite_engine.dispose()
    for left in file.parent.iterdir():  # the file, and its journal if a connection is left open
        left.unlink()


@pytest.fixture(scope="session")
def fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a process that forks crawls."""
    path = str(tmp_path_factory.mktemp("forks") / "socket")
    command = [sys.executable, "-m", "tests.forked_crawls", path, str(os.getpid())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield path
        server.kill()


@pytest.fixture
def forked_crawls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let crawls begin at once, in forks of a process that has their code loaded."""
    if request.node.get_closest_marker("slow"):  # others have no crawl
        launcher = (sys.executable, "-I", "-S", str(ROOT / "tests/crawl_launcher.py"))
        command = (*launcher, request.getfixturevalue("fork_server"), "-m", "crawlers.child")
        monkeypatch.setattr("crawlers.runner.COMMAND", command)


@pytest.fixture(params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine of a database with our tables and no rows."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine


@pytest.fixture
def database_url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def newsroom(engine: Engine) -> Newsroom:
    """A database with one source and one run, and verbs to fill it."""
    return Newsroom(engine)
