"""Explains two stored articles that a user names."""

from sqlalchemy.orm import Session

from flows.references import find_pair
from storage.pairs import StoredPair, load_pair, stored_pair


def explain_stored(session: Session, one: str, other: str) -> StoredPair:
    """Explain two articles, each named by its id or an address that led to it."""
    profiles = load_pair(session, *find_pair(session, one, other))
    assert profiles is not None  # both were found
    return stored_pair(session, *profiles)
