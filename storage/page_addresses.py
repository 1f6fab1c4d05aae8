"""The addresses of a page: which lead to it, which can be stored, and when two are of one page."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.records import PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url, page_key
from storage.types import MAX_ADDRESS_BYTES, fits_index, storable

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def is_of_article(page: PageRecord) -> bool:
    """Whether a page was asked for as an article."""
    return page.kind is PageKind.ARTICLE


def is_address(url: str) -> bool:
    """Whether `url` is an address at all; the pages of an import are called file#line."""
    return _ADDRESS.match(url) is not None


def reached_address(page: PageRecord) -> str | None:
    """Our address for where the page answered; None for that of an import."""
    return _canonical(page.final_url or page.requested_url)


def addresses(page: PageRecord) -> list[str]:
    """Return the addresses that the page itself is at, the one to believe most first."""
    if not is_of_article(page):
        return []
    own = page.article.url if page.article is not None else None
    reached = page.final_url or page.requested_url
    asked = None if is_redirected(page) else page.requested_url
    return usable((own, reached, asked))


def all_addresses(page: PageRecord) -> list[str]:
    """Return all addresses that lead to the page, or that it says it is at."""
    if not is_of_article(page):
        return []
    return usable((*addresses(page), page.requested_url, *page.aliases))


def usable(urls: Iterable[str | None]) -> list[str]:
    """Those that are addresses and can be stored, each once."""
    found = (storable(url) for url in urls if url and is_address(url) and fits_index(url))
    return list(dict.fromkeys(found))


def is_redirected(page: PageRecord) -> bool:
    """Whether another page answered than the one that was asked for."""
    if page.final_url is None or not is_address(page.requested_url):
        return False
    return key_of(page.final_url) != key_of(page.requested_url)


@lru_cache(maxsize=4096)  # a batch asks for the same few again and again
def key_of(url: str) -> str:
    """The key of the page at `url` (`pipeline.urls.page_key`); what is no address is its own."""
    url = storable(url)
    try:
        key = page_key(url)
    except NotAnAddress:
        return url
    return key if fits_index(key) else url


def cut(url: str) -> str:
    """Return `url`; one too long to be a key loses its end to a hash of the whole."""
    url = storable(url)
    if fits_index(url):
        return url
    digest = hashlib.sha256(url.encode()).hexdigest()
    return url.encode()[: MAX_ADDRESS_BYTES - 100].decode(errors="ignore") + f"...{digest}"


def _canonical(url: str) -> str | None:
    try:
        return canonical_url(storable(url))
    except NotAnAddress:
        return None
