import pytest

from storage.database import transaction
from storage.doubts import Doubt, DoubtEnd, list_doubts
from storage.links import add_link
from storage.stories import add_comparisons
from tests.storage.newsroom import NOON, Newsroom, make_pair


@pytest.fixture
def desk(newsroom: Newsroom) -> Newsroom:
    """Six articles; of their pairs, four were hard to judge."""
    newsroom.publish(6)
    pairs = [(1, 2, 0.69), (1, 3, 0.31), (2, 3, 0.44), (3, 4, 0.5), (4, 5, 0.71), (5, 6, 0.02)]
    with transaction(newsroom.engine) as session:
        add_comparisons(session, [make_pair(*pair) for pair in pairs], now=NOON)
        add_comparisons(session, [make_pair(4, 6, 0.45, method="m0")], now=NOON)
    return newsroom


def doubts(newsroom: Newsroom, limit: int | None = None) -> list[Doubt]:
    with transaction(newsroom.engine) as session:
        return list_doubts(session, method="m1", between=(0.3, 0.7), threshold=0.45, limit=limit)


def ids(found: list[Doubt]) -> list[tuple[int, int]]:
    return [(doubt.first.article_id, doubt.second.article_id) for doubt in found]


def test_pairs_in_the_band_come_nearest_to_the_threshold_first(desk: Newsroom):
    assert ids(doubts(desk)) == [(2, 3), (3, 4), (1, 3), (1, 2)]
    assert ids(doubts(desk, limit=2)) == [(2, 3), (3, 4)]


def test_a_doubt_says_what_was_compared_and_decided(desk: Newsroom):
    assert doubts(desk, limit=1) == [
        Doubt(
            first=DoubtEnd(
                article_id=2,
                url="https://harbour.example/2",
                outlet="harbour-post",
                title="Title 2",
            ),
            second=DoubtEnd(
                article_id=3,
                url="https://harbour.example/3",
                outlet="harbour-post",
                title="Title 3",
            ),
            probability=0.44,
            same_story=False,
        )
    ]


@pytest.mark.parametrize("same", [True, False])
def test_what_an_analyst_decided_is_not_in_doubt(desk: Newsroom, same: bool):
    with transaction(desk.engine) as session:
        add_link(session, 3, 2, same=same, why="read both", who="ada", now=NOON)
    assert ids(doubts(desk)) == [(3, 4), (1, 3), (1, 2)]
