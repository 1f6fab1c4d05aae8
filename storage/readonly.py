"""Answers SQL of analysts: it can read the tables and views, and do nothing else.

SQLite: the connection refuses writes (`query_only`), and an authorizer refuses all but reading: no
ATTACH, no setting, no extension, no file. PostgreSQL: a read-only transaction, as the role that may
read all data and nothing else where this user may take it; a cursor is declared for the query,
which only a single one that reads can have. What could still reach the server's files or other
sessions from there is refused by its name.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine

from storage.query_faults import QueryFault, place, postgresql_fault, sqlite_fault
from storage.query_values import Row, settle

_STEPS = 10_000  # of SQLite's machine between two looks at the clock: about 0.1 ms
_MAX_VALUE_BYTES = 100_000_000  # a body is some KB; a value of 1 GB would be made to fill memory
_READER = "pg_read_all_data"

_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
}
_HARMLESS_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list",
    "data_version",
}  # fmt: skip
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}

# Functions that read or write files of the server, run SQL from a text or on another server, or
# meddle with sessions, locks and settings. Their names cannot be made up at run time, but for the
# escapes of U&"...": only what runs SQL from a text could do that.
_REFUSED = re.compile(
    r"""\b(
      pg_read_\w*file | pg_ls_\w+ | pg_stat_file | pg_file_\w+ | lo_\w+ | loread | lowrite
    | pg_hba_file_rules | pg_ident_file_mappings | pg_show_all_file_settings | pg_current_logfile
    | set_config | setval | nextval
    | (query|cursor|table|schema|database)_to_xml\w* | ts_stat | ts_rewrite | dblink\w*
    | pg_(try_)?advisory\w+ | pg_(terminate|cancel)_backend | pg_notify | pg_reload_conf
    | pg_rotate_logfile | pg_promote | pg_switch_wal | pg_create_\w+ | pg_drop_\w+
    | pg_logical_\w+ | pg_replication_\w+ | pg_copy_\w+ | pg_backup_\w+ | pg_import_\w+
    | pg_authid | pg_shadow | pg_user_mapping\w* | pg_subscription | pg_largeobject
    | pg_export_snapshot | pg_stat_reset\w* | pg_log_backend\w*
    )\b | U&" """,
    re.IGNORECASE | re.VERBOSE,
)
_EXPLAIN = re.compile(r"\s*explain\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gave."""

    columns: tuple[str, ...]
    rows: list[Row]
    cut: bool
    """Whether there were more rows than were asked for."""
    seconds: float


def ask(
    engine: Engine,
    query: str,
    *,
    timeout_seconds: float = 30.0,
    limit: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Return what one query of an analyst gives, `limit` rows of it at most.

    Times are aware and in UTC, and booleans are booleans, on both databases alike, where a column
    has the name that it has in a view or table. The engine must be read-only. Raises QueryFault,
    which names the place and the remedy, if the query is wrong, is not allowed, or takes too long.
    """
    query = query.strip().rstrip(";").rstrip()
    if not query:
        raise QueryFault("there is no query. Write one, such as: SELECT * FROM stories")
    begun = clock()
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            columns, rows = _ask_sqlite(connection, query, begun + timeout_seconds, limit, clock)
        else:
            columns, rows = _ask_postgresql(connection, query, timeout_seconds, limit)
    cut = limit is not None and len(rows) > limit
    return Answer(
        columns=columns,
        rows=settle(columns, rows[:limit] if cut else rows),
        cut=cut,
        seconds=clock() - begun,
    )


def _ask_sqlite(
    connection: Connection,
    query: str,
    deadline: float,
    limit: int | None,
    clock: Callable[[], float],
) -> tuple[tuple[str, ...], list[Row]]:
    connection.begin()
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    with _confined(driver, deadline, clock) as refused:
        try:
            cursor = driver.execute(query)
            if cursor.description is None:
                raise QueryFault("this is no query. Begin with SELECT, WITH or VALUES")
            return _names(cursor.description), _fetch(cursor, limit)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise sqlite_fault(query, error, refused) from error


@contextmanager
def _confined(
    driver: sqlite3.Connection, deadline: float, clock: Callable[[], float]
) -> Iterator[list[str]]:
    """Let the connection read and nothing else until the deadline; yields what was refused."""
    refused: list[str] = []

    def authorize(action: int, one: str | None, other: str | None, *_: object) -> int:
        if action in _READS or _harmless(action, one, other):
            return sqlite3.SQLITE_OK
        refused.append(" ".join(filter(None, (one, other))))
        return sqlite3.SQLITE_DENY

    length = driver.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
    driver.set_progress_handler(lambda: clock() > deadline, _STEPS)
    driver.set_authorizer(authorize)
    try:
        yield refused
    finally:
        driver.set_authorizer(None)
        driver.set_progress_handler(None, 0)
        driver.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, length)


def _harmless(action: int, one: str | None, other: str | None) -> bool:
    if action == sqlite3.SQLITE_FUNCTION:
        return (other or "").lower() not in _REFUSED_FUNCTIONS
    return action == sqlite3.SQLITE_PRAGMA and (one or "").lower() in _HARMLESS_PRAGMAS


def _ask_postgresql(
    connection: Connection, query: str, timeout_seconds: float, limit: int | None
) -> tuple[tuple[str, ...], list[Row]]:
    if (found := _REFUSED.search(query)) is not None:
        shown = place(query, found.start())
        raise QueryFault(
            f"{found.group().strip()} is not allowed: it could reach more than the data.\n{shown}"
        )
    explains = _EXPLAIN.match(query) is not None
    head = "" if explains else "DECLARE answer NO SCROLL CURSOR FOR "
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
            _become_reader(cursor)
            cursor.execute(f"SET LOCAL statement_timeout = {round(timeout_seconds * 1000)}")
            # Prepared, so that the server takes one statement and no more.
            cursor.execute((head + query).encode(), prepare=True)
            if not explains:
                count = "ALL" if limit is None else str(limit + 1)
                cursor.execute(f"FETCH {count} FROM answer".encode())
            return _names(cursor.description or ()), _fetch(cursor, limit)
    except psycopg.Error as error:
        raise postgresql_fault(query, error, skipped=len(head)) from error
    finally:
        driver.rollback()


def _become_reader(cursor: psycopg.Cursor[Any]) -> None:
    """Give up all rights but that to read data, where this user may."""
    cursor.execute(
        "SELECT CASE WHEN pg_has_role(current_user, oid, 'MEMBER') THEN rolname END "
        "FROM pg_roles WHERE rolname = %s",
        [_READER],
    )
    row = cursor.fetchone()
    if row is not None and row[0] is not None:
        cursor.execute(f"SET LOCAL ROLE {_READER}".encode())


def _names(description: Any) -> tuple[str, ...]:  # noqa: ANN401 - the drivers'
    return tuple(column[0] for column in description)


def _fetch(cursor: Any, limit: int | None) -> list[Row]:  # noqa: ANN401 - the drivers'
    return list(cursor.fetchall() if limit is None else cursor.fetchmany(limit + 1))
