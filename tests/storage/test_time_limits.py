import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import make_engine, transaction
from storage.time_limits import limit_transactions, took_too_long

ENDLESS = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
)


@pytest.fixture
def limited(database_url):
    engine = make_engine(database_url, read_only=True)
    limit_transactions(engine, 0.1)
    yield engine
    engine.dispose()


def test_a_statement_without_an_end_is_ended(limited):
    with pytest.raises(DBAPIError) as caught, transaction(limited) as session:
        session.execute(ENDLESS)
    assert took_too_long(caught.value)


def test_the_next_one_has_its_own_time(limited):
    with pytest.raises(DBAPIError), transaction(limited) as session:
        session.execute(ENDLESS)
    with transaction(limited) as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_another_error_is_not_taken_for_it(limited):
    with pytest.raises(DBAPIError) as caught, transaction(limited) as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert not took_too_long(caught.value)
