"""The one path on which fetched pages become articles, versions and outcomes."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.pacing import PollBounds
from pipeline.records import DateClaim, ExtractedArticle, PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url
from storage import frontier
from storage.models import Article, ArticleAlias, PageOutcome, Version
from storage.polling import mark_feeds
from storage.turns import Turn, take_turn
from storage.types import MAX_ADDRESS_BYTES, fits_index, storable
from storage.upserts import chunks, insert_or_ignore
from storage.validators import save_validators

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_GONE_STATUS = frozenset({404, 410})
_CLAIMS = ("lang", "credit", "declared_url", "authors")


def record_pages(
    session: Session,
    pages: Sequence[tuple[int, PageRecord]],
    *,
    run_id: int,
    bounds: Mapping[int, PollBounds] | None = None,
) -> list[Outcome]:
    """Write what `pages` hold, each given with the id of its source; return how each ended.

    With an article go its version, its aliases and its validators, and its entry leaves the
    frontier: all or nothing. A page that this run recorded before writes nothing and keeps the
    outcome that it had. Pages are taken in order, so a later one meets the articles of an earlier
    one. Commit soon after: other writers wait for the end of the transaction.

    bounds: within which the listings of a source are read again, where it has its own.
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
    mark_feeds(session, [(e.source_id, e.page, e.outcome) for e in endings], bounds=bounds or {})
    return [outcomes[request] for request in requests]


