"""What outlets changed in their articles, the latest first, a page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased

from storage.models import Article, Source, Variant, Version
from storage.story_evidence import EditRow, edits_of
from storage.view_parts import LIKELY


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEdit:
    """An edit, with what it changed in numbers."""

    version_id: int
    outlet: str
    outlet_title: str
    language: str | None
    story_id: int | None
    """None where the article waits to be grouped."""
    title: str
    """Of the version after it."""
    title_before: str
    words: int
    words_before: int
    edit: EditRow


def latest_edits(
    session: Session,
    *,
    outlet: str | None = None,
    copied: bool = False,
    limit: int,
    before: int | None = None,
) -> tuple[list[ListedEdit], int | None]:
    """Return up to `limit` edits, those that were seen last first; and where to go on.

    A page that was only read anew by a later extraction is no edit.

    copied: only of articles that others probably took text from.
    before: only versions with a smaller number than this one.
    """
    ids = session.scalars(_numbers(outlet, copied, before).limit(limit + 1)).all()
    found = _listed(session, ids[:limit])
    return found, found[-1].version_id if len(ids) > limit else None


def _numbers(outlet: str | None, copied: bool, before: int | None) -> Select[tuple[int]]:
    """The versions by themselves: with what stood before them PostgreSQL would read them all."""
    query = (
        select(Version.id)
        .join(Article, Article.id == Version.article_id)
        # Without a run it was only read anew, whether the page is still kept or not.
        .where(Version.number > 1, Version.crawl_run_id.is_not(None))
        .order_by(Version.id.desc())
    )
    if outlet is not None:
        query = query.join(Source, Source.id == Article.source_id).where(Source.name == outlet)
    if copied:
        query = query.where(_is_taken_from())
    return query if before is None else query.where(Version.id < before)


def _listed(session: Session, ids: Sequence[int]) -> list[ListedEdit]:
    former = aliased(Version)
    rows = session.execute(
        select(
            Version.id.label("version_id"),
            Version.article_id,
            Version.number,
            Version.title,
            Version.word_count.label("words"),
            former.title.label("title_before"),
            former.word_count.label("words_before"),
            Article.lang.label("language"),
            Source.name.label("outlet"),
            Source.title.label("outlet_title"),
            Variant.story_id,
        )
        .join(
            former,
            and_(former.article_id == Version.article_id, former.number == Version.number - 1),
        )
        .join(Article, Article.id == Version.article_id)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .where(Version.id.in_(ids))
        .order_by(Version.id.desc())
    )
    fields = [dict(row) for row in rows.mappings()]
    edits = {
        (edit.article_id, edit.to_version): edit
        for edit in edits_of(session, {row["article_id"] for row in fields})
    }
    return [
        ListedEdit(edit=edits[row.pop("article_id"), row.pop("number")], **row) for row in fields
    ]


def _is_taken_from() -> ColumnElement[bool]:
    copy = aliased(Variant)
    return (
        select(copy.article_id)
        .where(copy.likely_source_id == Article.id, copy.source_confidence >= LIKELY)
        .exists()
    )
