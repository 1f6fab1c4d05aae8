import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from storage.database import (
    SCHEMA_REVISION,
    DatabaseUnusable,
    check_schema,
    ensure_schema,
    make_engine,
    transaction,
    upgrade,
    without_password,
)
from storage.models import Source
from storage.sources import name_sources
from tests.storage.newsroom import NOON, Newsroom


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("", "no database address", id="empty"),
        pytest.param("newsfold.db", "no database address", id="bare-file"),
        pytest.param("postgresql://me:s3cret@host:port/x", "no database address", id="bad-port"),
        pytest.param("mysql://me:s3cret@host/x", "'mysql' is not supported", id="other-database"),
        pytest.param("postgresql+asyncpg://host/x", "not supported", id="other-driver"),
        pytest.param("nonsense://me:s3cret@host/x", "not supported", id="unknown"),
        pytest.param("sqlite://", "in memory", id="memory"),
        pytest.param("sqlite:///:memory:", "in memory", id="named-memory"),
    ],
)
def test_a_wrong_address_is_refused_at_once(url: str, told: str):
    with pytest.raises(DatabaseUnusable, match=told) as raised:
        make_engine(url)
    assert "s3cret" not in str(raised.value)


def test_postgresql_is_reached_through_psycopg():
    assert make_engine("postgresql://host/x").url.drivername == "postgresql+psycopg"


def test_a_server_that_does_not_answer_is_named_without_its_password():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        port = unused.getsockname()[1]
        url = f"postgresql://me:s3cret@127.0.0.1:{port}/news"
        with pytest.raises(DatabaseUnusable, match="Check that the server runs") as raised:
            check_schema(make_engine(url))
    assert f"me:***@127.0.0.1:{port}/news" in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.slow
def test_a_missing_database_of_a_server_is_named(postgresql_url: str):
    url = postgresql_url.replace("/postgres?", "/nowhere?")
    with pytest.raises(DatabaseUnusable, match='"nowhere" does not exist'):
        ensure_schema(url)


@pytest.mark.slow
def test_a_missing_driver_is_named():
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from storage.database import DatabaseUnusable, make_engine\n"
        "try: make_engine('postgresql://host/x')\n"
        "except DatabaseUnusable as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'psycopg[binary]'" in done.stdout


def test_the_folder_of_a_new_file_is_made(tmp_path: Path):
    file = tmp_path / "new" / "folder" / "newsfold.db"
    ensure_schema(sqlite_url(file))
    assert file.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnusable, match="its folder cannot be made"):
        ensure_schema(sqlite_url(tmp_path / "file" / "newsfold.db"))


def test_a_folder_is_no_database(tmp_path: Path):
    with pytest.raises(DatabaseUnusable, match="the file cannot be opened"):
        ensure_schema(sqlite_url(tmp_path))


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_something_else_is_no_database(tmp_path: Path, read_only: bool):
    file = tmp_path / "notes.txt"
    file.write_text("These are notes, and not a database. " * 100)
    with pytest.raises(DatabaseUnusable, match="not an SQLite database"):
        check_schema(make_engine(sqlite_url(file), read_only=read_only))
    assert file.read_text().startswith("These are notes")


def test_reading_makes_no_file(tmp_path: Path):
    file = tmp_path / "typo.db"
    with pytest.raises(DatabaseUnusable, match="no such file"):
        check_schema(make_engine(sqlite_url(file), read_only=True))
    assert not file.exists()


def test_a_database_of_something_else_is_not_touched(tmp_path: Path):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE holiday (day TEXT)")
    other.close()
    with pytest.raises(DatabaseUnusable, match=r"no Newsfold tables\. Run: newsfold db upgrade"):
        ensure_schema(sqlite_url(file))
    assert inspect(make_engine(sqlite_url(file))).get_table_names() == ["holiday"]


