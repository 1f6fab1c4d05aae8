"""Stores the catalogue of outlets, so that articles can point to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Feed, FeedKind, Source
from storage.upserts import chunks, insert_or_ignore, insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """An address that lists new articles."""

    url: str
    kind: FeedKind = FeedKind.FEED


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """An outlet as the catalogue, or an imported file, describes it."""

    name: str
    title: str
    home_url: str | None = None
    country: str | None = None
    language: str | None = None
    time_zone: str | None = None
    owner: str | None = None
    local: bool = False
    feeds: tuple[FeedRecord, ...] = ()


_SOURCE_COLUMNS = (
    Source.title,
    Source.home_url,
    Source.country,
    Source.language,
    Source.time_zone,
    Source.owner,
    Source.local,
)


def save_sources(
    session: Session, records: Sequence[SourceRecord], *, now: datetime
) -> dict[str, int]:
    """Store `records`, bring those known by name up to date, and return the id of each name.

    Feeds are only added: one that left the catalogue keeps its row and its history.
    """
    by_name = {record.name: record for record in records}
    # In one order everywhere, so that two writers never wait for each other in a ring.
    rows = [_source_row(by_name[name], now) for name in sorted(by_name)]
    insert_or_update(session, Source, rows, key=[Source.name], update=_SOURCE_COLUMNS)
    ids = source_ids(session, by_name)
    feeds = [row for name in sorted(by_name) for row in _feed_rows(by_name[name], ids[name])]
    insert_or_update(session, Feed, feeds, key=[Feed.source_id, Feed.url], update=[Feed.kind])
    return ids


def name_sources(session: Session, names: Iterable[str], *, now: datetime) -> dict[str, int]:
    """Return the id of each name; a source that nobody has described is known by its name alone."""
    unique = sorted(set(names))
    rows = [_source_row(SourceRecord(name=name, title=name), now) for name in unique]
    insert_or_ignore(session, Source, rows)
    return source_ids(session, unique)


def list_sources(session: Session) -> list[SourceRecord]:
    """Return the stored sources with their feeds, by name."""
    feeds = defaultdict(list)
    for feed in session.scalars(select(Feed).order_by(Feed.url)):
        feeds[feed.source_id].append(FeedRecord(url=feed.url, kind=feed.kind))
    return [
        _record(source, tuple(feeds[source.id]))
        for source in session.scalars(select(Source).order_by(Source.name))
    ]


def source_ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return the id of each of these names that is known."""
    ids: dict[str, int] = {}
    for chunk in chunks(names):
        found = session.execute(select(Source.name, Source.id).where(Source.name.in_(chunk)))
        ids.update((name, source_id) for name, source_id in found)
    return ids


def _source_row(record: SourceRecord, now: datetime) -> dict[str, Any]:
    columns = {column.key: getattr(record, column.key) for column in _SOURCE_COLUMNS}
    return {"name": record.name, "created_at": now} | columns


def _feed_rows(record: SourceRecord, source_id: int) -> list[dict[str, Any]]:
    kinds = {feed.url: feed.kind for feed in record.feeds}
    return [{"source_id": source_id, "url": url, "kind": kinds[url]} for url in sorted(kinds)]


def _record(source: Source, feeds: tuple[FeedRecord, ...]) -> SourceRecord:
    columns = {column.key: getattr(source, column.key) for column in _SOURCE_COLUMNS}
    return SourceRecord(name=source.name, feeds=feeds, **columns)
