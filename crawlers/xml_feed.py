"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, whichever of them a feed mixes."""

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

from crawlers.feed_entries import (
    MAX_ENTRIES,
    FeedContent,
    FeedEntry,
    NotAFeed,
    bounded,
    html_of,
    plain_text,
)
from crawlers.xml_listing import NotXml, Parts, XmlEntry, XmlListing, read_listing

_ENTRIES = ("item", "entry")
_OTHERS = {
    "html": "an HTML page",
    "urlset": "a sitemap: list it under sitemaps",
    "sitemapindex": "a sitemap index: list it under sitemaps",
    "opml": "an OPML list",
}
_TITLES = ("title", "atom:title", "dc:title", "media:title")
_ORIGINAL_LINKS = ("feedburner:origlink", "pheedo:origlink")
_LINKS = ("link", "atom:link")
_CONTENTS = ("atom:content", "content")
_IDS = ("guid", "id", "atom:id")
_PUBLISHED = (
    "pubdate",
    "atom:published",
    "published",
    "atom:issued",
    "issued",
    "dcterms:issued",
    "dc:date",
    "dcterms:created",
    "atom:created",
    "created",
    "prism:publicationdate",
)
_MODIFIED = ("atom:updated", "updated", "dcterms:modified", "atom:modified", "modified")
_TEXTS = ("content:encoded", "atom:content", "content", "turbo:content", "yandex:full-text")
_UPDATE_PERIODS = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read_xml_feed(text: str) -> FeedContent:
    """Read an XML feed as far as it can be read; raises NotAFeed."""
    try:
        listing = read_listing(text, _ENTRIES, limit=MAX_ENTRIES)
    except NotXml:
        raise NotAFeed("neither RSS nor Atom") from None
    if listing.root in _OTHERS:
        raise NotAFeed(f"neither RSS nor Atom, but {_OTHERS[listing.root]}")
    entries = tuple(map(_entry, listing.entries))
    if not entries and listing.root not in ("rss", "rdf", "feed", "channel"):
        raise NotAFeed(f"neither RSS nor Atom: its root element is {listing.root}")
    return FeedContent(
        form=_form(listing),
        entries=entries,
        title=plain_text(_first_text(listing.head, _TITLES)),
        language=_first_text(listing.head, ("language", "dc:language")) or _xml_lang(listing),
        ttl_seconds=_ttl(listing.head),
        faults=listing.faults,
    )


def _form(listing: XmlListing) -> str:
    if listing.root == "feed":
        is_old = "modified" in {name.rpartition(":")[2] for name in listing.head}
        return "Atom 0.3" if listing.version == "0.3" or is_old else "Atom 1.0"
    if listing.root == "rdf":
        return "RSS 1.0"
    return f"RSS {listing.version}".strip()


def _xml_lang(listing: XmlListing) -> str | None:
    for elements in listing.head.values():
        root: etree._Element = elements[0].getroottree().getroot()
        found: str | None = root.get(_LANGUAGE)
        return found
    return None


def _ttl(head: Parts) -> int | None:
    """How long the feed asks to be left alone: RSS's ttl, or the syndication module's period."""
    if (minutes := _first_text(head, ("ttl",))).isdecimal():
        return int(minutes[:6]) * 60 or None
    period = _UPDATE_PERIODS.get(_first_text(head, ("sy:updateperiod",)).lower())
    if period is None:
        return None
    times = _first_text(head, ("sy:updatefrequency",))
    return period // max(1, int(times[:6])) if times.isdecimal() else period


def _entry(entry: XmlEntry) -> FeedEntry:
    parts = entry.parts
    return FeedEntry(
        links=[_joined(entry.element, link) for link in _links(entry)],
        title=plain_text(_first_text(parts, _TITLES)),
        published=_first_text(parts, _PUBLISHED) or None,
        modified=_first_text(parts, _MODIFIED) or None,
        text=_article_text(parts),
    )


def _joined(element: etree._Element, link: str) -> str:
    """The link joined to the xml:base that is in force, if one is."""
    base = element.base
    try:
        return urljoin(base, link) if base else link
    except ValueError:
        return link


def _links(entry: XmlEntry) -> Iterator[str]:
    """What may be the address of an entry, the likeliest first."""
    for name in _ORIGINAL_LINKS:
        yield from _texts(entry.parts, name)
    yield from _texts(entry.parts, "link")
    elements = [element for name in _LINKS for element in entry.parts.get(name, ())]
    targets = [element for element in elements if element.get("href")]
    for element in sorted(targets, key=_link_rank):
        # As in "http://www.iana.org/assignments/relation/alternate", or empty.
        if (element.get("rel") or "alternate").lower().rpartition("/")[2] == "alternate":
            yield element.get("href")
    for name in _IDS:
        for element in entry.parts.get(name, ()):
            if element.get("isPermaLink", "true").lower() != "false":
                yield from (text for text in [_text(element)] if text.lower().startswith("http"))
    if about := entry.element.get(_ABOUT):
        yield about
    for name in _CONTENTS:
        for element in entry.parts.get(name, ()):
            if "html" in element.get("type", "") and element.get("src"):
                yield element.get("src")


def _link_rank(element: etree._Element) -> int:
    return 0 if "html" in element.get("type", "html") else 1


def _article_text(parts: Parts) -> str | None:
    """The whole article, where the feed carries it; not its summary."""
    for name in _TEXTS:
        for element in parts.get(name, ()):
            if found := bounded(_html(element, name)):
                return found
    return None


def _html(element: etree._Element, name: str) -> str | None:
    kind = element.get("type", "").lower()
    if len(element):  # XHTML in place
        return "".join(etree.tostring(c, encoding="unicode") for c in element)
    text = element.text or ""
    is_plain = kind in ("text", "text/plain") or (not kind and "<" not in text)
    if kind and not is_plain and "html" not in kind:
        return None  # a picture, a sound
    return html_of(text) if is_plain else text


def _first_text(parts: Parts, names: tuple[str, ...]) -> str:
    """The text of the first of these elements that has any."""
    return next((text for name in names for text in _texts(parts, name)), "")


def _texts(parts: Parts, name: str) -> Iterator[str]:
    return (text for element in parts.get(name, ()) if (text := _text(element)))


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()
