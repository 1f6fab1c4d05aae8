"""How much there is, by which methods it was made, and whether it has moved since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Base, CrawlRun, Signature, Source, Story, StoryEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMark:
    """What moves when a run began, stories were grouped, or outlets were added."""

    run_id: int | None
    event_id: int | None
    source_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCount:
    """A version of a method, and how much was made by it."""

    method: str
    count: int
    last_at: datetime | None
    """When it last made something; None where that is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCounts:
    """How much there is."""

    rows: dict[str, int]
    """Of each table, by its name."""
    judgements: tuple[MethodCount, ...]
    """Versions of the judgement by the stories that they formed, the most first."""
    schemes: tuple[MethodCount, ...]
    """Schemes of signatures by the versions that were signed, the most first."""


def mark_of(session: Session) -> DataMark:
    """Return where the data stand: equal marks, equal figures, but for what a run is adding."""
    ids = (CrawlRun.id, StoryEvent.id, Source.id)
    run_id, event_id, source_id = (session.scalar(select(func.max(of))) for of in ids)
    return DataMark(run_id=run_id, event_id=event_id, source_id=source_id)


def count_data(session: Session) -> DataCounts:
    """Count what there is. It reads an index of each table."""
    tables = Base.metadata.tables.values()
    made = func.count()
    judgements = session.execute(
        select(Story.method, made, func.max(Story.changed_at))
        .where(Story.merged_into_id.is_(None))
        .group_by(Story.method)
        .order_by(made.desc(), Story.method)
    )
    schemes = session.execute(
        select(Signature.scheme, made)
        .group_by(Signature.scheme)
        .order_by(made.desc(), Signature.scheme)
    )
    return DataCounts(
        rows={
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        },
        judgements=tuple(
            MethodCount(method=method, count=count, last_at=at) for method, count, at in judgements
        ),
        schemes=tuple(
            MethodCount(method=scheme, count=count, last_at=None) for scheme, count in schemes
        ),
    )
