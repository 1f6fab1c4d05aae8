"""What the views tell of one story: who took from whom, and what was edited afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Integer, Text, bindparam, text
from sqlalchemy.orm import Session

from storage.types import BigId, UTCDateTime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingRow:
    """An article and the one that it was probably taken from, as the view `reprints` has them."""

    article_id: int
    from_article_id: int
    relation: str
    """What it is of that one: `VariantKind`, but for `original`."""
    confidence: float | None
    reason: str | None
    share_copied: float | None
    """Share of its text that stands in the other; None across languages."""
    share_kept: float | None
    translated: bool
    credit: str | None
    credited: bool
    """Whether it names an origin that is not its own outlet."""
    credits_outlet: bool
    same_family: bool
    lag_hours: float | None
    """None where the times do not tell."""
    from_version: int
    """Which version of the other was copied."""
    from_version_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRow:
    """An edit, as the view `article_edits` has it."""

    article_id: int
    from_version: int
    to_version: int
    edited_at: datetime
    """When the version after it was fetched: the edit was no later."""
    fetched_before_at: datetime
    age_hours: float | None
    copy_count: int
    changed_copy_count: int
    unchanged_copy_count: int
    unchecked_copy_count: int


_TAKINGS = text(
    "SELECT article_id, from_article_id, relation, confidence, reason, share_copied, share_kept, "
    "translated, credit, credited, credits_outlet, same_family, lag_hours, from_version, "
    "from_version_count FROM reprints WHERE story_id = :story AND from_article_id IS NOT NULL "
    "ORDER BY reference_at, article_id"
).columns(
    article_id=BigId,
    from_article_id=BigId,
    relation=Text,
    confidence=Float,
    reason=Text,
    share_copied=Float,
    share_kept=Float,
    translated=Boolean,
    credit=Text,
    credited=Boolean,
    credits_outlet=Boolean,
    same_family=Boolean,
    lag_hours=Float,
    from_version=Integer,
    from_version_count=Integer,
)
_EDITS = (
    "SELECT article_id, from_version, to_version, edited_at, fetched_before_at, age_hours, "
    "copy_count, changed_copy_count, unchanged_copy_count, unchecked_copy_count "
    "FROM article_edits WHERE {} ORDER BY edited_at, article_id, to_version"
)
_EDIT_TYPES: dict[str, Any] = {
    "article_id": BigId,
    "from_version": Integer,
    "to_version": Integer,
    "edited_at": UTCDateTime,
    "fetched_before_at": UTCDateTime,
    "age_hours": Float,
    "copy_count": Integer,
    "changed_copy_count": Integer,
    "unchanged_copy_count": Integer,
    "unchecked_copy_count": Integer,
}
_EDITS_IN_STORY = text(_EDITS.format("story_id = :story")).columns(**_EDIT_TYPES)
_EDITS_OF_ARTICLES = (
    text(_EDITS.format("article_id IN :ids"))
    .bindparams(bindparam("ids", expanding=True))
    .columns(**_EDIT_TYPES)
)


def takings_in(session: Session, story_id: int) -> list[TakingRow]:
    """Return who took from whom in a story, in the order of their times."""
    rows = session.execute(_TAKINGS, {"story": story_id}).mappings()
    return [TakingRow(**row) for row in rows]


def edits_in(session: Session, story_id: int) -> list[EditRow]:
    """Return what was edited in the articles of a story, the oldest edit first."""
    rows = session.execute(_EDITS_IN_STORY, {"story": story_id}).mappings()
    return [EditRow(**row) for row in rows]


def edits_of(session: Session, article_ids: Iterable[int]) -> list[EditRow]:
    """Return what was edited in these articles, the oldest edit first."""
    rows = session.execute(_EDITS_OF_ARTICLES, {"ids": list(article_ids)}).mappings()
    return [EditRow(**row) for row in rows]
