"""Keeps what the runs ask for, noted before it is sent: what has no outcome was lost."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.records import PageKind
from storage.models import PageRequest
from storage.page_addresses import cut
from storage.upserts import insert_or_ignore


def note_requests(
    session: Session, pages: Iterable[tuple[int, str, PageKind]], *, run_id: int, now: datetime
) -> None:
    """Note that a run is about to ask for `pages`: id of the source, address, and what for.

    One that it has asked for before is not counted again. Commit before anything is sent.
    """
    rows = [
        {
            "crawl_run_id": run_id,
            "requested_url": cut(url),
            "source_id": source_id,
            "kind": kind,
            "requested_at": now,
        }
        for source_id, url, kind in pages
    ]
    insert_or_ignore(session, PageRequest, rows)
