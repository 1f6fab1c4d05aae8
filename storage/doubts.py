"""Which judged pairs a person should look at."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import Article, Comparison, Link, Source, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtEnd:
    """One article of a pair in doubt, as it was compared."""

    article_id: int
    url: str
    outlet: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A pair that was judged, but only just."""

    first: DoubtEnd
    second: DoubtEnd
    probability: float
    same_story: bool
    """What was decided in spite of the doubt."""


def list_doubts(
    session: Session,
    *,
    method: str,
    between: tuple[float, float],
    threshold: float,
    limit: int | None = None,
) -> list[Doubt]:
    """Return the pairs that `method` gave a probability in between, nearest to the threshold first.

    Pairs that an analyst has linked are left out: they are decided.
    """
    ends = [
        (aliased(Article), aliased(Version), aliased(Source), article_id, version_id)
        for article_id, version_id in (
            (Comparison.first_id, Comparison.first_version_id),
            (Comparison.second_id, Comparison.second_version_id),
        )
    ]
    shown = [
        column
        for article, version, source, _, _ in ends
        for column in (article.id, article.url, source.name, version.title)
    ]
    query = select(Comparison.probability, Comparison.same_story, *shown)
    for article, version, source, article_id, version_id in ends:
        query = (
            query.join(article, article.id == article_id)
            .join(version, version.id == version_id)
            .join(source, source.id == article.source_id)
        )
    linked = and_(Link.first_id == Comparison.first_id, Link.second_id == Comparison.second_id)
    rows = session.execute(
        query.outerjoin(Link, linked)
        .where(
            Link.id.is_(None),
            Comparison.method == method,
            Comparison.probability.between(*between),
        )
        .order_by(func.abs(Comparison.probability - threshold), Comparison.id)
        .limit(limit)
    )
    return [
        Doubt(
            first=DoubtEnd(**dict(zip(_END, row[2:6], strict=True))),
            second=DoubtEnd(**dict(zip(_END, row[6:10], strict=True))),
            probability=row[0],
            same_story=row[1],
        )
        for row in rows
    ]


_END = ("article_id", "url", "outlet", "title")
