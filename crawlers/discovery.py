"""What a feed or a sitemap lists: pure functions of its bytes."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from urllib.parse import urljoin

import feedparser
from lxml import etree

from crawlers.extract.dates import best_claim, parse_claim
from pipeline.records import DateOrigin, ListedPage
from pipeline.urls import NotAnAddress, canonical_url

# The sitemap protocol's own limit; also far above what any feed lists.
MAX_ENTRIES = 50_000
# What feedparser itself breaks on, seen or likely, when a feed is garbage.
_FEED_BREAKS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
# Four times the cap on a download: more comes out of a sitemap only if it is a bomb.
MAX_UNPACKED = 32 * 1024 * 1024
# Of the text of one article, in characters: far more than any article has.
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedListing:
    """What a feed lists. `broken` says what is wrong with it; entries may be there all the same."""

    entries: tuple[ListedPage, ...] = ()
    broken: str | None = None
    unusable: int = 0
    """Entries without an http(s) address."""
    ttl_seconds: int | None = None
    """How long, by its own word, it stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapListing:
    """What a sitemap lists: pages, or further sitemaps."""

    pages: tuple[ListedPage, ...] = ()
    nested: tuple[ListedPage, ...] = ()
    broken: str | None = None
    unusable: int = 0


def parse_feed(content: bytes, url: str, *, time_zone: tzinfo = UTC) -> FeedListing:
    """Read an RSS or Atom feed as far as it can be read; never fails and never opens anything."""
    # feedparser takes bytes for a file name to open if there is such a file; a stream it does not.
    try:
        parsed = feedparser.parse(
            BytesIO(content),
            response_headers={"content-location": url, "content-type": "application/xml"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FEED_BREAKS as error:
        return FeedListing(broken=f"cannot be read: {error!r}")
    entries = parsed.entries[:MAX_ENTRIES]
    listed = [page for entry in entries if (page := _feed_page(entry, url, time_zone))]
    return FeedListing(
        entries=tuple(listed),
        broken=_feed_fault(parsed),
        unusable=len(entries) - len(listed),
    )


def _feed_page(entry: feedparser.FeedParserDict, base: str, time_zone: tzinfo) -> ListedPage | None:
    address = _address(entry.get("link") or _permalink(entry), base)
    if address is None:
        return None
    return ListedPage(
        url=address,
        title=str(entry.get("title", "")).strip(),
        published=parse_claim(entry.get("published"), DateOrigin.FEED, time_zone=time_zone),
        # feedparser answers with "published" where "updated" is asked for and missing
        modified=parse_claim(dict.get(entry, "updated"), DateOrigin.FEED, time_zone=time_zone),
    )


def _permalink(entry: feedparser.FeedParserDict) -> str:
    # RSS: a guid is the address unless it says isPermaLink="false"; feedparser keeps that apart.
    return str(entry.get("id", "")) if entry.get("guidislink", False) else ""


def _feed_fault(parsed: feedparser.FeedParserDict) -> str | None:
    if not parsed.get("version") and not parsed.entries:
        return "neither RSS nor Atom"
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    # A wrong declaration of the encoding is mended without loss and is no news to anybody.
    if error is None or isinstance(error, feedparser.CharacterEncodingOverride):
        return None
    return f"not well-formed: {error}"


def parse_sitemap(content: bytes, url: str, *, time_zone: tzinfo = UTC) -> SitemapListing:
    """Read a sitemap or a sitemap index, gzip or not; never fails and never opens anything."""
    try:
        root = _xml_root(_unpack(content))
    except (ValueError, zlib.error, etree.XMLSyntaxError) as error:
        return SitemapListing(broken=str(error) or "not XML")
    kind = etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        return SitemapListing(broken=f"its root element is {kind}, not urlset or sitemapindex")
    nodes = _children(root, "url" if kind == "urlset" else "sitemap")[:MAX_ENTRIES]
    pages = tuple(page for node in nodes if (page := _sitemap_page(node, url, time_zone)))
    return SitemapListing(
        pages=pages if kind == "urlset" else (),
        nested=pages if kind == "sitemapindex" else (),
        unusable=len(nodes) - len(pages),
    )


def _unpack(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    data = unpacker.decompress(content, MAX_UNPACKED)
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {MAX_UNPACKED} bytes when unpacked")
    return data


def _xml_root(data: bytes) -> etree._Element:
    try:
        return _parse_xml(data.strip(), recover=False)
    except etree.XMLSyntaxError:
        # Bare ampersands in addresses are the usual fault. To recover from one is to lose a part
        # of the address, so they are mended before what else is wrong is skipped.
        root = _parse_xml(_BARE_AMPERSAND.sub(b"&amp;", data.strip()), recover=True)
        if root is None:
            raise
        return root


def _parse_xml(data: bytes, *, recover: bool) -> etree._Element:
    # Entities stay as they are: one that names a file would be read from this machine, one that
    # names itself again and again would fill its memory.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=recover)
    return etree.fromstring(data, parser)


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if _local_name(child) == name]


def _local_name(node: etree._Element) -> str:
    # Outlets get the namespace wrong often enough to ignore it. Comments have no name.
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _sitemap_page(node: etree._Element, base: str, time_zone: tzinfo) -> ListedPage | None:
    values = {_local_name(child): _text(child) for child in node}
    news = {_local_name(part): _text(part) for block in _children(node, "news") for part in block}
    address = _address(values.get("loc", ""), base)
    if address is None:
        return None
    published = news.get("publication_date")
    return ListedPage(
        url=address,
        title=news.get("title", ""),
        published=parse_claim(published, DateOrigin.SITEMAP, time_zone=time_zone),
        modified=parse_claim(values.get("lastmod"), DateOrigin.SITEMAP, time_zone=time_zone),
    )


def _text(node: etree._Element) -> str:
    return (node.text or "").strip()


def _address(link: str, base: str) -> str | None:
    """The absolute address that a listing means, if it is one that can be asked for."""
    if not link.strip():
        return None
    try:
        absolute = urljoin(base, link.strip())
        canonical_url(absolute)
    except (NotAnAddress, ValueError):
        return None
    return absolute


def merge_listings(listings: Iterable[Iterable[ListedPage]]) -> dict[str, ListedPage]:
    """Return each page once, newest first, under its canonical address.

    A page that is listed again only fills what was missing, or claims its dates more exactly; so
    the result depends on the order of the listings, not on which was fetched first.
    """
    merged: dict[str, ListedPage] = {}
    for listing in listings:
        for page in listing:
            key = canonical_url(page.url)
            merged[key] = _merged(merged[key], page) if key in merged else page
    return dict(sorted(merged.items(), key=lambda entry: _age(entry[1])))


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
