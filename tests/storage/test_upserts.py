from sqlalchemy import Engine

from storage.database import transaction
from storage.models import Source
from storage.upserts import chunks, insert_or_ignore, insert_or_update
from tests.storage.newsroom import NOON, Newsroom

ROW = {"name": "harbour-post", "title": "Harbour Post", "local": False, "created_at": NOON}


def test_a_key_that_is_taken_keeps_its_row(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        insert_or_ignore(session, Source, [ROW, ROW | {"name": "other"}])
    assert [source.title for source in newsroom.rows(Source)] == ["harbour-post", "Harbour Post"]


def test_a_key_that_is_taken_gets_the_named_columns(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        row = ROW | {"local": True}
        insert_or_update(session, Source, [row], key=[Source.name], update=[Source.title])
    (source,) = newsroom.rows(Source)
    assert (source.title, source.local) == ("Harbour Post", False)


def test_a_key_twice_in_a_batch_is_one_row(engine: Engine):
    with transaction(engine) as session:
        rows = [ROW, ROW | {"title": "Later"}]
        insert_or_update(session, Source, rows, key=[Source.name], update=[Source.title])
        assert [source.title for source in session.query(Source)] == ["Later"]


def test_no_rows_are_no_statement(engine: Engine):
    with transaction(engine) as session:
        insert_or_ignore(session, Source, [])
        insert_or_update(session, Source, [], key=[Source.name], update=[Source.title])
        assert session.query(Source).count() == 0


def test_chunks_hold_everything_once():
    assert list(chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert [len(chunk) for chunk in chunks(range(25_000))] == [10_000, 10_000, 5_000]
    assert list(chunks([])) == []
