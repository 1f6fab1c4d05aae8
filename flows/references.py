"""The articles that a user names: by their numbers, or by any address that led to them."""

from sqlalchemy.orm import Session

from flows.faults import WrongUse
from storage.queries import find_article


def find_stored(session: Session, ref: str) -> int:
    """Return the id of an article, named by it or by an address. Raises WrongUse if unknown."""
    article_id = find_article(session, ref)
    if article_id is None:
        what = "number" if ref.isdecimal() else "address"
        raise WrongUse(f"no article is known by the {what} {ref}")
    return article_id


def find_pair(session: Session, one: str, other: str) -> tuple[int, int]:
    """Return the ids of two articles. Raises WrongUse if one is unknown, or both are one."""
    first_id, second_id = find_stored(session, one), find_stored(session, other)
    if first_id == second_id:
        raise WrongUse(f"{one} and {other} are one article; name two")
    return first_id, second_id
