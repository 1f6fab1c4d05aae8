"""Keeps what tells whether a page has changed since it was last read."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.records import PageKind, PageRecord, Validators
from storage.models import ArticleAlias, Validator
from storage.types import fits_index, storable
from storage.upserts import insert_or_update


def load_validators(
    session: Session, url: str, *, kind: PageKind, extractor: str
) -> Validators | None:
    """Return the validators of the page at `url`, if it need not be read again when they hold.

    An article must be read again, whatever its server says, where none is stored for it or where
    another version of the extraction read it.
    """
    wanted = select(Validator).where(Validator.url == storable(url))
    if kind is PageKind.ARTICLE:
        wanted = wanted.join(ArticleAlias, ArticleAlias.url == Validator.url).where(
            Validator.extractor == extractor
        )
    row = session.scalar(wanted)
    if row is None:
        return None
    return Validators(etag=row.etag, last_modified=row.last_modified, body_sha256=row.body_sha256)


def save_validators(session: Session, pages: Iterable[PageRecord]) -> None:
    """Store the validators of pages that were read, each under the address that answered."""
    rows = [
        {
            "url": storable(page.final_url or page.requested_url),
            "etag": page.validators.etag,
            "last_modified": page.validators.last_modified,
            "body_sha256": page.validators.body_sha256,
            "extractor": page.extractor,
            "fetched_at": page.fetched_at,
        }
        for page in pages
        if page.validators is not None and fits_index(page.final_url or page.requested_url)
    ]
    insert_or_update(session, Validator, rows, key=[Validator.url], update=_COLUMNS)


_COLUMNS = (
    Validator.etag,
    Validator.last_modified,
    Validator.body_sha256,
    Validator.extractor,
    Validator.fetched_at,
)
