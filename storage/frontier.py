"""Keeps what a crawl has still to ask for: articles that were listed and are not stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, bindparam, delete, select
from sqlalchemy.orm import Session, defer

from pipeline.outcomes import Outcome
from pipeline.pacing import REVIVAL_WAIT, next_try, revisit_at
from pipeline.records import ListedPage, PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url, site_of
from storage.listings import listed_page, listing_of, renewed
from storage.models import Article, ArticleAlias, Frontier, Source, Version
from storage.page_addresses import key_of
from storage.turns import Turn, take_turn
from storage.types import storable
from storage.upserts import chunks, insert_or_ignore
from storage.versions import NEWEST

_LEFT_LYING = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierEntry:
    """One article to ask for."""

    page: ListedPage
    """As listed, but for the text: `listed_text` has that."""
    attempts: int = 0
    """How often it was asked for in vain."""
    known: bool = False
    """Whether the article is stored, and asked for again since it was modified."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the request for a page ended."""

    page: PageRecord
    outcome: Outcome
    is_article: bool
    """Whether an article stands for the page after it."""


def add_listed(
    session: Session, source_id: int, pages: Mapping[str, ListedPage], *, now: datetime
) -> set[str]:
    """Put the listed `pages`, each under its canonical address, into the frontier.

    Returns the addresses that were neither stored nor listed before. What is stored is left out,
    unless its listing says that it was modified since we last saw it. Commit before the listing
    itself is recorded as read: what is not modified since then is not read again.
    """
    take_turn(session, Turn.RECORD_PAGES)
    pages = {storable(url): page for url, page in pages.items()}
    sightings = _sightings(session, pages)
    entries = _entries(session, pages)
    owners = _Owners(session, source_id, entries.values(), now)
    new, rows = set(), []
    for url, page in pages.items():
        known = (sightings.get(name) for name in (url, storable(page.url), key_of(url)))
        seen = next(filter(None, known), None)
        at = now if seen is None else seen.revisit_at(page, now)
        if url in entries:
            _renew(entries[url], page, source_id if owners.take(entries[url]) else None, at, now)
        elif at is not None:
            rows.append(_row(source_id, url, page, at, now))
        if url not in entries and seen is None:
            new.add(url)
    insert_or_ignore(session, Frontier, rows)
    session.flush()
    return new


def due_entries(
    session: Session, source_id: int, *, now: datetime, limit: int | None = None
) -> list[int]:
    """Return the ids of the entries of a source to ask for now, the newest first."""
    newest_first = (
        Frontier.claimed_at.desc().nulls_last(),
        Frontier.listed_at.desc(),
        Frontier.id,
    )
    due = select(Frontier.id).where(Frontier.source_id == source_id, Frontier.next_try_at <= now)
    return list(session.scalars(due.order_by(*newest_first).limit(limit)))


def load_entries(session: Session, ids: Sequence[int]) -> list[FrontierEntry]:
    """Return the entries with these ids, in this order; those settled meanwhile are left out."""
    found = {row.id: row for row in session.scalars(select(Frontier).where(Frontier.id.in_(ids)))}
    rows = [found[entry_id] for entry_id in ids if entry_id in found]
    addresses = [address for row in rows for address in (row.url, row.listed_url)]
    stored = set(session.scalars(select(ArticleAlias.url).where(ArticleAlias.url.in_(addresses))))
    keys = [key_of(row.url) for row in rows]
    stored.update(session.scalars(select(Article.page_key).where(Article.page_key.in_(keys))))
    return [
        FrontierEntry(
            page=listed_page(row.listed_url, row.listing | {"text": None}),
            attempts=row.attempts,
            known=not stored.isdisjoint((row.url, row.listed_url, key_of(row.url))),
        )
        for row in rows
    ]


def listed_text(session: Session, url: str) -> str | None:
    """Return the text that the listing of an article carried, as HTML, if it carried one."""
    listing = session.scalar(select(Frontier.listing).where(Frontier.url == storable(url)))
    return listing.get("text") if listing else None


def sources_with_due_entries(session: Session, *, now: datetime) -> set[str]:
    """Return the names of the sources that have something to ask for."""
    due = select(Source.name).join(Frontier).where(Frontier.next_try_at <= now)
    return set(session.scalars(due.distinct()))


def settle(session: Session, endings: Iterable[Ending]) -> None:
    """Note how requests ended.

    An article that is stored leaves the frontier. Any other page stays, with the time of its next
    try, or with none once it is given up.
    """
    ended = {url: ending for ending in endings if (url := _settled_url(ending)) is not None}
    stored = sorted(url for url, ending in ended.items() if ending.is_article)
    for urls in chunks(stored):
        session.execute(delete(Frontier).where(Frontier.url.in_(urls)))
    for urls in chunks(sorted(ended.keys() - stored)):
        rows = select(Frontier).where(Frontier.url.in_(urls)).options(defer(Frontier.listing))
        for entry in session.scalars(rows):
            _note_failure(entry, ended[entry.url])
    session.flush()


@dataclass(frozen=True, slots=True)
class _Sighting:
    """When a stored article was last fetched, and when its text last changed."""

    seen_at: datetime
    changed_at: datetime

    def revisit_at(self, page: ListedPage, now: datetime) -> datetime | None:
        return revisit_at(page.modified, seen_at=self.seen_at, changed_at=self.changed_at, now=now)


