from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from pipeline.records import Links
from storage import links
from storage.candidates import pending_articles
from storage.changed_lines import note_changed
from storage.database import transaction
from storage.links import LinkContradicted, LinkRefused, LinkRow
from storage.models import ExportTable, Link
from storage.stories import forget_placements, load_component
from storage.turns import Turn, take_turn
from tests.storage.newsroom import NOON, Newsroom, hours, make_plan


@pytest.fixture
def desk(newsroom: Newsroom) -> Newsroom:
    """Six articles, each in a story of its own, and none waits."""
    newsroom.publish(6)
    newsroom.save(*[make_plan(None, [number]) for number in range(1, 7)])
    return newsroom


def add(newsroom: Newsroom, one: int, other: int, same: bool = True, **changes: object) -> LinkRow:
    values = {"same": same, "why": "read both", "who": "ada", "now": NOON} | changes
    with transaction(newsroom.engine) as session:
        return links.add_link(session, one, other, **values)


def remove(newsroom: Newsroom, link_id: int) -> LinkRow | None:
    with transaction(newsroom.engine) as session:
        return links.remove_link(session, link_id)


def listed(newsroom: Newsroom, article_id: int | None = None) -> list[LinkRow]:
    with transaction(newsroom.engine) as session:
        return links.list_links(session, article_id=article_id)


def pending(newsroom: Newsroom) -> list[int]:
    with transaction(newsroom.engine) as session:
        return pending_articles(session, method="m1")


def test_a_link_says_what_was_decided_and_by_whom(desk: Newsroom):
    link = add(desk, 3, 1)
    assert link == LinkRow(
        link_id=1,
        first_id=1,
        second_id=3,
        first_url="https://harbour.example/1",
        second_url="https://harbour.example/3",
        same=True,
        why="read both",
        who="ada",
        linked_at=NOON,
    )
    assert listed(desk) == [link]
    assert str(link) == "link 1: article 1 same as 3, said ada on 2026-03-02 (read both)"


@pytest.mark.parametrize("same", [True, False])
def test_both_articles_wait_after_a_link_and_after_its_removal(desk: Newsroom, same: bool):
    link = add(desk, 1, 3, same)
    assert pending(desk) == [1, 3]
    desk.save(make_plan(1, [1]), make_plan(3, [3]))
    assert pending(desk) == []
    assert remove(desk, link.link_id) == link
    assert pending(desk) == [1, 3]
    assert listed(desk) == []


def test_the_same_decision_again_replaces_its_reason(desk: Newsroom):
    first = add(desk, 1, 2)
    again = add(desk, 2, 1, why="the same crane", who="ben", now=NOON + hours(1))
    assert again.link_id == first.link_id
    assert (again.why, again.who, again.linked_at) == ("the same crane", "ben", NOON + hours(1))
    assert len(desk.rows(Link)) == 1


def test_links_are_listed_in_their_order(desk: Newsroom):
    made = [add(desk, 4, 5), add(desk, 1, 2, False), add(desk, 2, 3)]
    assert listed(desk) == made
    assert listed(desk, 2) == made[1:]
    assert listed(desk, 6) == []


def test_the_links_of_several_articles_are_listed_once_each(desk: Newsroom):
    made = [add(desk, 4, 5), add(desk, 1, 2, False), add(desk, 2, 3)]
    with transaction(desk.engine) as session:
        assert links.links_of(session, [2, 3]) == made[1:]
        assert links.links_of(session, [5, 1]) == made[:2]
        assert links.links_of(session, [6]) == links.links_of(session, []) == []


@pytest.mark.parametrize("link_id", [7, 0, -1, 10**30])
def test_removing_what_is_not_there_changes_nothing(desk: Newsroom, link_id: int):
    add(desk, 1, 2)
    before = desk.content()
    assert remove(desk, link_id) is None
    assert desk.content() == before


def test_a_link_can_be_removed_while_articles_are_grouped(desk: Newsroom):
    """Neither waits for the other in a circle, which PostgreSQL would end by an error."""
    link = add(desk, 1, 2)
    with ThreadPoolExecutor(1) as pool:
        with transaction(desk.engine) as grouping:
            take_turn(grouping, Turn.SAVE_STORIES)
            forget_placements(grouping)
            removing = pool.submit(remove, desk, link.link_id)
            assert not wait([removing], timeout=0.3).done
            note_changed(grouping, ExportTable.VARIANTS, [(1,)])
        assert removing.result() == link


def test_links_are_loaded_between_the_articles_asked_for(desk: Newsroom):
    add(desk, 2, 1)
    add(desk, 3, 2, False)
    add(desk, 5, 4)
    with transaction(desk.engine) as session:
        assert links.load_links(session, [1, 2, 3, 4]) == Links(
            together=frozenset({(1, 2)}), apart=frozenset({(2, 3)})
        )
        assert links.load_links(session, []) == Links()


def test_articles_that_are_linked_as_the_same_hang_together(desk: Newsroom):
    add(desk, 1, 2)
    add(desk, 3, 2)
    add(desk, 3, 4, False)
    with transaction(desk.engine) as session:
        assert load_component(session, [3], method="m1") == {1, 2, 3}


def contradict(newsroom: Newsroom, link: Callable[[], LinkRow]) -> list[int]:
    """The ids of the links that a refused one is told to contradict; nothing is stored."""
    before = newsroom.content()
    with pytest.raises(LinkContradicted) as caught:
        link()
    assert newsroom.content() == before
    assert all(str(other) in str(caught.value) for other in caught.value.others)
    return [other.link_id for other in caught.value.others]


class TestContradictions:
    @pytest.mark.parametrize("same", [True, False])
    def test_of_the_opposite(self, desk: Newsroom, same: bool):
        add(desk, 1, 2, same)
        assert contradict(desk, lambda: add(desk, 2, 1, not same)) == [1]

    def test_different_between_articles_that_are_the_same_by_others(self, desk: Newsroom):
        add(desk, 1, 2)
        add(desk, 5, 6)
        add(desk, 2, 3)
        assert contradict(desk, lambda: add(desk, 3, 1, False)) == [1, 3]

    def test_same_where_others_are_different(self, desk: Newsroom):
        add(desk, 1, 2)
        add(desk, 4, 3)
        add(desk, 4, 2, False)
        assert contradict(desk, lambda: add(desk, 1, 3)) == [1, 3, 2]
        assert contradict(desk, lambda: add(desk, 3, 1)) == [1, 3, 2]

    def test_different_twice_is_none(self, desk: Newsroom):
        add(desk, 1, 2, False)
        add(desk, 2, 3, False)
        add(desk, 1, 3)
        assert [link.same for link in listed(desk)] == [False, False, True]

    def test_what_is_removed_contradicts_no_more(self, desk: Newsroom):
        add(desk, 1, 2)
        remove(desk, add(desk, 2, 3).link_id)
        add(desk, 1, 3, False)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (1, 1, "article 1 cannot be linked with itself"),
        (1, 99, "there is no article 99"),
        (99, 98, "there is no article 98 and no article 99"),
        (1, 10**30, f"there is no article {10**30}"),
    ],
    ids=["itself", "unknown", "both unknown", "too large"],
)
def test_what_cannot_be_linked_is_refused(desk: Newsroom, one: int, other: int, told: str):
    with pytest.raises(LinkRefused, match=f"^{told}$"):
        add(desk, one, other)
    assert listed(desk) == []
