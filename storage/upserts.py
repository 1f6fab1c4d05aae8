"""Inserts that may be repeated, through one code path for both databases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import Base
from storage.turns import dialect_name

Row = Mapping[str, Any]
Columns = Sequence[InstrumentedAttribute[Any]]
T = TypeVar("T")

# PostgreSQL takes 65,535 parameters in a statement, SQLite 32,766.
_CHUNK = 10_000


def insert_or_ignore(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert `rows`; one whose unique key is taken already is left out."""
    if rows:
        session.execute(insert_into(session, model).on_conflict_do_nothing(), rows)


def insert_or_update(
    session: Session, model: type[Base], rows: Sequence[Row], *, key: Columns, update: Columns
) -> None:
    """Insert `rows`; where `key` is taken already, that row gets the columns of `update`."""
    if rows:
        insert = insert_into(session, model)
        changes = {column.key: insert.excluded[column.key] for column in update}
        session.execute(insert.on_conflict_do_update(index_elements=key, set_=changes), rows)


def insert_into(session: Session, model: type[Base]) -> postgresql.Insert:
    """Return an INSERT into the table of `model` that knows ON CONFLICT."""
    table = cast(Table, model.__table__)
    if dialect_name(session) == "postgresql":
        return postgresql.insert(table)
    # No common ancestor has ON CONFLICT, but the methods of the two classes are the same.
    return cast(postgresql.Insert, sqlite.insert(table))


def chunks(items: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Yield `items` in lists; those of the usual size are short enough for an IN (...)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
