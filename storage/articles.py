"""The one path on which fetched pages become articles, versions and outcomes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.outcomes import Outcome
from pipeline.pacing import PollBounds
from pipeline.records import ExtractedArticle, PageRecord
from pipeline.typography import plain_typography
from storage import frontier
from storage.changed_lines import note_changed, note_lines_of
from storage.claims import set_claim
from storage.details import explain_date, take_details
from storage.models import Article, ExportTable, PageOutcome, Version
from storage.page_addresses import addresses, cut, is_address, is_of_article, key_of, usable
from storage.polling import mark_feeds
from storage.search_index import IndexedText, index_articles
from storage.shelf import (
    Shelf,
    find_article,
    is_own,
    lead_to,
    load_shelf,
    own_address,
    save_aliases,
)
from storage.turns import Turn, take_turn
from storage.types import MAX_ADDRESS_BYTES, fits_index, storable
from storage.upserts import chunks, insert_or_ignore
from storage.validators import save_validators

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
    requests = [cut(page.requested_url) for _, page in pages]
    outcomes = _recorded_outcomes(session, run_id, requests)
    shelf = load_shelf(session, [page for _, page in pages])
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
    text = f"{plain_typography(storable(title))}\0{plain_typography(storable(body))}"
    return hashlib.sha256(text.encode()).hexdigest()


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


def _end_page(shelf: Shelf, source_id: int, page: PageRecord, run_id: int) -> _Ending:
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
    shelf: Shelf, source_id: int, page: PageRecord, outcome: Outcome
) -> _Ending:
    article = _known_article(shelf, page, outcome)
    if article is not None:
        if outcome is Outcome.GONE:
            _mark_gone(article, page)
        else:
            _take_signals(article, page)
        if outcome.as_before:
            _see(article, page)
            lead_to(shelf, article, page)
    elif outcome is Outcome.UNCHANGED:  # it was removed while the page was on its way
        outcome = Outcome.NOT_MODIFIED
    return _Ending(
        source_id=source_id, page=page, outcome=outcome, article=article, detail=page.detail
    )


def _known_article(shelf: Shelf, page: PageRecord, outcome: Outcome) -> Article | None:
    """The article that a page without one tells something of."""
    if outcome is Outcome.GONE:
        # An address that led to many articles may go without any of them.
        article = shelf.find(usable([page.requested_url]))
        return article if article and is_own(page.requested_url, article) else None
    if outcome.as_before or outcome is Outcome.REFUSED_BY_OPT_OUT:
        return shelf.find(addresses(page))
    return None


def _record_article(
    shelf: Shelf, source_id: int, page: PageRecord, found: ExtractedArticle, run_id: int
) -> tuple[Outcome, Article]:
    digest = text_sha256(found.title, found.body)
    found = replace(found, url=own_address(shelf, page, found, digest))
    page = replace(page, article=found)
    article = find_article(shelf, page, found, digest)
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
    lead_to(shelf, article, page)
    if changed:
        shelf.add_version(_next_version(article, found, digest, page, run_id))
    return outcome, article


def _is_known_text(article: Article, digest: str, page: PageRecord, digests: Sequence[str]) -> bool:
    """Whether a page tells nothing new of the article's text.

    A page fetched now that shows an earlier text again is an edit taken back. But an import, or a
    fetch older than the newest, may be read twice, and a second reading must change nothing.
    """
    repeatable = page.fetched_at <= article.last_seen_at or not is_address(page.requested_url)
    return digest in digests if repeatable else digest == digests[-1]


def _new_article(source_id: int, url: str, seen_at: datetime) -> Article:
    return Article(
        source_id=source_id,
        url=url,
        page_key=key_of(url),
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
    take_details(article, found, replace=replace)
    if article.published_at is None:
        explain_date(article, found)
        if found.published is not None:
            set_claim(article, "published", found.published)
    if found.modified is not None and _is_later(found.modified.at, article.modified_at):
        set_claim(article, "modified", found.modified)


def _storable_claim(claim: str | tuple[str, ...]) -> str | list[str]:
    return claim if isinstance(claim, str) else [storable(author) for author in claim]


def _is_later(claim: datetime, stored: datetime | None) -> bool:
    return stored is None or claim > stored


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
        standfirst=found.standfirst,
        body=found.body,
        text_sha256=digest,
        word_count=len(found.body.split()),
        crawl_run_id=run_id,
        fetched_at=page.fetched_at,
        extractor=page.extractor,
        archive_file=None if page.place is None else page.place.file,
        archive_offset=None if page.place is None else page.place.offset,
    )


def _save(session: Session, shelf: Shelf, endings: Sequence[_Ending], run_id: int) -> None:
    session.add_all(shelf.versions)  # and with them the articles that are new
    session.flush()  # numbers the articles
    index_articles(
        session,
        [IndexedText(v.article.id, v.title, v.body, v.standfirst) for v in shelf.versions],
    )
    for article, successor in shelf.moved.items():
        article.moved_to_id = successor.id
    note_changed(session, ExportTable.ARTICLES, [(article.id,) for article in shelf.moved])
    note_lines_of(session, {article.id for article in shelf.renamed})
    save_aliases(session, shelf)
    insert_or_ignore(session, PageOutcome, [_outcome_row(ending, run_id) for ending in endings])
    frontier.settle(session, [frontier.Ending(e.page, e.outcome, e.had) for e in endings])
    save_validators(session, [e.page for e in endings if e.had or not is_of_article(e.page)])


def _outcome_row(ending: _Ending, run_id: int) -> dict[str, Any]:
    page = ending.page
    return {
        "crawl_run_id": run_id,
        "source_id": ending.source_id,
        "requested_url": cut(page.requested_url),
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
