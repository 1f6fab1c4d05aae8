"""The articles and stories that a user names: by numbers, or by any address that led there."""

from sqlalchemy.orm import Session

from flows.faults import WrongUse
from storage.queries import as_id, find_article, story_of_article


def find_stored(session: Session, ref: str) -> int:
    """Return the id of an article, named by it or by an address. Raises WrongUse if unknown."""
    article_id = find_article(session, ref)
    if article_id is None:
        what = "number" if ref.isdecimal() else "address"
        raise WrongUse(
            f"no article is known by the {what} {ref}; "
            "`newsfold search WORDS --articles` finds some"
        )
    return article_id


def find_pair(session: Session, one: str, other: str) -> tuple[int, int]:
    """Return the ids of two articles. Raises WrongUse if one is unknown, or both are one."""
    first_id, second_id = find_stored(session, one), find_stored(session, other)
    if first_id == second_id:
        raise WrongUse(f"{one} and {other} are one article; name two")
    return first_id, second_id


def find_story(session: Session, ref: str) -> int:
    """Return the id of a story, named by it or by an address of one of its articles.

    The number of a story that there never was is returned as it is. Raises WrongUse for an address
    that is unknown or not grouped yet.
    """
    if ref.isdecimal():
        number = as_id(ref)
        if number is None:
            raise WrongUse(f"there is no story {ref}; `newsfold stories` lists them")
        return number
    article_id = find_article(session, ref)
    if article_id is None:
        raise WrongUse(
            f"no article is known by the address {ref}, and a story goes by its number or by the "
            "address of one of its articles; `newsfold stories` lists stories"
        )
    story_id = story_of_article(session, article_id)
    if story_id is None:
        raise WrongUse(f"{ref} is not grouped yet; run: newsfold group")
    return story_id
