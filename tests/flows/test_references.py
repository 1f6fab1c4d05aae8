"""Tests of flows.references."""

import pytest

from flows.faults import WrongUse
from flows.jobs import ingest_files
from flows.references import find_pair, find_stored, find_story
from storage.database import transaction


@pytest.fixture
def session(context, database, write_articles):
    ingest_files(context, [write_articles(count=2)])
    with transaction(database) as session:
        yield session


def test_an_article_goes_by_number_and_by_address(session):
    assert find_stored(session, "2") == find_stored(session, "http://www.outlet1.example/1") == 2
    assert find_pair(session, "https://outlet1.example/1", "1") == (2, 1)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [("9", "1", "number 9"), ("1", "x.example", "address x.example"), ("1", "1", "name two")],
)
def test_what_is_unknown_is_named(session, one, other, message):
    with pytest.raises(WrongUse, match=message):
        find_pair(session, one, other)


def test_a_story_goes_by_number_as_it_is_and_by_an_address_that_is_grouped(session):
    assert find_story(session, "7") == 7
    with pytest.raises(WrongUse, match="not grouped yet"):
        find_story(session, "https://outlet1.example/1")
    with pytest.raises(WrongUse, match="no article is known"):
        find_story(session, "https://nowhere.example/")
    with pytest.raises(WrongUse, match="there is no story"):
        find_story(session, "9" * 30)
