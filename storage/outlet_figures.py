"""What outlets are like, as the view outlet_profile says, in a few passes over the tables.

The view works out everything for each outlet by itself, its medians included: that takes a quarter
of a second for one among 100,000 articles. Here the articles are counted once, and who takes from
whom is added up from there. A test holds both to the same figures.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.outlet_views import ENOUGH_ARTICLES, MANY_FAMILIES
from storage.types import UTCDateTime
from storage.view_parts import COPIES, CREDITS_OUTLET, LIKELY, SAME_FAMILY, credits_another


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFigures:
    """An outlet in numbers. What they mean stands in the data dictionary, under outlet_profile."""

    name: str
    title: str
    home_url: str | None
    country: str | None
    language: str | None
    owner: str | None
    article_count: int
    grouped_count: int
    first_at: datetime | None
    last_at: datetime | None
    edited_count: int
    gone_count: int
    shared_count: int
    first_count: int
    first_share: float | None
    taken_count: int
    from_family_count: int
    taken_weight: float
    """Sum of the confidences with which its articles count as taken from other families."""
    originality: float | None
    copy_count: int
    copy_share: float | None
    rewrite_count: int
    rewrite_share: float | None
    uncredited_count: int
    uncredited_share: float | None
    uncredited_weight: float
    """The part of taken_weight that names no origin."""
    farm_score: int | None
    taken_from_it_count: int
    taker_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRank:
    """Where an outlet stands among all, by how many others take from it."""

    rank: int
    percentile: float
    """Share of the outlets that rank lower, from 0 to 100."""


def figures_of_all(session: Session) -> tuple[OutletFigures, ...]:
    """Return the figures of all outlets, by their names. It reads every article."""
    flows: dict[int, _Flows] = defaultdict(_Flows)
    for row in session.execute(text(_TAKEN)):
        one = _Taken(*row)
        flows[one.taker_id].taken.append(one)
        flows[one.from_id].given.append(one)
    counts = text(_COUNTS).columns(first_at=UTCDateTime, last_at=UTCDateTime)
    return tuple(_outlet(row, flows[row.source_id]) for row in session.execute(counts))


def rank_outlets(session: Session) -> dict[str, OutletRank]:
    """Return where each outlet stands, by its name. It reads all that was taken."""
    rows = session.execute(text("SELECT outlet, rank, percentile FROM outlet_ranks"))
    return {row.outlet: OutletRank(rank=row.rank, percentile=row.percentile) for row in rows}


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one outlet took from one of another family."""

    taker_id: int
    from_id: int
    from_family: str
    likely: int
    weight: float
    copies: int
    rewrites: int
    uncredited: int
    uncredited_weight: float


@dataclass(slots=True)
class _Flows:
    """What an outlet took, and what was taken from it."""

    taken: list[_Taken] = field(default_factory=list)
    given: list[_Taken] = field(default_factory=list)


def _outlet(row: Any, flows: _Flows) -> OutletFigures:  # noqa: ANN401 - a row
    grouped = row.grouped_count
    taken_count = sum(one.likely for one in flows.taken)
    copies = sum(one.copies for one in flows.taken)
    rewrites = sum(one.rewrites for one in flows.taken)
    uncredited = sum(one.uncredited for one in flows.taken)
    families = len({one.from_family for one in flows.taken})
    weight = sum(one.weight for one in flows.taken)
    uncredited_weight = sum(one.uncredited_weight for one in flows.taken)
    takers = [one for one in flows.given if one.likely]
    return OutletFigures(
        name=row.name,
        title=row.title,
        home_url=row.home_url,
        country=row.country,
        language=row.language,
        owner=row.owner,
        article_count=row.article_count,
        grouped_count=grouped,
        first_at=row.first_at,
        last_at=row.last_at,
        edited_count=row.edited_count,
        gone_count=row.gone_count,
        shared_count=row.shared_count,
        first_count=row.first_count,
        first_share=_share(row.first_count, row.shared_count),
        taken_count=taken_count,
        from_family_count=families,
        taken_weight=round(weight, 3),
        originality=round(1 - weight / grouped, 3) if grouped else None,
        copy_count=copies,
        copy_share=_share(copies, grouped),
        rewrite_count=rewrites,
        rewrite_share=_share(rewrites, grouped),
        uncredited_count=uncredited,
        uncredited_share=_share(uncredited, taken_count),
        uncredited_weight=round(uncredited_weight, 3),
        farm_score=farm_score(uncredited_weight, grouped, families),
        taken_from_it_count=sum(one.likely for one in takers),
        taker_count=len({one.taker_id for one in takers}),
    )


def farm_score(uncredited_weight: float, grouped_count: int, family_count: int) -> int | None:
    """How much an outlet looks like a content farm, from 0 to 100; None of too few articles."""
    if grouped_count < ENOUGH_ARTICLES:
        return None
    spread = min(1.0, family_count / MANY_FAMILIES)
    return int(100 * uncredited_weight / grouped_count * spread + 0.5)


def _share(count: int, total: int) -> float | None:
    return round(count / total, 3) if total else None


_COUNTS = """
SELECT
  s.id AS source_id, s.name, s.title, s.home_url, s.country, s.language, s.owner,
  count(a.id) AS article_count,
  count(v.article_id) AS grouped_count,
  min(a.reference_at) AS first_at,
  max(a.reference_at) AS last_at,
  count(*) FILTER (WHERE a.version_count > 1) AS edited_count,
  count(a.gone_at) AS gone_count,
  count(DISTINCT CASE WHEN st.outlet_count > 1 THEN st.id END) AS shared_count,
  count(DISTINCT CASE WHEN st.outlet_count > 1 AND st.first_article_id = a.id THEN st.id END)
    AS first_count
FROM source s
LEFT JOIN article a ON a.source_id = s.id
LEFT JOIN variant v ON v.article_id = a.id
LEFT JOIN story st ON st.id = v.story_id
GROUP BY s.id, s.name, s.title, s.home_url, s.country, s.language, s.owner
ORDER BY s.name
"""

_CREDITED = f"({CREDITS_OUTLET} OR {credits_another('a', 's')})"
_TAKEN = f"""
SELECT
  s.id, f.id, min(COALESCE(f.owner, f.name)),
  count(*) FILTER (WHERE v.source_confidence >= {LIKELY}),
  COALESCE(sum(v.source_confidence), 0.0),
  count(*) FILTER (WHERE v.source_confidence >= {LIKELY} AND v.kind IN {COPIES}),
  count(*) FILTER (WHERE v.source_confidence >= {LIKELY} AND v.kind = 'rewrite'),
  count(*) FILTER (WHERE v.source_confidence >= {LIKELY} AND NOT {_CREDITED}),
  COALESCE(sum(CASE WHEN NOT {_CREDITED} THEN v.source_confidence END), 0.0)
FROM variant v
JOIN article a ON a.id = v.article_id
JOIN source s ON s.id = a.source_id
JOIN article o ON o.id = v.likely_source_id
JOIN source f ON f.id = o.source_id
WHERE NOT {SAME_FAMILY}
GROUP BY s.id, f.id
"""
