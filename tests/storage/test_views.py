import alembic.command
import pytest
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from storage.database import upgrade
from storage.view_parts import ColumnKind
from storage.views import VIEWS, column_comment, drop_views, make_views
from tests.storage.press_week import fill

NAMES = sorted(view.name for view in VIEWS)
KINDS = {
    ColumnKind.INTEGER: "bigint",
    ColumnKind.NUMBER: "double precision",
    ColumnKind.TEXT: "text",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.TIME: "timestamp with time zone",
}


def move(engine: Engine, step: object, target: str) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, target)


def test_every_view_gives_the_columns_that_it_promises(engine: Engine):
    fill(engine)
    with engine.connect() as connection:
        for view in VIEWS:
            answer = connection.execute(text(f"SELECT * FROM {view.name}"))
            assert list(answer.keys()) == [column.name for column in view.columns]
            assert answer.first() is not None, view.name


def test_views_go_with_a_downgrade_and_come_with_an_upgrade(engine: Engine, database_url: str):
    move(engine, alembic.command.downgrade, "0007")
    assert inspect(engine).get_view_names() == []
    upgrade(database_url)
    assert sorted(inspect(engine).get_view_names()) == NAMES


def test_an_upgrade_makes_a_lost_view_anew(engine: Engine, database_url: str):
    with engine.begin() as connection:
        connection.execute(text("DROP VIEW source_health"))
    upgrade(database_url)
    assert sorted(inspect(engine).get_view_names()) == NAMES


def test_views_can_be_dropped_and_made(engine: Engine):
    with engine.begin() as connection:
        drop_views(connection)
        drop_views(connection)
        make_views(connection)
    assert sorted(inspect(engine).get_view_names()) == NAMES


@pytest.mark.slow
def test_postgresql_knows_comments_and_types(postgresql_engine: Engine):
    with postgresql_engine.connect() as connection:
        found = {(row[0], row[1]): (row[2], row[3]) for row in _columns(connection)}
        meaning = connection.execute(text("SELECT obj_description('reprints'::regclass)"))
        assert str(meaning.scalar()).startswith("Who took from whom")
    for view in VIEWS:
        for column in view.columns:
            kind, comment = found[view.name, column.name]
            assert comment == column_comment(column)
            assert KINDS[column.kind] == kind or {kind, KINDS[column.kind]} <= _ALIKE, column


# An integer may have 32 bits, a text a longest length.
_ALIKE = {"bigint", "integer", "text", "character varying"}


def _columns(connection: Connection):
    return connection.execute(
        text(
            "SELECT c.table_name, c.column_name, c.data_type,"
            " col_description(c.table_name::regclass, c.ordinal_position)"
            " FROM information_schema.columns c WHERE c.table_schema = 'public'"
            " AND c.table_name IN (SELECT table_name FROM information_schema.views)"
        )
    )
