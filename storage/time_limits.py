"""Ends a statement that takes too long, on both databases."""

import sqlite3
import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

_CANCELLED = "57014"
# Virtual machine steps of SQLite between two looks at the clock: about 0.1 ms.
_STEPS = 10_000


def limit_transactions(
    engine: Engine, seconds: float, *, clock: Callable[[], float] = time.monotonic
) -> None:
    """Let no statement of `engine` run longer than `seconds`; what does is ended by an error.

    SQLite has no such limit of its own: there it counts from the beginning of the transaction.
    """
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            deadline = clock() + seconds
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(lambda: clock() > deadline, _STEPS)

        return

    @event.listens_for(engine, "begin")
    def set_timeout(connection: Connection) -> None:
        # LOCAL: a pooled connection forgets it with the transaction.
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")


def took_too_long(error: DBAPIError) -> bool:
    """Whether an error is that of a statement which such a limit ended."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT
    return getattr(original, "sqlstate", None) == _CANCELLED
