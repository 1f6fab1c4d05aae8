"""What happened to the stories of some articles from a moment on."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import StoryEventKind
from storage.models import Article, PageOutcome, StoryEvent, Variant
from storage.upserts import chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """One entry of a story's log."""

    story_id: int
    kind: StoryEventKind
    article_id: int | None
    article_url: str | None
    other_story_id: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMark:
    """A moment: how far the logs had come, and in which stories some articles were then."""

    article_ids: frozenset[int]
    story_ids: frozenset[int]
    last_event_id: int


def mark_stories(session: Session, run_id: int) -> StoryMark:
    """Return the present moment, as the stories of the articles see it that a run has changed."""
    stored = (Outcome.STORED_NEW, Outcome.STORED_VERSION)
    changed = select(PageOutcome.article_id).where(
        PageOutcome.crawl_run_id == run_id,
        PageOutcome.outcome.in_(stored),
        PageOutcome.article_id.is_not(None),
    )
    article_ids = frozenset(found for found in session.scalars(changed) if found is not None)
    return StoryMark(
        article_ids=article_ids,
        story_ids=frozenset(_stories(session, article_ids)),
        last_event_id=session.scalar(select(func.max(StoryEvent.id))) or 0,
    )


def story_changes(session: Session, mark: StoryMark) -> list[StoryChange]:
    """Return what was logged since of the stories that the articles were in, or are in now."""
    stories = mark.story_ids | _stories(session, mark.article_ids)
    rows = session.execute(
        select(StoryEvent, Article.url)
        .outerjoin(Article, Article.id == StoryEvent.article_id)
        .where(StoryEvent.id > mark.last_event_id)
        .where(
            or_(
                StoryEvent.story_id.in_(stories),
                StoryEvent.other_story_id.in_(stories),
                StoryEvent.article_id.in_(mark.article_ids),
            )
        )
        .order_by(StoryEvent.id)
    )
    return [
        StoryChange(
            story_id=event.story_id,
            kind=event.kind,
            article_id=event.article_id,
            article_url=url,
            other_story_id=event.other_story_id,
            reason=event.reason,
        )
        for event, url in rows
    ]


def _stories(session: Session, article_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(article_ids):
        rows = select(Variant.story_id).where(Variant.article_id.in_(chunk))
        found.update(session.scalars(rows))
    return found
