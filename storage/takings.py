"""Who took from whom at other outlets, the latest first, a page of it at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Boolean, Float, bindparam, select, text
from sqlalchemy.orm import Session

from pipeline.records import VariantKind
from storage.claims import tells_time
from storage.models import Article
from storage.outlet_details import ArticleCursor
from storage.turns import dialect_name
from storage.types import BigId, UTCDateTime
from storage.view_parts import (
    CREDITS_OUTLET,
    LIKELY,
    PAIR_JOINS,
    SAME_FAMILY,
    SHARE_COPIED,
    Dialect,
    credits_another,
    told_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingFilter:
    """Which articles are asked for, of those that were probably taken from another family."""

    outlet: str | None = None
    """By this one."""
    from_outlet: str | None = None
    """From this one."""
    uncredited: bool = False
    """Only such as name no origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenArticle:
    """An article, and the one that it was probably taken from."""

    article_id: int
    story_id: int
    outlet: str
    outlet_title: str
    title: str
    language: str | None
    kind: VariantKind
    at: datetime
    has_time: bool
    """Whether the time of day is known."""
    from_article_id: int
    from_outlet: str
    from_outlet_title: str
    from_title: str
    from_language: str | None
    confidence: float
    share_copied: float | None
    """Share of its text that stands in the other; None across languages."""
    lag_hours: float | None
    """How much later it was published; None where the times do not tell."""
    credit: str | None
    credited: bool
    """Whether it names an origin that is not its own outlet."""


def latest_takings(
    session: Session, asked: TakingFilter, *, limit: int, after: ArticleCursor | None = None
) -> tuple[list[TakenArticle], ArticleCursor | None]:
    """Return up to `limit` articles, the latest first; and where to go on."""
    conditions: list[str] = []
    given: list[BindParameter[Any]] = []
    if asked.outlet is not None:
        conditions.append("s.name = :outlet")
        given.append(bindparam("outlet", asked.outlet))
    if asked.from_outlet is not None:
        conditions.append("f.name = :from_outlet")
        given.append(bindparam("from_outlet", asked.from_outlet))
    if asked.uncredited:
        conditions.append(f"NOT {_CREDITED}")
    if after is not None:
        conditions.append(
            "a.reference_at <= :at AND (a.reference_at < :at OR a.id < :article_id)",
        )
        given.append(bindparam("at", after.reference_at, UTCDateTime))
        given.append(bindparam("article_id", after.article_id, BigId))
    dialect = Dialect(dialect_name(session) == "postgresql")
    query = text(
        _TAKINGS.format(
            lag=dialect.hours(told_at("a"), told_at("o")),
            conditions="".join(f" AND ({condition})" for condition in conditions),
        )
    ).bindparams(*given, bindparam("limit", limit + 1))
    rows = session.execute(
        query.columns(credited=Boolean, share_copied=Float, lag_hours=Float)
    ).all()
    articles = _articles(session, [row.article_id for row in rows[:limit]])
    found = [_taken(row, articles[row.article_id]) for row in rows[:limit]]
    if len(rows) <= limit:
        return found, None
    last = articles[found[-1].article_id]
    return found, ArticleCursor(reference_at=last.reference_at, article_id=last.id)


def _articles(session: Session, ids: list[int]) -> dict[int, Article]:
    articles = session.scalars(select(Article).where(Article.id.in_(ids)))
    return {article.id: article for article in articles}


def _taken(row: Any, article: Article) -> TakenArticle:  # noqa: ANN401 - a row
    return TakenArticle(
        article_id=article.id,
        story_id=row.story_id,
        outlet=row.outlet,
        outlet_title=row.outlet_title,
        title=row.title,
        language=article.lang,
        kind=VariantKind(row.kind),
        at=article.reference_at,
        has_time=tells_time(article),
        from_article_id=row.from_article_id,
        from_outlet=row.from_outlet,
        from_outlet_title=row.from_outlet_title,
        from_title=row.from_title,
        from_language=row.from_language,
        confidence=row.confidence,
        share_copied=None if row.share_copied is None else round(row.share_copied, 3),
        lag_hours=row.lag_hours,
        credit=article.credit,
        credited=row.credited,
    )


_CREDITED = f"({CREDITS_OUTLET} OR {credits_another('a', 's')})"
_TAKINGS = f"""
SELECT
  a.id AS article_id, v.story_id, s.name AS outlet, s.title AS outlet_title, n.title, v.kind,
  o.id AS from_article_id, f.name AS from_outlet, f.title AS from_outlet_title,
  q.title AS from_title, o.lang AS from_language, v.source_confidence AS confidence,
  {SHARE_COPIED} AS share_copied, {{lag}} AS lag_hours, {_CREDITED} AS credited
FROM article a
JOIN source s ON s.id = a.source_id
JOIN variant v ON v.article_id = a.id
{PAIR_JOINS.strip()}
JOIN version n ON n.article_id = a.id AND n.number = a.version_count
JOIN version q ON q.article_id = o.id AND q.number = o.version_count
WHERE v.source_confidence >= {LIKELY} AND NOT {SAME_FAMILY}{{conditions}}
ORDER BY a.reference_at DESC, a.id DESC
LIMIT :limit
"""
