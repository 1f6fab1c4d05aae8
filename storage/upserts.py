"""Inserts that may be repeated, through one code path for both databases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler

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
        _insert(session, model, rows, "ON CONFLICT DO NOTHING")


def insert_or_update(
    session: Session, model: type[Base], rows: Sequence[Row], *, key: Columns, update: Columns
) -> None:
    """Insert `rows`; where `key` is taken already, that row gets the columns of `update`."""
    if rows:
        keys = ", ".join(column.key for column in key)
        changes = ", ".join(f"{column.key} = excluded.{column.key}" for column in update)
        _insert(session, model, rows, f"ON CONFLICT ({keys}) DO UPDATE SET {changes}")


def _insert(session: Session, model: type[Base], rows: Sequence[Row], conflict: str) -> None:
    table = cast(Table, model.__table__)
    session.execute(_insert_class(conflict)(table).inline(), rows)  # inline: returns no keys


@cache
def _insert_class(conflict: str) -> type[Insert]:
    """The statements that end in a clause, which both databases write alike.

    SQLAlchemy compiles its own of these anew each time, which takes longer than to insert a few
    rows. It finds those of a class again, so each clause has one.
    """

    class InsertOnConflict(Insert):
        inherit_cache = True

    @compiles(InsertOnConflict)
    def compile_with_clause(insert: Insert, compiler: SQLCompiler, **options: object) -> str:
        return f"{compiler.visit_insert(insert, **options)} {conflict}"  # type: ignore[no-untyped-call]

    return InsertOnConflict


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