@pytest.mark.parametrize(
    ("revision", "told", "uses"),
    [
        ("0001", rf"0001, and {SCHEMA_REVISION} is needed\. Run: ", [ensure_schema]),
        ("9999", r"9999, which is unknown here: .* Update Newsfold", [ensure_schema, upgrade]),
        ("abcd", r"abcd, which is unknown here: .* Update Newsfold", [ensure_schema, upgrade]),
    ],
)
def test_tables_of_another_revision_are_refused(
    engine: Engine, database_url: str, revision: str, told: str, uses: list[Callable[[str], None]]
):
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    try:
        for use in uses:
            with pytest.raises(DatabaseUnusable, match=told):
                use(database_url)
    finally:
        with engine.begin() as connection:
            back = f"UPDATE alembic_version SET version_num = '{SCHEMA_REVISION}'"
            connection.execute(text(back))


def test_a_schema_that_is_there_is_left_alone(newsroom: Newsroom, database_url: str):
    ensure_schema(database_url)
    assert len(newsroom.rows(Source)) == 1


@pytest.mark.slow
def test_starting_at_once_makes_the_tables_once(tmp_path: Path):
    url = sqlite_url(tmp_path / "newsfold.db")
    code = f"from storage.database import ensure_schema; ensure_schema({url!r})"
    starts = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [start.communicate()[1].decode() for start in starts] == [""] * 4
    check_schema(make_engine(url))


def test_a_failed_transaction_leaves_nothing(engine: Engine):
    with pytest.raises(RuntimeError), transaction(engine) as session:
        name_sources(session, ["harbour-post"], now=NOON)
        raise RuntimeError
    assert Newsroom(engine).source_id is not None
    assert [source.name for source in Newsroom(engine).rows(Source)] == ["harbour-post"]


def test_a_reader_cannot_write(newsroom: Newsroom, database_url: str):
    reader = make_engine(database_url, read_only=True)
    with pytest.raises(DatabaseUnusable), transaction(reader) as session:
        name_sources(session, ["other"], now=NOON)
    reader.dispose()
    assert [source.name for source in newsroom.rows(Source)] == ["harbour-post"]


def test_a_reader_sees_one_moment(newsroom: Newsroom, database_url: str):
    reader = make_engine(database_url, read_only=True)
    count = text("SELECT count(*) FROM source")
    with transaction(reader) as session:
        before = session.scalar(count)
        newsroom.name_source("other")  # neither waits for the other
        assert session.scalar(count) == before
    reader.dispose()


def test_another_writer_that_does_not_end_is_named(sqlite_engine: Engine):
    with sqlite_engine.connect() as waiting:
        # The busy time-out is of the connection, and 30 s are too long for a test.
        waiting.connection.dbapi_connection.execute("PRAGMA busy_timeout = 1")
        with transaction(sqlite_engine) as session:
            session.connection()
            with pytest.raises(DatabaseUnusable, match="another process has been writing"):
                waiting.execute(text("SELECT 1"))


def test_a_fault_of_ours_is_not_blamed_on_the_database(engine: Engine):
    with pytest.raises(Exception, match="nosuchtable") as raised, transaction(engine) as session:
        session.execute(text("SELECT * FROM nosuchtable"))
    assert not isinstance(raised.value, DatabaseUnusable)


@pytest.mark.slow
def test_a_folder_that_may_not_be_written_is_named():
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "newsfold.db")
        upgrade(url)
        Path(folder).chmod(0o555)
        code = (
            "import os, alembic.command, sqlalchemy.dialects.sqlite\n"
            "from storage.database import *\n"
            "os.geteuid() or os.setuid(65534)\n"  # root may write anywhere
            f"try: ensure_schema({url!r})\n"
            "except DatabaseUnusable as error: print(error)\n"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        Path(folder).chmod(0o700)
    assert (told.stderr, "heck" in told.stdout) == ("", True)
    assert "its folder" in told.stdout


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("postgresql://me:pa:ss/w@host/x", "postgresql://me:***@host/x"),
        ("postgresql://host/x?user=me&password=abc", "postgresql://host/x?user=me&password=***"),
        ("sqlite:///a/b@c.db", "sqlite:///a/b@c.db"),
    ],
)
def test_passwords_are_starred_out(message: str, shown: str):
    assert without_password(message) == shown
