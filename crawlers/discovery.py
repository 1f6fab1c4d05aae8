"""What a feed or a sitemap lists: pure functions of its bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from urllib.parse import urljoin, urlsplit

from crawlers.extract.dates import best_claim, parse_claim
from crawlers.feed_entries import FeedContent, FeedEntry, NotAFeed, plain_text
from crawlers.json_feed import is_json, read_json_feed
from crawlers.listing_text import ListingText, Unpackable, read_text
from crawlers.xml_feed import read_xml_feed
from crawlers.xml_listing import NotXml, Parts, XmlEntry, XmlListing, named_parts, read_listing
from pipeline.records import DateOrigin, ListedPage
from pipeline.urls import NotAnAddress, canonical_url, page_key, without_login

# The sitemap protocol's own limit.
MAX_ENTRIES = 50_000
# No article has a longer one.
MAX_ADDRESS = 4096
_FEED_ROOTS = ("rss", "rdf", "feed")
# Where a template goes on in another line.
_LINE_END = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedListing:
    """What a feed lists. `broken` says what is wrong with it; entries may be there all the same."""

    entries: tuple[ListedPage, ...] = ()
    broken: str | None = None
    unusable: int = 0
    """Entries without an http(s) address."""
    ttl_seconds: int | None = None
    """How long, by its own word, it stays as it is."""
    form: str = ""
    """As in "RSS 2.0"."""
    title: str = ""
    language: str | None = None
    """As the feed prints it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapListing:
    """What a sitemap lists: pages, or further sitemaps."""

    pages: tuple[ListedPage, ...] = ()
    nested: tuple[ListedPage, ...] = ()
    broken: str | None = None
    unusable: int = 0
    is_news: bool = False
    """Whether it is one of Google's news sitemaps: of the last two days, with their times."""


def parse_feed(
    content: bytes, url: str, *, time_zone: tzinfo = UTC, content_type: str | None = None
) -> FeedListing:
    """Read an RSS, Atom or JSON feed as far as it can be read.

    What it is, is told from its content. Never fails, and never opens anything. `content_type` is
    the response's header; only a charset in it counts, and only where nothing better is known.
    """
    try:
        listing = read_text(content, content_type)
        read = read_json_feed if is_json(listing.text) else read_xml_feed
        return _feed_listing(read(listing.text), listing.faults, url, time_zone)
    except (Unpackable, NotAFeed) as error:
        return FeedListing(broken=str(error))


def _feed_listing(
    feed: FeedContent, faults: tuple[str, ...], url: str, time_zone: tzinfo
) -> FeedListing:
    listed = tuple(page for entry in feed.entries if (page := _feed_page(entry, url, time_zone)))
    return FeedListing(
        entries=listed,
        broken="; ".join((*faults, *feed.faults)) or None,
        unusable=len(feed.entries) - len(listed),
        ttl_seconds=feed.ttl_seconds,
        form=feed.form,
        title=feed.title,
        language=feed.language,
    )


def _feed_page(entry: FeedEntry, base: str, time_zone: tzinfo) -> ListedPage | None:
    address = next((found for link in entry.links if (found := _address(link, base))), None)
    if address is None:
        return None
    return ListedPage(
        url=address,
        title=entry.title,
        published=parse_claim(entry.published, DateOrigin.FEED, time_zone=time_zone),
        modified=parse_claim(entry.modified, DateOrigin.FEED, time_zone=time_zone),
        text=entry.text,
    )


def parse_sitemap(
    content: bytes, url: str, *, time_zone: tzinfo = UTC, content_type: str | None = None
) -> SitemapListing:
    """Read a sitemap, a sitemap index or a plain list of addresses, gzip or not.

    A feed, which the protocol allows in a sitemap's place, is read too. What it is, is told from
    its content. Never fails, and never opens anything.
    """
    try:
        listing = read_text(content, content_type)
        if not listing.text.startswith("<"):
            return _address_list(listing, url)
        found = read_listing(listing.text, ("url", "sitemap"), limit=MAX_ENTRIES)
    except (Unpackable, NotXml) as error:
        return SitemapListing(broken=str(error))
    if found.root in _FEED_ROOTS:
        feed = parse_feed(content, url, time_zone=time_zone, content_type=content_type)
        return SitemapListing(pages=feed.entries, broken=feed.broken, unusable=feed.unusable)
    if found.root not in ("urlset", "sitemapindex"):
        return SitemapListing(
            broken=f"its root element is {found.root}, not urlset or sitemapindex"
        )
    return _sitemap_listing(found, listing.faults, url, time_zone)


