"""What the grouping reads and signs: articles that wait, their texts, signatures and windows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from pipeline.records import ArticleText, Signature
from storage.claims import published_claim
from storage.models import Article, SentenceList, Source, Variant, Version
from storage.models import Signature as SignatureRow
from storage.upserts import chunks, insert_or_update
from storage.versions import NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRows:
    """The signed newest versions of a window as columns; row i of each is one article."""

    article_ids: NDArray[np.int64]
    version_ids: NDArray[np.int64]
    reference_at: NDArray[np.float64]
    """Seconds since 1970."""
    band_keys: NDArray[np.uint64]
    """Of shape (articles, bands)."""


def pending_articles(session: Session, *, method: str, limit: int | None = None) -> list[int]:
    """Return the ids of articles that `method` has not placed as they are now, ascending.

    Either their newest version was not placed, or with other sentences left out of it.
    """
    return list(session.scalars(_pending(method).order_by(Article.id).limit(limit)))


def load_texts(session: Session, ids: Iterable[int]) -> list[ArticleText]:
    """Return the articles with their newest versions, by id; one that is not stored is left out."""
    return [
        _article_text(article, version, source, left_out)
        for chunk in chunks(sorted(set(ids)))
        for article, version, source, left_out in session.execute(_texts(chunk))
    ]


def load_signatures(
    session: Session, scheme: str, version_ids: Iterable[int]
) -> dict[int, Signature]:
    """Return the signature of each version that has one under `scheme`."""
    return {
        row.version_id: Signature(
            scheme=scheme,
            values=row.hash_values,
            band_keys=row.band_keys,
            left_out=row.left_out,
        )
        for chunk in chunks(version_ids)
        for row in session.execute(_signatures(scheme, chunk))
    }


def save_signatures(session: Session, rows: Iterable[tuple[int, Signature]]) -> None:
    """Store the signature of each version; one that is stored already is replaced.

    A version never changes, but what is left out of it may.
    """
    insert_or_update(
        session,
        SignatureRow,
        [
            {
                "version_id": version_id,
                "scheme": signature.scheme,
                "hash_values": signature.values,
                "band_keys": signature.band_keys,
                "left_out": signature.left_out,
            }
            for version_id, signature in rows
        ],
        key=[SignatureRow.version_id, SignatureRow.scheme],
        update=[SignatureRow.hash_values, SignatureRow.band_keys, SignatureRow.left_out],
    )


def load_window(
    session: Session, *, scheme: str, earliest: datetime, latest: datetime
) -> WindowRows:
    """Return the newest versions of articles from `earliest` to `latest`, both included.

    Those that are not signed under `scheme`, or too short to be, are left out.
    """
    rows = session.execute(
        select(Article.id, Version.id, Article.reference_at, SignatureRow.band_keys)
        .join(Version, NEWEST)
        .join(SignatureRow, SignatureRow.version_id == Version.id)
        .where(
            SignatureRow.scheme == scheme,
            func.length(SignatureRow.band_keys) > 0,
            Article.reference_at.between(earliest, latest),
        )
        .order_by(Article.id)
    ).all()
    keys = np.frombuffer(b"".join(row.band_keys for row in rows), dtype="<u8")
    return WindowRows(
        article_ids=np.array([row[0] for row in rows], dtype=np.int64),
        version_ids=np.array([row[1] for row in rows], dtype=np.int64),
        reference_at=np.array([row.reference_at.timestamp() for row in rows], dtype=np.float64),
        band_keys=keys.astype(np.uint64).reshape(len(rows), -1 if rows else 0),
    )


def _pending(method: str) -> Select[tuple[int]]:
    return (
        select(Article.id)
        .join(Version, NEWEST)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .outerjoin(SentenceList, SentenceList.article_id == Article.id)
        .where(
            or_(
                Variant.article_id.is_(None),
                Variant.version_id != Version.id,
                Variant.method != method,
                Variant.left_out.is_distinct_from(SentenceList.left_out),
            )
        )
    )


def _texts(ids: list[int]) -> Select[tuple[Article, Version, Source, frozenset[int]]]:
    return (
        select(Article, Version, Source, SentenceList.left_out)
        .join(Version, NEWEST)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(SentenceList, SentenceList.article_id == Article.id)
        .where(Article.id.in_(ids))
        .order_by(Article.id)
    )


def _signatures(scheme: str, version_ids: list[int]) -> Select[Any]:
    return select(
        SignatureRow.version_id,
        SignatureRow.hash_values,
        SignatureRow.band_keys,
        SignatureRow.left_out,
    ).where(SignatureRow.scheme == scheme, SignatureRow.version_id.in_(version_ids))


def _article_text(
    article: Article, version: Version, source: Source, left_out: frozenset[int]
) -> ArticleText:
    return ArticleText(
        article_id=article.id,
        version_id=version.id,
        url=article.url,
        outlet=source.name,
        title=version.title,
        body=version.body,
        first_seen_at=article.first_seen_at,
        published=published_claim(article),
        lang=article.lang,
        credit=article.credit,
        owner=source.owner,
        left_out=left_out,
    )
