"""Notes which lines of exports went away, or changed where no mark of an export tells it.

Exports go on by numbers and times of rows (storage/export_marks.py). A row that was deleted has
neither; nor has one that names an article whose address is another now, or a file that the archive
keeps no longer. So whoever does that notes the lines here, in the same transaction.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import (
    Article,
    ChangedLine,
    Comparison,
    ExportTable,
    Link,
    PageOutcome,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.turns import Turn, take_turn
from storage.upserts import chunks

Key = tuple[int] | tuple[int, int]
"""What tells a line: as `key` of its table in storage/export.py."""

Column = InstrumentedAttribute[Any]

# What names an article in the lines of a table, and the key of these lines.
_NAMING: tuple[tuple[ExportTable, Column, tuple[Column, ...]], ...] = (
    (ExportTable.STORIES, Story.canonical_article_id, (Story.id,)),
    (ExportTable.STORIES, Story.first_article_id, (Story.id,)),
    (ExportTable.VARIANTS, Article.id, (Article.id,)),
    (ExportTable.VARIANTS, Variant.likely_source_id, (Variant.article_id,)),
    (ExportTable.ARTICLES, Article.id, (Article.id,)),
    (ExportTable.ARTICLES, Article.moved_to_id, (Article.id,)),
    (ExportTable.VERSIONS, Version.article_id, (Version.article_id, Version.number)),
    (ExportTable.COMPARISONS, Comparison.first_id, (Comparison.first_id, Comparison.second_id)),
    (ExportTable.COMPARISONS, Comparison.second_id, (Comparison.first_id, Comparison.second_id)),
    (ExportTable.LINKS, Link.first_id, (Link.first_id, Link.second_id)),
    (ExportTable.LINKS, Link.second_id, (Link.first_id, Link.second_id)),
    (ExportTable.EVENTS, StoryEvent.article_id, (StoryEvent.id,)),
    (ExportTable.OUTCOMES, PageOutcome.article_id, (PageOutcome.id,)),
)


def note_changed(session: Session, table: ExportTable, keys: Iterable[Key]) -> None:
    """Let the next increments tell these lines, as removed where they are there no longer."""
    for chunk in chunks(sorted(set(keys))):
        # No note with a smaller number must appear after an export has read the largest.
        take_turn(session, Turn.NOTE_CHANGES)
        rows = [{"export_table": table, **dict(zip(_KEYS, key, strict=False))} for key in chunk]
        session.execute(insert(ChangedLine), rows)


_KEYS = ("first_key", "second_key")


def note_lines_of(session: Session, article_ids: Collection[int]) -> None:
    """Let the next increments tell every line that names one of these articles."""
    for chunk in chunks(sorted(article_ids)):
        for table, names, key in _NAMING:
            found = session.execute(select(*key).where(names.in_(chunk)))
            note_changed(session, table, found.tuples())
