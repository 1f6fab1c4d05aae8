"""The versions of articles: what each changed, and which came in with a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from pipeline.outcomes import Outcome
from storage.models import Article, PageOutcome, Source, Version

NEWEST = (Version.article_id == Article.id) & (Version.number == Article.version_count)
"""Joins an article with its present version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionText:
    """One version with its text."""

    number: int
    title: str
    body: str
    fetched_at: datetime
    standfirst: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHead:
    """What an article goes by."""

    article_id: int
    source: str
    url: str
    version_count: int
    gone_at: datetime | None
    moved_to_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A version that a run has brought in, and the one before it."""

    article: ArticleHead
    before: VersionText
    after: VersionText


def article_head(session: Session, article_id: int) -> ArticleHead:
    """Return what the article goes by; it must be there."""
    row = session.execute(
        select(Article, Source.name)
        .join(Source, Source.id == Article.source_id)
        .where(Article.id == article_id)
    ).one()
    return _head(row.Article, row.name)


def load_versions(session: Session, article_id: int, numbers: Sequence[int]) -> list[VersionText]:
    """Return the versions of an article with these numbers, in their order; others are left out."""
    rows = session.scalars(
        select(Version).where(Version.article_id == article_id, Version.number.in_(numbers))
    )
    found = {row.number: _text(row) for row in rows}
    return [found[number] for number in numbers if number in found]


def edits_of_run(session: Session, run_id: int, *, limit: int | None = None) -> list[Edit]:
    """Return the new versions that a run has brought in, oldest first; no first versions."""
    before, after = aliased(Version), aliased(Version)
    # By way of the outcomes, which are found by their run, as versions are not.
    changed = select(PageOutcome.article_id).where(
        PageOutcome.crawl_run_id == run_id, PageOutcome.outcome == Outcome.STORED_VERSION
    )
    rows = session.execute(
        select(before, after, Article, Source.name)
        .join(after, (after.article_id == before.article_id) & (after.number == before.number + 1))
        .join(Article, Article.id == after.article_id)
        .join(Source, Source.id == Article.source_id)
        .where(after.article_id.in_(changed), after.crawl_run_id == run_id)
        .order_by(after.id)
        .limit(limit)
    )
    return [
        Edit(article=_head(article, source), before=_text(old), after=_text(new))
        for old, new, article, source in rows
    ]


def _head(article: Article, source: str) -> ArticleHead:
    return ArticleHead(
        article_id=article.id,
        source=source,
        url=article.url,
        version_count=article.version_count,
        gone_at=article.gone_at,
        moved_to_id=article.moved_to_id,
    )


def _text(version: Version) -> VersionText:
    return VersionText(
        number=version.number,
        title=version.title,
        body=version.body,
        fetched_at=version.fetched_at,
        standfirst=version.standfirst,
    )
