"""Opens the database: engines, transactions, the schema, and errors that say what to do."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from storage.turns import Turn, take_turn

DEFAULT_URL = "sqlite:///newsfold-data/newsfold.db"

# The newest migration. A constant, so that commands that only read need not load Alembic.
SCHEMA_REVISION = "0014"

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}

# Faults of the surroundings, not of our statements: what happened, and what to do.
_SQLITE_FAULTS = {
    sqlite3.SQLITE_BUSY: (
        "another process has been writing to it for 30 seconds",
        "Wait for that process or end it, then run this again.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the file cannot be opened",
        "Check that it is a file, and that its folder exists and may be written.",
    ),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "Restore it from a copy."),
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room, then run this again."),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "Check the disk, then run this again."),
    sqlite3.SQLITE_NOTADB: ("the file is not an SQLite database", "Name another file."),
    sqlite3.SQLITE_PERM: ("the file may not be opened", "Check its permissions."),
    sqlite3.SQLITE_READONLY: (
        "it may not be written",
        "Check the permissions of the file and of its folder.",
    ),
}
# By the beginning of the SQLSTATE.
_POSTGRESQL_FAULTS = {
    "08": "Check that the server runs, then run this again.",
    "25006": "It takes no writes: name the primary server.",
    "28": "Check user and password.",
    "3D": "Check the name of the database, or create it.",
    "42501": "Let its owner grant this user the right.",
    "53": "Free what the server lacks, then run this again.",
    "57P": "Run this again when the server is back.",
}
_UNREACHABLE = (
    "Check that the server runs, and the host, port, user, password and database in the address."
)


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message names it and the remedy."""

    def __init__(self, url: str | URL, fault: str, remedy: str) -> None:
        shown = url.render_as_string() if isinstance(url, URL) else url
        super().__init__(without_password(f"Database {shown}: {fault}. {remedy}"))
        self.fault = without_password(fault)
        self.remedy = remedy


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for the database at `url`; nothing is connected yet.

    Raises DatabaseUnusable if the address is wrong. Whatever uses the engine raises it if the
    database cannot be reached, opened or written.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, read_only=read_only)
    return _postgresql_engine(parsed, read_only=read_only)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Commit on success, roll back and re-raise on any error."""
    with Session(engine) as session, session.begin():
        yield session


def upgrade(url: str) -> None:
    """Bring the tables to the newest migration; where they are there already, do nothing."""
    import alembic.command  # 0.2 s, which commands that only read need not pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    engine = _migration_engine(_parse(url))
    try:
        with engine.begin() as connection:
            take_turn(connection, Turn.MIGRATE)
            _refuse_unknown(engine.url, _schema_revision(connection))
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
    finally:
        engine.dispose()


def check_schema(engine: Engine) -> None:
    """Raise DatabaseUnusable unless the tables are those of this version of Newsfold."""
    with engine.connect() as connection:
        found = _schema_revision(connection)
    _refuse_unknown(engine.url, found)
    if found is None:
        fault = "it has no Newsfold tables"
    elif found != SCHEMA_REVISION:
        fault = f"its tables are of revision {found}, and {SCHEMA_REVISION} is needed"
    else:
        return
    raise DatabaseUnusable(engine.url, fault, "Run: newsfold db upgrade")


def ensure_schema(url: str) -> None:
    """Make the tables in a database that is empty; check them in any other."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            empty = not inspect(connection).get_table_names()
        if empty:
            upgrade(url)
        check_schema(engine)
    finally:
        engine.dispose()


def without_password(message: str) -> str:
    """Return `message` with the password of each address in it starred out."""
    message = re.sub(r"(://[^\s:/@]*):[^\s@]*@", r"\1:***@", message)
    return re.sub(r"(?i)\b(password=)[^&\s]*", r"\1***", message)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(
            url,
            "this is no database address",
            f"Write it like {DEFAULT_URL} or postgresql://user:password@host/database",
        ) from None
    if parsed.drivername not in _DRIVERS:
        raise DatabaseUnusable(
            parsed,
            f"{parsed.drivername!r} is not supported",
            "Begin the address with sqlite:/// or postgresql://",
        )
    return parsed.set(drivername=_DRIVERS[parsed.drivername])


def _sqlite_engine(url: URL, *, read_only: bool = False, foreign_keys: bool = True) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise DatabaseUnusable(
            url, "a database in memory is lost when a command ends", f"Name a file: {DEFAULT_URL}"
        )
    file = Path(str(url.database))
    engine = _engine(url)

    @event.listens_for(engine, "do_connect")
    def prepare(*_: object) -> None:
        if read_only:
            _refuse_missing(url, file)
        else:
            _make_folder(url, file.parent)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # sqlite3 begins no transaction of its own
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins deferred reads first and fails with "locked" when it comes to write.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL, *, read_only: bool = False) -> Engine:
    if not read_only:
        return _engine(url)
    # One snapshot for a whole transaction, as on SQLite: an export or a page is of one moment.
    return _engine(
        url, execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    )


def _migration_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        # Rebuilding a table with foreign keys ON would delete the rows that point to it.
        return _sqlite_engine(url, foreign_keys=False)
    return _postgresql_engine(url)


def _engine(url: URL, *, execution_options: Mapping[str, Any] | None = None) -> Engine:
    try:
        engine = create_engine(url, execution_options=execution_options or {})
    except ImportError as error:
        raise DatabaseUnusable(
            url, f"its driver is missing ({error})", "Run: pip install 'psycopg[binary]'"
        ) from error

    @event.listens_for(engine, "handle_error")
    def name_the_remedy(context: ExceptionContext) -> None:
        if (found := _diagnose(context)) is not None:
            raise DatabaseUnusable(url, *found) from context.original_exception

    return engine


def _diagnose(context: ExceptionContext) -> tuple[str, str] | None:
    """Return the fault and its remedy if the surroundings are to blame, else None."""
    error = context.original_exception
    if isinstance(error, sqlite3.Error):
        # The low byte is the family; the rest tells members of it apart.
        return _SQLITE_FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    fault = " ".join(str(error).split())
    state = getattr(error, "sqlstate", None)
    if state is None:
        unreachable = isinstance(context.sqlalchemy_exception, OperationalError)
        return (fault.rstrip("?."), _UNREACHABLE) if unreachable else None
    remedies = (remedy for start, remedy in _POSTGRESQL_FAULTS.items() if state.startswith(start))
    return next(((fault, remedy) for remedy in remedies), None)


def _refuse_missing(url: URL, file: Path) -> None:
    if not file.exists():
        raise DatabaseUnusable(
            url, "there is no such file", "Check the address, or make it: newsfold db upgrade"
        )


def _make_folder(url: URL, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            url, f"its folder cannot be made ({error})", "Name a file in a folder of yours."
        ) from error


def _refuse_unknown(url: URL, revision: str | None) -> None:
    """Refuse tables of a later Newsfold, or of another program: no migration leads on from them."""
    if revision is not None and revision > SCHEMA_REVISION:
        raise DatabaseUnusable(
            url,
            f"its tables are of revision {revision}, which is unknown here: the newest is "
            f"{SCHEMA_REVISION}",
            "Update Newsfold, or name another database.",
        )


def _schema_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
