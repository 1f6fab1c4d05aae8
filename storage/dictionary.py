"""The data dictionary: every view, table and column with its meaning, from the comments."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from storage.models import Base
from storage.types import DigestSet
from storage.view_parts import View
from storage.views import VIEWS


class Holder(StrEnum):
    """What holds rows."""

    VIEW = "view"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedColumn:
    """A column, for people."""

    name: str
    kind: str
    """integer, number, text, boolean, time, json or bytes."""
    unit: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A view or a table, for people."""

    name: str
    holder: Holder
    meaning: str
    columns: tuple[DescribedColumn, ...]


def describe() -> tuple[Described, ...]:
    """Return all views, then all tables, in the order in which they are best read."""
    tables = (_table(table) for table in Base.metadata.tables.values())
    return (*map(_view, VIEWS), *tables)


def as_markdown() -> str:
    """Return the dictionary as the page docs/data.md."""
    described = describe()
    parts = [_HEAD]
    for holder, title in ((Holder.VIEW, "Views"), (Holder.TABLE, "Tables")):
        ours = [each for each in described if each.holder is holder]
        parts += [f"## {title}", _summary(ours), *map(_section, ours)]
    return "\n\n".join(parts) + "\n"


_HEAD = """# Data dictionary

<!-- Written by `newsfold db dictionary`; a test holds it equal to the comments in the code. -->

The views are for queries: their columns keep their names and meanings. The tables are what
Newsfold writes to; they change with it, and `newsfold db upgrade` brings them along.
[questions.md](questions.md) asks the views ten questions, [sql.md](sql.md) says how to reach them.

Times are in UTC. PostgreSQL holds them with their zone, and keeps these texts as comments
(`\\d+ stories` in psql shows them); SQLite holds times as text such as
`2026-03-14 08:15:00.000000`, so that `first_at >= '2026-03-14'` works on both, and booleans as 0
and 1. A *story* is a set of articles that tell the same news item; the [glossary](glossary.md) has
the other words."""


def _summary(described: list[Described]) -> str:
    lines = [f"| [`{each.name}`](#{each.name}) | {_cell(each.meaning)} |" for each in described]
    return "\n".join(["| name | meaning |", "|---|---|", *lines])


def _section(described: Described) -> str:
    lines = [
        f"| `{column.name}` | {column.kind}{f', {column.unit}' if column.unit else ''} "
        f"| {_cell(column.meaning)} |"
        for column in described.columns
    ]
    table = "\n".join(["| column | holds | meaning |", "|---|---|---|", *lines])
    return f"### {described.name}\n\n{described.meaning}\n\n{table}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _view(view: View) -> Described:
    return Described(
        name=view.name,
        holder=Holder.VIEW,
        meaning=view.meaning,
        columns=tuple(
            DescribedColumn(name=c.name, kind=c.kind.value, unit=c.unit, meaning=c.meaning)
            for c in view.columns
        ),
    )


def _table(table: Table) -> Described:
    return Described(
        name=table.name,
        holder=Holder.TABLE,
        meaning=table.comment or "",
        columns=tuple(
            DescribedColumn(
                name=column.name, kind=_kind(column.type), unit=None, meaning=column.comment or ""
            )
            for column in table.columns
        ),
    )


def _kind(of: sa.types.TypeEngine[object]) -> str:
    plain = of.impl if isinstance(of, sa.TypeDecorator) and not isinstance(of, DigestSet) else of
    return next((word for kind, word in _KINDS if isinstance(plain, kind)), "bytes")


_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "boolean"),
    (sa.Integer, "integer"),
    (sa.Float, "number"),
    (sa.DateTime, "time"),
    (sa.JSON, "json"),
    (sa.String, "text"),
)
