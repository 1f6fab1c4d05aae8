"""The one path on which fetched pages become articles, versions and outcomes."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, ExtractedArticle, PageKind, PageRecord
from storage.models import Article, ArticleAlias, Feed, PageOutcome, Version
from storage.turns import Turn, take_turn
from storage.types import storable
from storage.upserts import chunks, insert_or_ignore

# PostgreSQL indexes no text over 2,704 bytes; no address in real use is as long as this.
MAX_ADDRESS_BYTES = 2_000

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_CLAIMS = ("lang", "credit", "declared_url", "authors")


def record_pages(
    session: Session, pages: Sequence[tuple[int, PageRecord]], *, run_id: int
) -> list[Outcome]:
    """Write what `pages` hold, each given with the id of its source; return how each ended.

    A page that this run recorded before writes nothing and keeps the outcome that it had. Pages
    are taken in order, so a later one meets the articles of an earlier one. Commit soon after:
    other writers wait for the end of the transaction.
    """
    take_turn(session, Turn.RECORD_PAGES)
    requests = [_cut(page.requested_url) for _, page in pages]
    outcomes = _recorded_outcomes(session, run_id, requests)
    shelf = _load_shelf(session, [page for _, page in pages])
    endings = []
    for request, (source_id, page) in zip(requests, pages, strict=True):
        if request not in outcomes:
            ending = _end_page(shelf, source_id, page, run_id)
            outcomes[request] = ending.outcome
            endings.append(ending)
    _save(session, shelf, endings, run_id)
    return [outcomes[request] for request in requests]


def known_urls(session: Session, urls: Iterable[str]) -> set[str]:
    """Return those of `urls` that have led to a stored article."""
    known: set[str] = set()
    for chunk in chunks(urls):
        found = session.scalars(select(ArticleAlias.url).where(ArticleAlias.url.in_(chunk)))
        known.update(found)
    return known


def text_sha256(title: str, body: str) -> str:
    """Return a hash that only a change of the words, their order or punctuation changes."""
    text = f"{_folded(title)}\0{_folded(body)}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """The articles that a batch meets, found by any of their addresses."""

    by_address: dict[str, Article] = field(default_factory=dict)
    digests: dict[Article, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The hashes of an article's versions, oldest first."""
    aliases: list[tuple[str, Article, datetime]] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    def find(self, addresses: Iterable[str]) -> Article | None:
        found = (self.by_address.get(address) for address in addresses)
        return next((article for article in found if article is not None), None)

    def put(self, addresses: Iterable[str], article: Article, seen_at: datetime) -> None:
        for address in addresses:
            if address not in self.by_address:
                self.by_address[address] = article
                self.aliases.append((address, article, seen_at))

    def add_version(self, version: Version) -> None:
        self.versions.append(version)
        self.digests[version.article].append(version.text_sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How one page ended, before it is written."""

    source_id: int
    page: PageRecord
    outcome: Outcome
    article: Article | None = None
    detail: str | None = None


def _recorded_outcomes(
    session: Session, run_id: int, requests: Iterable[str]
) -> dict[str, Outcome]:
    recorded: dict[str, Outcome] = {}
    for chunk in chunks(requests):
        rows = session.execute(
            select(PageOutcome.requested_url, PageOutcome.outcome).where(
                PageOutcome.crawl_run_id == run_id, PageOutcome.requested_url.in_(chunk)
            )
        )
        recorded.update((request, outcome) for request, outcome in rows)
    return recorded


def _load_shelf(session: Session, pages: Iterable[PageRecord]) -> _Shelf:
    shelf = _Shelf()
    for chunk in chunks({address for page in pages for address in _addresses(page)}):
        rows = session.execute(
            select(ArticleAlias.url, Article)
            .join(Article, Article.id == ArticleAlias.article_id)
            .where(ArticleAlias.url.in_(chunk))
        )
        shelf.by_address.update((address, article) for address, article in rows)
    articles = {article.id: article for article in shelf.by_address.values()}
    for ids in chunks(articles):
        rows_of_versions = session.execute(
            select(Version.article_id, Version.text_sha256)
            .where(Version.article_id.in_(ids))
            .order_by(Version.article_id, Version.number)
        )
        for article_id, digest in rows_of_versions:
            shelf.digests[articles[article_id]].append(digest)
    return shelf


def _end_page(shelf: _Shelf, source_id: int, page: PageRecord, run_id: int) -> _Ending:
    if page.outcome is not None:
        return _Ending(source_id=source_id, page=page, outcome=page.outcome, detail=page.detail)
    found = page.article
    assert found is not None  # PageRecord holds one of the two
    if not _fits(found.url):
        return _Ending(
            source_id=source_id,
            page=page,
            outcome=Outcome.REFUSED_ADDRESS,
            detail=f"its address is longer than {MAX_ADDRESS_BYTES} bytes",
        )
    outcome, article = _record_article(shelf, source_id, page, found, run_id)
    return _Ending(
        source_id=source_id, page=page, outcome=outcome, article=article, detail=page.detail
    )


def _record_article(
    shelf: _Shelf, source_id: int, page: PageRecord, found: ExtractedArticle, run_id: int
) -> tuple[Outcome, Article]:
    addresses = _addresses(page)
    digest = text_sha256(found.title, found.body)
    article = shelf.find(addresses)
    if article is None:
        article = _new_article(source_id, found.url, page.fetched_at)
        outcome = Outcome.STORED_NEW
    elif _is_known_text(article, digest, page, shelf.digests[article]):
        outcome = Outcome.UNCHANGED
    else:
        outcome = Outcome.STORED_VERSION
    changed = outcome is not Outcome.UNCHANGED
    _take_claims(article, found, replace=changed)
    _see(article, page.fetched_at)
    shelf.put(addresses, article, page.fetched_at)
    if changed:
        shelf.add_version(_next_version(article, found, digest, page.fetched_at, run_id))
    return outcome, article


def _is_known_text(article: Article, digest: str, page: PageRecord, digests: Sequence[str]) -> bool:
    """Whether a page tells nothing new of the article's text.

    A page fetched now that shows an earlier text again is an edit taken back. But an import, or a
    fetch older than the newest, may be read twice, and a second reading must change nothing.
    """
    repeatable = page.fetched_at <= article.last_seen_at or not _is_address(page.requested_url)
    return digest in digests if repeatable else digest == digests[-1]


def _new_article(source_id: int, url: str, seen_at: datetime) -> Article:
    return Article(
        source_id=source_id,
        url=url,
        authors=[],
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        version_count=0,
    )


def _take_claims(article: Article, found: ExtractedArticle, *, replace: bool) -> None:
    """Fill claims that were absent; where the text is new, take what the page now says.

    The first claim of publication stays: outlets re-date articles that they push again.
    """
    for name in _CLAIMS:
        claim = getattr(found, name)
        if claim and (replace or not getattr(article, name)):
            setattr(article, name, _storable_claim(claim))
    if article.published_at is None and found.published is not None:
        _set_date(article, "published", found.published)
    if found.modified is not None and _is_later(found.modified.at, article.modified_at):
        _set_date(article, "modified", found.modified)


def _storable_claim(claim: str | tuple[str, ...]) -> str | list[str]:
    return claim if isinstance(claim, str) else [storable(author) for author in claim]


def _is_later(claim: datetime, stored: datetime | None) -> bool:
    return stored is None or claim > stored


def _set_date(article: Article, which: str, claim: DateClaim) -> None:
    setattr(article, f"{which}_at", claim.at)
    setattr(article, f"{which}_origin", claim.origin)
    setattr(article, f"{which}_has_time", claim.has_time)
    setattr(article, f"{which}_has_offset", claim.has_offset)


def _see(article: Article, fetched_at: datetime) -> None:
    article.first_seen_at = min(article.first_seen_at, fetched_at)
    article.last_seen_at = max(article.last_seen_at, fetched_at)
    article.reference_at = article.published_at or article.first_seen_at


def _next_version(
    article: Article, found: ExtractedArticle, digest: str, fetched_at: datetime, run_id: int
) -> Version:
    article.version_count += 1
    return Version(
        article=article,
        number=article.version_count,
        title=found.title,
        body=found.body,
        text_sha256=digest,
        word_count=len(found.body.split()),
        crawl_run_id=run_id,
        fetched_at=fetched_at,
    )


def _save(session: Session, shelf: _Shelf, endings: Sequence[_Ending], run_id: int) -> None:
    session.add_all(shelf.versions)  # and with them the articles that are new
    session.flush()  # numbers the articles
    insert_or_ignore(
        session,
        ArticleAlias,
        [
            {"url": url, "article_id": article.id, "first_seen_at": seen_at}
            for url, article, seen_at in shelf.aliases
        ],
    )
    insert_or_ignore(session, PageOutcome, [_outcome_row(ending, run_id) for ending in endings])
    _mark_feeds(session, endings)


def _outcome_row(ending: _Ending, run_id: int) -> dict[str, Any]:
    page = ending.page
    return {
        "crawl_run_id": run_id,
        "source_id": ending.source_id,
        "requested_url": _cut(page.requested_url),
        "kind": page.kind,
        "final_url": page.final_url,
        "status": page.status,
        "outcome": ending.outcome,
        "detail": ending.detail,
        "fetched_at": page.fetched_at,
        "article_id": ending.article and ending.article.id,
    }


def _mark_feeds(session: Session, endings: Iterable[_Ending]) -> None:
    rows = [
        {
            "of_source": ending.source_id,
            "at_url": ending.page.requested_url,
            "last_fetched_at": ending.page.fetched_at,
            "last_outcome": ending.outcome,
        }
        for ending in endings
        if ending.page.kind is not PageKind.ARTICLE
    ]
    if rows:
        feed: Table = Feed.metadata.tables["feed"]
        session.execute(
            update(feed).where(
                feed.c.source_id == bindparam("of_source"), feed.c.url == bindparam("at_url")
            ),
            rows,
        )


def _addresses(page: PageRecord) -> list[str]:
    """Return the addresses that lead to the page's article, the one to believe most first."""
    if page.article is None:
        return []
    claimed = (page.article.url, page.final_url, page.requested_url)
    addresses = (storable(url) for url in claimed if url and _is_address(url) and _fits(url))
    return list(dict.fromkeys(addresses))


def _is_address(url: str) -> bool:
    """Whether `url` is an address at all; the pages of an import are called file#line."""
    return _ADDRESS.match(url) is not None


def _fits(url: str) -> bool:
    return len(storable(url).encode()) <= MAX_ADDRESS_BYTES


def _cut(url: str) -> str:
    """Return `url`; one too long to be a key loses its end to a hash of the whole."""
    url = storable(url)
    if _fits(url):
        return url
    digest = hashlib.sha256(url.encode()).hexdigest()
    return url.encode()[: MAX_ADDRESS_BYTES - 100].decode(errors="ignore") + f"...{digest}"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", storable(text)).split())
