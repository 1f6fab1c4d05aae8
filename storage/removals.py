"""Takes articles out of the database, with everything that was made of them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.changed_lines import note_changed, note_lines_of
from storage.models import (
    Article,
    ArticleAlias,
    Comparison,
    ExportTable,
    Link,
    PageOutcome,
    Signature,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.search_index import forget_indexed
from storage.sentences import forget_sentences
from storage.stories import forget_placements, resolve_story
from storage.turns import Turn, take_turn
from storage.upserts import chunks

Column = InstrumentedAttribute[Any]

# What points to an article and is worth nothing without it.
_OF_PAIRS: tuple[tuple[Column, Column], ...] = (
    (Comparison.first_id, Comparison.second_id),
    (Link.first_id, Link.second_id),
)
# What points to one and says something without it.
_MENTIONS: tuple[Column, ...] = (
    Variant.likely_source_id,
    Story.first_article_id,
    Article.moved_to_id,
    StoryEvent.article_id,
    PageOutcome.article_id,
)


def remove_articles(session: Session, article_ids: Iterable[int]) -> None:
    """Delete articles with their versions, links and places in stories; unknown ones are ignored.

    What they connected waits to be grouped again, and what their outlets repeat is decided anew by
    the next run of grouping. A story that has no article left is deleted with its log and with the
    stories that went into it. A page that is found again comes in as new. The next increments of
    exports tell what went, and what changed by it.
    """
    for turn in (Turn.RECORD_PAGES, Turn.SAVE_STORIES):
        take_turn(session, turn)
    gone = set(article_ids)
    note_lines_of(session, gone)
    forget_placements(session, _touched(session, gone) - gone)
    for chunk in chunks(sorted(gone)):
        for ends in _OF_PAIRS:
            for end in ends:
                session.execute(delete(end.class_).where(end.in_(chunk)))
        for column in _MENTIONS:
            session.execute(update(column.class_).where(column.in_(chunk)).values({column: None}))
    _leave_stories(session, gone)
    forget_sentences(session, gone)
    forget_indexed(session, gone)
    for chunk in chunks(sorted(gone)):
        versions = select(Version.id).where(Version.article_id.in_(chunk))
        session.execute(delete(Signature).where(Signature.version_id.in_(versions)))
        for column in (Version.article_id, ArticleAlias.article_id, Article.id):
            session.execute(delete(column.class_).where(column.in_(chunk)))
    session.expire_all()


def _touched(session: Session, gone: Collection[int]) -> set[int]:
    """The articles whose story may change when those of a pair or a story with them are gone."""
    found: set[int] = set()
    for chunk in chunks(sorted(gone)):
        mates = select(Variant.story_id).where(Variant.article_id.in_(chunk))
        found.update(session.scalars(select(Variant.article_id).where(Variant.story_id.in_(mates))))
        for first, second in _OF_PAIRS:
            for here, there in ((first, second), (second, first)):
                found.update(session.scalars(select(there).where(here.in_(chunk), _connects(here))))
    return found


def _connects(end: Column) -> ColumnElement[bool]:
    return (Link.same if end.class_ is Link else Comparison.same_story).is_(True)


def _leave_stories(session: Session, gone: Collection[int]) -> None:
    """Take articles out of their stories, those that have ended included."""
    for chunk in chunks(sorted(gone)):
        told = select(Variant.story_id).where(Variant.article_id.in_(chunk))
        stood_for = select(Story.id).where(Story.canonical_article_id.in_(chunk))
        touched = set(session.scalars(told)) | set(session.scalars(stood_for))
        session.execute(delete(Variant).where(Variant.article_id.in_(chunk)))
        note_changed(session, ExportTable.STORIES, [(story_id,) for story_id in touched])
        for story_id in sorted(touched):
            _mend_story(session, story_id, gone)


def _mend_story(session: Session, story_id: int, gone: Collection[int]) -> None:
    """Let a story be what its articles say until it is grouped again; delete it without any."""
    living_id = resolve_story(session, story_id)
    if living_id is None:  # deleted with the one that it had gone into
        return
    members = select(Variant).where(Variant.story_id == living_id).order_by(Variant.article_id)
    left = session.scalars(members).all()
    if not left:
        _delete_story(session, living_id)
        return
    story = session.get_one(Story, story_id)
    if story_id == living_id:
        story.article_count = len(left)
    if story.canonical_article_id in gone:
        story.canonical_article_id = left[0].article_id
        left[0].canonical = left[0].canonical or story_id == living_id
    session.flush()


def _delete_story(session: Session, story_id: int) -> None:
    for former_id in session.scalars(
        select(Story.id).where(Story.merged_into_id == story_id)
    ).all():
        _delete_story(session, former_id)
    others = StoryEvent.other_story_id
    of_it = (StoryEvent.story_id == story_id) | (others == story_id)
    events = session.execute(select(StoryEvent.id).where(of_it)).tuples()
    note_changed(session, ExportTable.EVENTS, events)
    note_changed(session, ExportTable.STORIES, [(story_id,)])
    session.execute(update(StoryEvent).where(others == story_id).values({others: None}))
    session.execute(delete(StoryEvent).where(StoryEvent.story_id == story_id))
    session.execute(delete(Story).where(Story.id == story_id))
    session.expire_all()