# Made once: a crawl asks these for each of its outlets, mostly for a few names.
_NAMES: BindParameter[Sequence[str]] = bindparam("names", expanding=True)
_SEEN_BY_ADDRESS = (
    select(ArticleAlias.url, Article.last_seen_at, Version.fetched_at)
    .join(Article, Article.id == ArticleAlias.article_id)
    .join(Version, NEWEST)
    .where(ArticleAlias.url.in_(_NAMES))
)
_SEEN_BY_KEY = (
    select(Article.page_key, Article.last_seen_at, Version.fetched_at)
    .join(Version, NEWEST)
    .where(Article.page_key.in_(_NAMES))
)


def _sightings(session: Session, pages: Mapping[str, ListedPage]) -> dict[str, _Sighting]:
    """The stored articles among the pages, by the address that leads to them or by their key."""
    found: dict[str, _Sighting] = {}
    addresses = set(pages) | {storable(page.url) for page in pages.values()}
    for names, query in (
        (addresses, _SEEN_BY_ADDRESS),
        ({key_of(url) for url in pages}, _SEEN_BY_KEY),
    ):
        for chunk in chunks(names):
            rows = session.execute(query, {"names": chunk})
            found.update(
                (name, _Sighting(seen_at, changed_at)) for name, seen_at, changed_at in rows
            )
    return found


def _entries(session: Session, urls: Iterable[str]) -> dict[str, Frontier]:
    found: dict[str, Frontier] = {}
    for chunk in chunks(urls):
        rows = session.scalars(select(Frontier).where(Frontier.url.in_(chunk)))
        found.update((row.url, row) for row in rows)
    return found


class _Owners:
    """Knows whose an entry is that another outlet has listed before.

    What several outlets list is asked for in the name of the first; but the listing of a stranger
    must not settle what becomes of the pages of an outlet that lists them itself. And what the
    first has left lying is nobody's: it may not be crawled any more.
    """

    def __init__(
        self, session: Session, source_id: int, entries: Iterable[Frontier], now: datetime
    ) -> None:
        self._abandoned_before = now - _LEFT_LYING
        self._source_id = source_id
        self._sites: dict[int, str] = {}
        if others := {entry.source_id for entry in entries} - {source_id}:
            ids = {source_id} | others
            homes = session.execute(select(Source.id, Source.home_url).where(Source.id.in_(ids)))
            self._sites = {found: _site(home or "") for found, home in homes}

    def take(self, entry: Frontier) -> bool:
        """Whether the entry, another source's until now, is rather ours."""
        if entry.source_id == self._source_id:
            return False
        if entry.next_try_at is not None and entry.next_try_at < self._abandoned_before:
            return True
        return self._owns(self._source_id, entry) and not self._owns(entry.source_id, entry)

    def _owns(self, source_id: int, entry: Frontier) -> bool:
        own, site = self._sites.get(source_id), _site(entry.url)
        return bool(own) and (site == own or site.endswith(f".{own}"))


def _site(url: str) -> str:
    try:
        return site_of(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _row(source_id: int, url: str, page: ListedPage, at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "url": url,
        "listed_url": page.url,
        "listing": listing_of(page),
        "listed_at": now,
        "claimed_at": _claimed_at(page),
        "next_try_at": at,
    }


def _renew(
    entry: Frontier, page: ListedPage, new_source_id: int | None, at: datetime | None, now: datetime
) -> None:
    """Take in that an entry is listed again."""
    if new_source_id is None and entry.listing == listing_of(page):
        return  # most of a listing is as it was when it was read before
    before = listed_page(entry.listed_url, entry.listing)
    if new_source_id is not None:
        entry.source_id, entry.attempts, entry.next_try_at = new_source_id, 0, at
    elif entry.next_try_at is None and at is not None and _is_newer(page, before):
        entry.attempts, entry.next_try_at = 0, max(at, now + REVIVAL_WAIT)
    after = renewed(before, page)
    entry.listing, entry.claimed_at = listing_of(after), _claimed_at(after)


def _is_newer(page: ListedPage, before: ListedPage) -> bool:
    if page.modified is None:
        return False
    return before.modified is None or page.modified.at > before.modified.at


def _claimed_at(page: ListedPage) -> datetime | None:
    claim = page.published or page.modified
    return None if claim is None else claim.at


def _settled_url(ending: Ending) -> str | None:
    """The entry that an ending settles: of the address asked for, or that an import names."""
    if ending.page.kind is not PageKind.ARTICLE or ending.outcome is Outcome.ABANDONED:
        return None
    for url in (ending.page.requested_url, ending.page.final_url):
        try:
            return canonical_url(storable(url or ""))
        except NotAnAddress:
            continue
    return None


def _note_failure(entry: Frontier, ending: Ending) -> None:
    entry.attempts += 1
    entry.last_outcome = ending.outcome
    entry.next_try_at = next_try(
        ending.outcome,
        attempts=entry.attempts,
        at=ending.page.fetched_at,
        status=ending.page.status,
        wait_seconds=ending.page.wait_seconds,
    )
