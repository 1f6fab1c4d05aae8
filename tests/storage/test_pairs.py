import pytest

from storage.database import transaction
from storage.links import add_link
from storage.pairs import find_link, load_pair, stored_pair
from tests.storage.newsroom import NOON, make_plan


@pytest.fixture
def session(newsroom):
    """Three articles of one text; the first two are one story, the third waits."""
    newsroom.publish(3)
    newsroom.save(make_plan(None, [1, 2]))
    with transaction(newsroom.engine) as session:
        yield session


def test_a_pair_is_judged_in_the_order_asked_for(session):
    pair = stored_pair(session, *load_pair(session, 2, 1))
    assert (pair.first.article_id, pair.second.article_id) == (2, 1)
    assert (pair.first_story, pair.second_story, pair.parted) == (1, 1, False)
    assert pair.link is None


def test_one_that_waits_is_in_no_story(session):
    pair = stored_pair(session, *load_pair(session, 1, 3))
    assert (pair.first_story, pair.second_story, pair.parted) == (1, None, False)


def test_what_is_not_stored_makes_no_pair(session):
    assert load_pair(session, 1, 99) is None


def test_links_are_found_from_either_end(session):
    link = add_link(session, 1, 2, same=True, why="read both", who="ada", now=NOON)
    assert find_link(session, 2, 1) == link
    assert stored_pair(session, *load_pair(session, 1, 2)).link == link
    assert find_link(session, 1, 3) is None
