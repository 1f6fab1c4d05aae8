"""Stores what analysts decide of pairs of articles: the same story, or different ones."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from pipeline.grouping import ordered
from pipeline.records import Links
from storage.changed_lines import note_changed
from storage.models import Article, ExportTable, Link
from storage.stories import forget_placements
from storage.turns import Turn, take_turn
from storage.upserts import chunks, insert_or_update

# Made once: to make an alias takes longer than to ask.
_FIRST, _SECOND = aliased(Article), aliased(Article)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link, with the addresses of its articles."""

    link_id: int
    first_id: int
    second_id: int
    first_url: str
    second_url: str
    same: bool
    why: str
    who: str
    linked_at: datetime

    def __str__(self) -> str:
        word = "same as" if self.same else "different from"
        return (
            f"link {self.link_id}: article {self.first_id} {word} {self.second_id}, said "
            f"{self.who} on {self.linked_at:%Y-%m-%d} ({self.why})"
        )


class LinkRefused(Exception):
    """Two articles cannot be linked so; the message says why."""


class LinkContradicted(LinkRefused):
    """The links that are there say the opposite; `others` are those that do."""

    def __init__(self, others: Sequence[LinkRow]) -> None:
        self.others = tuple(others)
        told = "; ".join(map(str, others))
        super().__init__(f"this contradicts what is linked already: {told}")


def add_link(
    session: Session,
    one_id: int,
    other_id: int,
    *,
    same: bool,
    why: str,
    who: str,
    now: datetime,
) -> LinkRow:
    """Store that two articles tell the same story, or that they do not, and return the link.

    Both articles wait to be grouped afterwards. A decision that is there already is replaced: its
    reason, person and time. Raises LinkContradicted if the other links say the opposite, and
    LinkRefused if an article is unknown or linked with itself.
    """
    take_turn(session, Turn.CHANGE_LINKS)
    first_id, second_id = ordered(one_id, other_id)
    _check_articles(session, first_id, second_id)
    others = _opposed(list_links(session), first_id, second_id, same=same)
    if others:
        raise LinkContradicted(others)
    row = {"first_id": first_id, "second_id": second_id, "same": same}
    insert_or_update(
        session,
        Link,
        [row | {"why": why, "who": who, "linked_at": now}],
        key=[Link.first_id, Link.second_id],
        update=[Link.why, Link.who, Link.linked_at],
    )
    forget_placements(session, (first_id, second_id))
    return _link_rows(
        session, _links().where(Link.first_id == first_id, Link.second_id == second_id)
    )[0]


def list_links(session: Session, *, article_id: int | None = None) -> list[LinkRow]:
    """Return all links, or those of one article, in the order in which they were made."""
    wanted = _links().order_by(Link.id)
    if article_id is not None:
        wanted = wanted.where((Link.first_id == article_id) | (Link.second_id == article_id))
    return _link_rows(session, wanted)


def links_of(session: Session, article_ids: Iterable[int]) -> list[LinkRow]:
    """Return the links of any of these articles, in the order in which they were made."""
    found = {
        link.link_id: link
        for chunk in chunks(sorted(set(article_ids)))
        for end in (Link.first_id, Link.second_id)
        for link in _link_rows(session, _links().where(end.in_(chunk)))
    }
    return [found[link_id] for link_id in sorted(found)]


def remove_link(session: Session, link_id: int) -> LinkRow | None:
    """Delete a link and return what it said; None if there is none.

    Both articles wait to be grouped afterwards.
    """
    if not _storable(link_id):
        return None
    # Grouping, too, notes changes and lets articles wait: two that do both would wait in a circle.
    for turn in (Turn.SAVE_STORIES, Turn.CHANGE_LINKS):
        take_turn(session, turn)
    found = _link_rows(session, _links().where(Link.id == link_id))
    if not found:
        return None
    session.delete(session.get_one(Link, link_id))
    session.flush()
    note_changed(session, ExportTable.LINKS, [(found[0].first_id, found[0].second_id)])
    forget_placements(session, (found[0].first_id, found[0].second_id))
    return found[0]


def load_links(session: Session, article_ids: Iterable[int]) -> Links:
    """Return the links between any two of these articles."""
    wanted = set(article_ids)
    rows = [
        row
        for chunk in chunks(sorted(wanted))
        for row in session.execute(
            select(Link.first_id, Link.second_id, Link.same).where(Link.first_id.in_(chunk))
        )
        if row.second_id in wanted
    ]
    return Links(
        together=frozenset((row.first_id, row.second_id) for row in rows if row.same),
        apart=frozenset((row.first_id, row.second_id) for row in rows if not row.same),
    )


def _check_articles(session: Session, first_id: int, second_id: int) -> None:
    if first_id == second_id:
        raise LinkRefused(f"article {first_id} cannot be linked with itself")
    ids = [article_id for article_id in (first_id, second_id) if _storable(article_id)]
    known = set(session.scalars(select(Article.id).where(Article.id.in_(ids))))
    unknown = [str(i) for i in (first_id, second_id) if i not in known]
    if unknown:
        raise LinkRefused(f"there is no article {' and no article '.join(unknown)}")


def _storable(number: int) -> bool:
    """Whether the databases can hold a number as an id."""
    return number.bit_length() < 64


def _opposed(
    links: Collection[LinkRow], first_id: int, second_id: int, *, same: bool
) -> tuple[LinkRow, ...]:
    """Return the links from which the opposite of a new one follows; none if it does not."""
    to_first, to_second = _chains(links, first_id), _chains(links, second_id)
    if not same:
        return to_first.get(second_id, ())
    for link in links:
        for here, there in ((link.first_id, link.second_id), (link.second_id, link.first_id)):
            if not link.same and here in to_first and there in to_second:
                return (*to_first[here], link, *to_second[there])
    return ()


def _chains(links: Iterable[LinkRow], start: int) -> Mapping[int, tuple[LinkRow, ...]]:
    """The articles that are the same as `start`, each with the shortest chain of links to it."""
    steps: dict[int, list[tuple[int, LinkRow]]] = defaultdict(list)
    for link in links:
        if link.same:
            steps[link.first_id].append((link.second_id, link))
            steps[link.second_id].append((link.first_id, link))
    chains: dict[int, tuple[LinkRow, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there, link in steps[here]:
            if there not in chains:
                chains[there] = (*chains[here], link)
                waiting.append(there)
    return chains


def _links() -> Select[tuple[Link, str, str]]:
    return (
        select(Link, _FIRST.url, _SECOND.url)
        .join(_FIRST, _FIRST.id == Link.first_id)
        .join(_SECOND, _SECOND.id == Link.second_id)
    )


def _link_rows(session: Session, query: Select[tuple[Link, str, str]]) -> list[LinkRow]:
    return [
        LinkRow(
            link_id=link.id,
            first_id=link.first_id,
            second_id=link.second_id,
            first_url=first_url,
            second_url=second_url,
            same=link.same,
            why=link.why,
            who=link.who,
            linked_at=link.linked_at,
        )
        for link, first_url, second_url in session.execute(
            query, execution_options={"populate_existing": True}
        )
    ]
