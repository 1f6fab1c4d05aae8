"""Tests of flows.diffing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.diffing import diff_articles, diff_versions
from flows.faults import WrongUse
from flows.jobs import ingest_files
from pipeline.word_diff import Fate
from storage.database import transaction
from tests.flows.conftest import NOW

TEXTS = [
    ("Ferry runs", "The ferry runs again from noon, the mayor said on Monday."),
    ("Ferry runs", "The ferry runs again from one, the mayor said on Monday."),
    ("Ferry runs again", "The ferry runs again from one, the mayor said on Monday."),
]


@pytest.fixture
def session(context, database, write_articles):
    """An article with three versions, and one that holds its words."""
    for hour, (title, body) in enumerate(TEXTS):
        later = replace(context, clock=lambda hour=hour: NOW + timedelta(hours=hour))
        ingest_files(later, [write_articles(count=1, title=title, body=body)])
    other = f"A crane fell. {TEXTS[2][1]}"
    ingest_files(
        context,
        [write_articles(count=1, url="https://other.example/1", title="Crane", body=other)],
    )
    with transaction(database) as session:
        yield session


def words(pieces, fate):
    return [piece.text.strip() for piece in pieces if piece.fate is fate]


def test_the_last_two_versions_are_compared_unless_told(session):
    change = diff_versions(session, "1")
    assert (change.before.number, change.after.number) == (2, 3)
    assert (change.title_changed, change.words_added, change.words_removed) == (True, 0, 0)
    change = diff_versions(session, "https://outlet0.example/0", before=1, after=2)
    assert (change.title_changed, change.words_added, change.words_removed) == (False, 1, 1)
    assert words(change.body, Fate.REMOVED) == ["noon"]
    assert diff_versions(session, "1", after=2).before.number == 1
    back = diff_versions(session, "1", before=3, after=1)
    assert words(back.title, Fate.REMOVED) == ["again"]


def test_an_article_of_one_version_differs_in_nothing(session):
    change = diff_versions(session, "2")
    assert (change.before, change.words_added) == (change.after, 0)


@pytest.mark.parametrize("numbers", [{"before": 4}, {"after": 4}, {"before": 0}])
def test_a_version_that_is_not_there_is_named(session, numbers):
    (number,) = numbers.values()
    with pytest.raises(WrongUse, match=f"no version {number}; the newest is 3"):
        diff_versions(session, "1", **numbers)


def test_two_articles_are_compared_by_their_newest_versions(session):
    diff = diff_articles(session, "1", "2")
    assert (diff.first_text.number, diff.second_text.number) == (3, 1)
    assert words(diff.body.pieces, Fate.ADDED) == ["A crane fell."]
    assert [passage.words for passage in diff.body.passages] == [11]
