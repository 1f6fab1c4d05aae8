"""Lets one transaction at a time do what unique keys alone cannot keep right."""

from enum import IntEnum

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session


class Turn(IntEnum):
    """What only one transaction at a time may do; the value is a lock's number on PostgreSQL.

    NOTE_CHANGES is the last that a transaction takes: so nobody waits for another in a circle.
    """

    MIGRATE = 0x4E46_0001
    RECORD_PAGES = 0x4E46_0002
    SAVE_STORIES = 0x4E46_0003
    CHANGE_LINKS = 0x4E46_0004
    NOTE_CHANGES = 0x4E46_0005


def take_turn(session: Session | Connection, turn: Turn) -> None:
    """Wait until no other transaction is at `turn`; the turn ends with the transaction.

    SQLite needs nothing: our transactions begin IMMEDIATE, so it has one writer at a time.
    """
    if dialect_name(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(turn))))


def dialect_name(session: Session | Connection) -> str:
    """Return "sqlite" or "postgresql"."""
    connection = session.connection() if isinstance(session, Session) else session
    return connection.dialect.name