def text_sha256(title: str, body: str) -> str:
    """Return a hash that only a change of the words, their order or punctuation changes."""
    text = f"{_folded(title)}\0{_folded(body)}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """The articles that a batch meets, found by any of their addresses."""

    session: Session
    by_address: dict[str, Article] = field(default_factory=dict)
    digests: dict[Article, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The hashes of an article's versions, oldest first."""
    aliases: dict[str, tuple[Article, datetime]] = field(default_factory=dict)
    """Those to add."""
    led_elsewhere: dict[str, Article] = field(default_factory=dict)
    """Stored aliases that lead to another article now."""
    moved: dict[Article, Article] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)

    def find(self, addresses: Iterable[str]) -> Article | None:
        found = (self.by_address.get(address) for address in addresses)
        return next((article for article in found if article is not None), None)

    def put(self, addresses: Iterable[str], article: Article, seen_at: datetime) -> None:
        """Let addresses that lead nowhere yet lead to an article."""
        for address in addresses:
            if address not in self.by_address:
                self.by_address[address] = article
                self.aliases[address] = article, seen_at

    def redirect(self, address: str, article: Article) -> None:
        """Let a stored address lead to another article than before."""
        self.by_address[address] = article
        if address in self.aliases:
            self.aliases[address] = article, self.aliases[address][1]
        else:
            self.led_elsewhere[address] = article

    def add_version(self, version: Version) -> None:
        self.versions.append(version)
        self.digests[version.article].append(version.text_sha256)

    def newest_body(self, article: Article) -> str:
        """The text that an article has now."""
        written = (
            version.body for version in reversed(self.versions) if version.article is article
        )
        body = next(written, None)
        if body is None:
            newest = select(Version.body).where(
                Version.article_id == article.id, Version.number == article.version_count
            )
            body = self.session.scalar(newest)
        return body or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How one page ended, before it is written."""

    source_id: int
    page: PageRecord
    outcome: Outcome
    article: Article | None = None
    detail: str | None = None

    @property
    def had(self) -> bool:
        """Whether the page was had, and an article stands for it."""
        is_as_before = self.outcome is Outcome.NOT_MODIFIED and self.article is not None
        return self.outcome.stored or is_as_before


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
    shelf = _Shelf(session=session)
    for chunk in chunks({address for page in pages for address in _all_addresses(page)}):
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
        return _end_without_article(shelf, source_id, page, page.outcome)
    found = page.article
    assert found is not None  # PageRecord holds one of the two
    if not fits_index(found.url):
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


def _end_without_article(
    shelf: _Shelf, source_id: int, page: PageRecord, outcome: Outcome
) -> _Ending:
    article = _known_article(shelf, page, outcome)
    if article is not None:
        if outcome is Outcome.GONE:
            _mark_gone(article, page)
        else:
            _take_signals(article, page)
        if outcome in _AS_BEFORE:
            _see(article, page)
            _lead_to(shelf, article, page)
    elif outcome is Outcome.UNCHANGED:  # it was removed while the page was on its way
        outcome = Outcome.NOT_MODIFIED
    return _Ending(
        source_id=source_id, page=page, outcome=outcome, article=article, detail=page.detail
    )


_AS_BEFORE = frozenset({Outcome.NOT_MODIFIED, Outcome.UNCHANGED})


def _known_article(shelf: _Shelf, page: PageRecord, outcome: Outcome) -> Article | None:
    """The article that a page without one tells something of."""
    if outcome is Outcome.GONE:
        # An address that led to many articles may go without any of them.
        article = shelf.find(_usable([page.requested_url]))
        return article if article and _is_own(page.requested_url, article) else None
    if outcome in _AS_BEFORE or outcome is Outcome.REFUSED_BY_OPT_OUT:
        return shelf.find(_addresses(page))
    return None


def _record_article(
    shelf: _Shelf, source_id: int, page: PageRecord, found: ExtractedArticle, run_id: int
) -> tuple[Outcome, Article]:
    digest = text_sha256(found.title, found.body)
    article = _find_article(shelf, page, found, digest)
    if article is None:
        article = _new_article(source_id, found.url, page.fetched_at)
        outcome = Outcome.STORED_NEW
    elif _is_known_text(article, digest, page, shelf.digests[article]):
        outcome = Outcome.UNCHANGED
    else:
        outcome = Outcome.STORED_VERSION
    changed = outcome is not Outcome.UNCHANGED
    _take_claims(article, found, replace=changed)
    _take_signals(article, page)
    _see(article, page)
    _lead_to(shelf, article, page)
    if changed:
        shelf.add_version(_next_version(article, found, digest, page, run_id))
    return outcome, article


def _find_article(
    shelf: _Shelf, page: PageRecord, found: ExtractedArticle, digest: str
) -> Article | None:
    """The stored article that a page shows, if any.

    The page's own address decides. Any other may have led to another article before: today's, at
    an address that is always the latest one's. It is the same one only if its text shows so.
    """
    for address in (*_addresses(page), *_usable([page.requested_url])):
        article = shelf.by_address.get(address)
        if article is None:
            continue
        if digest in shelf.digests[article]:
            return article
        is_reached = address in (found.url, page.final_url) or not _is_redirected(page)
        # An article whose own address leads on may just have a new one.
        if _is_own(address, article) and (is_reached or _is_edit(shelf, article, found)):
            return article
    return None


def _is_edit(shelf: _Shelf, article: Article, found: ExtractedArticle) -> bool:
    from pipeline.edits import is_edit  # numpy, which few batches need

    return is_edit(shelf.newest_body(article), found.body)


def _lead_to(shelf: _Shelf, article: Article, page: PageRecord) -> None:
    """Note which addresses lead to an article now, and which article has moved to it."""
    is_redirected = _is_redirected(page)
    if not is_redirected and _is_own(page.requested_url, article):
        article.moved_to_id = None
        shelf.moved.pop(article, None)
    for address in _usable([page.requested_url]):
        other = shelf.by_address.get(address)
        if other is None or other is article or page.fetched_at < other.last_seen_at:
            continue
        if not _is_own(address, other):
            shelf.redirect(address, article)
        elif is_redirected:
            shelf.moved[other] = article
            other.gone_at = None
    shelf.put(_all_addresses(page), article, page.fetched_at)


def _is_own(address: str, article: Article) -> bool:
    """Whether an address is the one that an article goes by."""
    return article.url in (storable(address), _canonical(address))


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


def _see(article: Article, page: PageRecord) -> None:
    if article.gone_at is not None and page.fetched_at >= article.gone_at:
        article.gone_at = None
    article.first_seen_at = min(article.first_seen_at, page.fetched_at)
    article.last_seen_at = max(article.last_seen_at, page.fetched_at)
    article.reference_at = article.published_at or article.first_seen_at
    if page.status in _GONE_STATUS:  # its text came from a listing
        _mark_gone(article, page)


def _mark_gone(article: Article, page: PageRecord) -> None:
    if article.gone_at is None and page.fetched_at >= article.last_seen_at:
        article.gone_at = page.fetched_at


def _take_signals(article: Article, page: PageRecord) -> None:
    if page.opt_outs is not None:
        article.opt_outs = [storable(signal) for signal in page.opt_outs]


def _next_version(
    article: Article, found: ExtractedArticle, digest: str, page: PageRecord, run_id: int
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
        fetched_at=page.fetched_at,
        extractor=page.extractor,
        archive_file=None if page.place is None else page.place.file,
        archive_offset=None if page.place is None else page.place.offset,
    )


def _save(session: Session, shelf: _Shelf, endings: Sequence[_Ending], run_id: int) -> None:
    session.add_all(shelf.versions)  # and with them the articles that are new
    session.flush()  # numbers the articles
    for article, successor in shelf.moved.items():
        article.moved_to_id = successor.id
    _save_aliases(session, shelf)
    insert_or_ignore(session, PageOutcome, [_outcome_row(ending, run_id) for ending in endings])
    frontier.settle(session, [frontier.Ending(e.page, e.outcome, e.had) for e in endings])
    save_validators(session, [e.page for e in endings if e.had or not _is_of_article(e.page)])


def _save_aliases(session: Session, shelf: _Shelf) -> None:
    rows = [
        {"url": url, "article_id": article.id, "first_seen_at": seen_at}
        for url, (article, seen_at) in shelf.aliases.items()
    ]
    insert_or_ignore(session, ArticleAlias, rows)
    changes = [
        {"of_url": url, "article_id": article.id} for url, article in shelf.led_elsewhere.items()
    ]
    if changes:
        alias: Table = ArticleAlias.metadata.tables["article_alias"]
        session.execute(update(alias).where(alias.c.url == bindparam("of_url")), changes)


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
        "archive_file": page.place and page.place.file,
        "archive_offset": page.place and page.place.offset,
    }


def _addresses(page: PageRecord) -> list[str]:
    """Return the addresses that the page itself is at, the one to believe most first."""
    if not _is_of_article(page):
        return []
    own = page.article.url if page.article is not None else None
    reached = page.final_url or page.requested_url
    asked = None if _is_redirected(page) else page.requested_url
    return _usable((own, reached, asked))


def _all_addresses(page: PageRecord) -> list[str]:
    """Return all addresses that lead to the page, or that it says it is at."""
    if not _is_of_article(page):
        return []
    return _usable((*_addresses(page), page.requested_url, *page.aliases))


def _usable(urls: Iterable[str | None]) -> list[str]:
    addresses = (storable(url) for url in urls if url and _is_address(url) and fits_index(url))
    return list(dict.fromkeys(addresses))


def _is_redirected(page: PageRecord) -> bool:
    """Whether another address answered than the one that was asked."""
    if page.final_url is None or not _is_address(page.requested_url):
        return False
    return _canonical(page.final_url) != _canonical(page.requested_url)


def _is_of_article(page: PageRecord) -> bool:
    return page.kind is PageKind.ARTICLE


@lru_cache(maxsize=4096)  # a batch asks for the same few again and again
def _canonical(url: str) -> str | None:
    try:
        return canonical_url(storable(url))
    except NotAnAddress:
        return None


def _is_address(url: str) -> bool:
    """Whether `url` is an address at all; the pages of an import are called file#line."""
    return _ADDRESS.match(url) is not None


def _cut(url: str) -> str:
    """Return `url`; one too long to be a key loses its end to a hash of the whole."""
    url = storable(url)
    if fits_index(url):
        return url
    digest = hashlib.sha256(url.encode()).hexdigest()
    return url.encode()[: MAX_ADDRESS_BYTES - 100].decode(errors="ignore") + f"...{digest}"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", storable(text)).split())
