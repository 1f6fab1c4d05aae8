"""How large the stories have become."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.oversight import source_depth
from storage.models import Story, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class LargestStory:
    """The story of most articles."""

    story_id: int
    articles: int
    outlets: int | None
    """None where that was not counted yet."""
    depth: int
    """Steps in the longest chain of likely sources; 0 where no source is known."""


def largest_story(session: Session) -> LargestStory | None:
    """Return the living story of most articles, of equals the oldest; None without stories."""
    story = session.scalars(
        select(Story)
        .where(Story.merged_into_id.is_(None), Story.article_count > 0)
        .order_by(Story.article_count.desc(), Story.id)
        .limit(1)
    ).first()
    if story is None:
        return None
    rows = session.execute(
        select(Variant.article_id, Variant.likely_source_id).where(Variant.story_id == story.id)
    )
    sources = {article_id: source_id for article_id, source_id in rows}
    return LargestStory(
        story_id=story.id,
        articles=story.article_count,
        outlets=story.outlet_count,
        depth=source_depth(sources),
    )
