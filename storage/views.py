"""The views that analysts query: all of them, and how a database gets them.

Their text is that of the code and not of a migration: an upgrade drops all views before the first
migration and makes them anew after the last, so that no migration need know what they read. Whoever
changes a view adds a migration, an empty one if need be: else no database would get it.
"""

from sqlalchemy import Connection

from storage.copy_views import ARTICLE_EDITS, EDIT_REACH, REPRINTS, UNCREDITED_COPIES
from storage.outlet_views import OUTLET_PAIRS, OUTLET_PROFILE, OUTLET_RANKS, SOURCE_HEALTH
from storage.story_views import (
    FIRST_PUBLISHERS,
    INDEPENDENT_SOURCES,
    STORIES,
    STORY_EVENTS,
    VARIANTS,
)
from storage.view_parts import Column, Dialect, View

VIEWS = (
    STORIES,
    VARIANTS,
    FIRST_PUBLISHERS,
    INDEPENDENT_SOURCES,
    REPRINTS,
    UNCREDITED_COPIES,
    OUTLET_PAIRS,
    OUTLET_PROFILE,
    OUTLET_RANKS,
    ARTICLE_EDITS,
    EDIT_REACH,
    STORY_EVENTS,
    SOURCE_HEALTH,
)
"""In an order in which each reads only those before it."""


def make_views(connection: Connection) -> None:
    """Make all views; the tables must be those of the models, and no view may be there."""
    dialect = Dialect(connection.dialect.name == "postgresql")
    for view in VIEWS:
        _run(connection, f"CREATE VIEW {view.name} AS {view.sql(dialect).strip()}")
        if dialect.postgresql:
            for comment in _comments(view):
                _run(connection, comment)


def drop_views(connection: Connection) -> None:
    """Drop those of the views that are there."""
    for view in reversed(VIEWS):
        _run(connection, f"DROP VIEW IF EXISTS {view.name}")


def column_comment(column: Column) -> str:
    """What is said of a column: its meaning and its unit."""
    return f"{column.meaning} Unit: {column.unit}." if column.unit else column.meaning


def _comments(view: View) -> list[str]:
    return [f"COMMENT ON VIEW {view.name} IS {_quoted(view.meaning)}"] + [
        f"COMMENT ON COLUMN {view.name}.{column.name} IS {_quoted(column_comment(column))}"
        for column in view.columns
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run(connection: Connection, statement: str) -> None:
    # Beside parameters, even none, a % would begin one.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
