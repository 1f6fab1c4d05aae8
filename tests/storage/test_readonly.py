from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import make_engine
from storage.query_faults import QueryFault
from storage.readonly import ask
from tests.storage.newsroom import Newsroom, make_plan

WRITES = [
    "DELETE FROM story",
    "INSERT INTO lease SELECT 'a', 'b', opened_at, opened_at, opened_at FROM story",
    "UPDATE story SET method = 'x' RETURNING id",
    "WITH gone AS (DELETE FROM story RETURNING id) SELECT * FROM gone",
    "DROP VIEW stories",
    "CREATE TABLE x (a integer)",
    "CREATE TEMP TABLE x AS SELECT 1 AS a",
    "COMMIT",
    "BEGIN",
    "VACUUM",
    "SELECT 1; DELETE FROM story",
    "SELECT 1; COMMIT; DELETE FROM story",
]
SQLITE_ONLY = [
    "ATTACH DATABASE '{folder}/made.db' AS made",
    "VACUUM INTO '{folder}/made.db'",
    "SELECT load_extension('{folder}/made')",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = ON",
    "SELECT randomblob(900000000)",
]
POSTGRESQL_ONLY = [
    "COPY (SELECT 1) TO '{folder}/made'",
    "COPY (SELECT 1) TO PROGRAM 'touch {folder}/made'",
    "COPY lease FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_catalog.\"pg_read_binary_file\"('/etc/passwd')",
    "SELECT U&\"\\0070g_read_file\"('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '{folder}/made')",
    "SELECT set_config('role', 'none', false)",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT query_to_xml('DELETE FROM story', true, false, '')",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_advisory_lock(1)",
    "SELECT rolpassword FROM pg_authid",
    "SELECT * INTO made FROM story",
    "SELECT * FROM story FOR UPDATE",
    "EXPLAIN ANALYZE DELETE FROM story",
    "SET ROLE NONE",
    "SET transaction_read_only = off",
    "DO $$ BEGIN PERFORM 1; END $$",
    "PREPARE p AS SELECT 1",
    "CALL x()",
]


@pytest.fixture
def reader(newsroom: Newsroom, database_url: str) -> Iterator[Engine]:
    newsroom.publish(3)
    newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3]))
    engine = make_engine(database_url, read_only=True)
    yield engine
    engine.dispose()


def test_a_query_is_answered_alike_on_both(reader: Engine):
    query = "SELECT article_id, is_canonical, reference_at, confidence FROM variants ORDER BY 1;"
    answer = ask(reader, query, limit=2)
    assert answer.columns == ("article_id", "is_canonical", "reference_at", "confidence")
    assert answer.rows == [
        (1, True, datetime(2026, 3, 2, 13, tzinfo=UTC), None),
        (2, False, datetime(2026, 3, 2, 14, tzinfo=UTC), 0.5),
    ]
    assert answer.cut


def test_all_rows_that_there_are_is_not_cut(reader: Engine):
    assert not ask(reader, "SELECT * FROM stories", limit=2).cut
    assert len(ask(reader, "SELECT * FROM variants").rows) == 3


@pytest.mark.parametrize(
    "query", ["VALUES (1)", "-- so\nSELECT 1", "EXPLAIN SELECT 1", "SELECT 1;"]
)
def test_what_only_reads_is_allowed(reader: Engine, query: str):
    assert ask(reader, query).rows


def test_a_percent_sign_is_no_parameter(reader: Engine):
    assert ask(reader, "SELECT 1 AS a WHERE 'abc' LIKE 'a%' AND '%s' = '%s'").rows == [(1,)]


def test_nothing_is_written_and_no_file_is_touched(
    reader: Engine, newsroom: Newsroom, tmp_path: Path
):
    own = SQLITE_ONLY if reader.dialect.name == "sqlite" else POSTGRESQL_ONLY
    before = newsroom.content()
    for query in [*WRITES, *own]:
        with pytest.raises(QueryFault):
            ask(reader, query.format(folder=tmp_path))
        assert ask(reader, "SELECT count(*) FROM story").rows == [(2,)]
    assert newsroom.content() == before
    assert list(tmp_path.iterdir()) == []


def test_a_query_that_takes_too_long_is_ended(reader: Engine):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with pytest.raises(QueryFault, match="longer than the time limit"):
        ask(reader, f"SELECT count(*) FROM ({endless}) AS t", timeout_seconds=0.2)
    assert ask(reader, "SELECT 1").rows == [(1,)]


def test_rights_are_given_up(reader: Engine):
    if reader.dialect.name == "postgresql":
        asked = "SELECT current_user, current_setting('transaction_read_only')"
        assert ask(reader, asked).rows == [("pg_read_all_data", "on")]


@pytest.mark.slow
def test_a_user_who_may_only_read_some_tables_keeps_to_them(postgresql_engine: Engine):
    with postgresql_engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS newsfold_guest"))
        connection.execute(text("CREATE ROLE newsfold_guest LOGIN"))
        connection.execute(text("GRANT SELECT ON story TO newsfold_guest"))
    url = postgresql_engine.url.set(username="newsfold_guest")
    guest = make_engine(url.render_as_string(hide_password=False), read_only=True)
    try:
        assert ask(guest, "SELECT count(*), current_user FROM story").rows == [
            (0, "newsfold_guest")
        ]
        with pytest.raises(QueryFault, match="permission denied for table variant"):
            ask(guest, "SELECT * FROM variant")
    finally:
        guest.dispose()
        with postgresql_engine.begin() as connection:
            connection.execute(text("DROP OWNED BY newsfold_guest; DROP ROLE newsfold_guest"))


def test_an_empty_query_says_what_to_write(reader: Engine):
    with pytest.raises(QueryFault, match="SELECT \\* FROM stories"):
        ask(reader, " ;\n")
