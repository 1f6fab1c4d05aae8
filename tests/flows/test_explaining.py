import pytest

from flows.explaining import explain_stored
from flows.faults import WrongUse
from flows.jobs import group_new, ingest_files
from flows.references import find_pair
from storage.database import transaction
from storage.links import add_link
from storage.pairs import find_link
from tests.flows.conftest import NOW


@pytest.fixture
def session(context, database, write_articles):
    """A database with ten articles, of which the fifth is a reprint of the fourth."""
    ingest_files(context, [write_articles(count=10)])
    group_new(context)
    with transaction(database) as session:
        yield session


def test_a_pair_is_found_by_number_and_by_address(session):
    one, other = find_pair(session, "4", "https://outlet4.example/4")
    pair = explain_stored(session, "4", "5")
    assert (one, other) == (4, 5)
    assert (pair.first.article_id, pair.second.article_id) == (4, 5)


def test_a_reprint_is_the_same_story_and_in_it(session):
    pair = explain_stored(session, "5", "4")
    assert pair.explanation.same_story
    assert pair.first_story == pair.second_story
    assert not pair.parted
    assert pair.first.article_id == 5


def test_others_are_in_other_stories(session):
    pair = explain_stored(session, "1", "4")
    assert (pair.explanation.same_story, pair.parted, pair.link) == (False, True, None)


def test_what_an_analyst_decided_is_told(session):
    link = add_link(session, 4, 1, same=True, why="read both", who="ada", now=NOW)
    assert explain_stored(session, "1", "4").link == link
    assert find_link(session, 1, 4) == find_link(session, 4, 1) == link
    assert find_link(session, 1, 5) is None


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("1", "99", "number 99"),
        ("https://nobody.example/", "1", "address https://nobody.example/"),
        ("nonsense", "1", "address nonsense"),
        ("1", "https://outlet0.example/0", "one article"),
    ],
)
def test_what_is_no_pair_is_refused(session, one, other, message):
    with pytest.raises(WrongUse, match=message):
        find_pair(session, one, other)