def _sitemap_listing(
    found: XmlListing, faults: tuple[str, ...], url: str, time_zone: tzinfo
) -> SitemapListing:
    pages: list[ListedPage] = []
    nested: list[ListedPage] = []
    is_news = False
    unusable = 0
    for entry in found.entries:
        page = _sitemap_page(entry, url, time_zone)
        is_news = is_news or "news:news" in entry.parts
        if page is None:
            unusable += 1
        else:
            (nested if _is_sitemap(entry) else pages).append(page)
    return SitemapListing(
        pages=tuple(pages),
        nested=tuple(nested),
        broken="; ".join((*faults, *found.faults)) or None,
        unusable=unusable,
        is_news=is_news,
    )


def _is_sitemap(entry: XmlEntry) -> bool:
    return str(entry.element.tag).lower().endswith("sitemap")


def _sitemap_page(entry: XmlEntry, base: str, time_zone: tzinfo) -> ListedPage | None:
    address = _address(_text(entry.parts, "loc"), base)
    if address is None:
        return None
    news = entry.parts
    for block in entry.parts.get("news:news", ())[:1]:
        news = {**entry.parts, **named_parts(block)}
    published = _text(news, "news:publication_date")
    modified = _text(entry.parts, "lastmod")
    return ListedPage(
        url=address,
        title=plain_text(_text(news, "news:title")),
        published=parse_claim(published, DateOrigin.SITEMAP, time_zone=time_zone),
        modified=parse_claim(modified, DateOrigin.SITEMAP, time_zone=time_zone),
    )


def _text(parts: Parts, name: str) -> str:
    texts = ((part.text or "").strip() for part in parts.get(name, ()))
    return next((text for text in texts if text), "")


def _address_list(listing: ListingText, url: str) -> SitemapListing:
    """A sitemap of the protocol's plain form: one address a line."""
    lines = [line.strip() for line in listing.text.splitlines() if line.strip()]
    listed = lines[:MAX_ENTRIES]
    pages = tuple(
        ListedPage(url=line)
        for line in listed
        if line.startswith(("http://", "https://")) and _address(line, url)
    )
    faults = list(listing.faults)
    if len(lines) > len(listed):
        faults.append(f"more than {MAX_ENTRIES} entries: the rest is left out")
    if not pages:
        faults.append("neither a sitemap nor a list of addresses")
    return SitemapListing(
        pages=pages, broken="; ".join(faults) or None, unusable=len(listed) - len(pages)
    )


def _address(link: str, base: str) -> str | None:
    """The absolute address that a listing means, if it is one that can be asked for."""
    # Escaped twice, as many are; &copy=1 is a parameter and no entity.
    link = "".join(map(str.strip, _LINE_END.split(link))).replace("&amp;", "&")
    if not 0 < len(link) <= MAX_ADDRESS:
        return None
    try:
        absolute = _absolute(link, base)
        canonical_url(absolute)
    except (NotAnAddress, ValueError):
        return None
    return without_login(absolute)


def _absolute(link: str, base: str) -> str:
    if link.startswith(("http://", "https://")):
        return link
    parts = urlsplit(base)
    # "harbour.example/storm", where a folder of that name is meant by nobody.
    host = link.partition("/")[0].casefold()
    if host.removeprefix("www.") == (parts.hostname or "").removeprefix("www."):
        return f"{parts.scheme}://{link}"
    return urljoin(base, link)


def merge_listings(listings: Iterable[Iterable[ListedPage]]) -> dict[str, ListedPage]:
    """Return each page once, newest first, under its canonical address as first listed.

    A page that is listed again only fills what was missing, or claims its dates more exactly; so
    the result depends on the order of the listings, not on which was fetched first.
    """
    merged: dict[str, ListedPage] = {}
    for listing in listings:
        for page in listing:
            key = page_key(page.url)
            merged[key] = _merged(merged[key], page) if key in merged else page
    newest_first = sorted(merged.values(), key=_age)
    return {canonical_url(page.url): page for page in newest_first}


def _merged(first: ListedPage, second: ListedPage) -> ListedPage:
    return replace(
        first,
        title=first.title or second.title,
        published=best_claim((first.published, second.published)),
        modified=best_claim((first.modified, second.modified)),
        text=first.text or second.text,
    )


def _age(page: ListedPage) -> float:
    claim = page.published or page.modified
    return -claim.at.timestamp() if claim else _NEVER


_NEVER = -datetime.min.replace(tzinfo=UTC).timestamp()
