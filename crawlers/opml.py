"""OPML 2.0: lists of feeds, as feed readers exchange them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from itertools import chain, count
from urllib.parse import urlsplit

from lxml import etree

from crawlers.catalogue import Outlet
from crawlers.listing_text import Unpackable, read_text
from crawlers.outlet_guesses import guess_name, read_locale, slug_of
from pipeline.urls import NotAnAddress, canonical_url, site_of

MAX_FEEDS = 50_000
# What OPML has no words for; other readers pass over it.
NAMESPACE = "https://newsfold.example/opml"
_NO_COUNTRY = "Elsewhere"


class OpmlError(ValueError):
    """The file is no OPML list; the message says why."""


@dataclass(frozen=True, slots=True)
class _Feed:
    url: str
    title: str
    home: str
    language: str | None
    country: str | None
    kind: str
    name: str
    time_zone: str | None
    owner: str | None


def write_opml(outlets: Iterable[Outlet], *, now: datetime) -> bytes:
    """The outlets as an OPML list, by country; their sitemaps and sections as links."""
    opml = etree.Element("opml", version="2.0", nsmap={"newsfold": NAMESPACE})
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = "Newsfold sources"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(opml, "body")
    by_country: dict[str, list[Outlet]] = defaultdict(list)
    for outlet in outlets:
        by_country[outlet.country or _NO_COUNTRY].append(outlet)
    for country in sorted(by_country):
        category = etree.SubElement(body, "outline", text=country)
        for outlet in by_country[country]:
            _write_outlet(category, outlet)
    written: bytes = etree.tostring(opml, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _write_outlet(category: etree._Element, outlet: Outlet) -> None:
    group = etree.SubElement(category, "outline", text=outlet.title, htmlUrl=outlet.home)
    own = {"name": outlet.name, "timeZone": outlet.time_zone, "owner": outlet.owner}
    for key, value in own.items():
        if value:
            group.set(f"{{{NAMESPACE}}}{key}", value)
    if outlet.language:
        group.set("language", outlet.language)
    for url in outlet.feeds:
        outline = {"type": "rss", "text": outlet.title, "title": outlet.title, "xmlUrl": url}
        outline |= {"htmlUrl": outlet.home}
        if outlet.language:
            outline["language"] = outlet.language
        if outlet.country:
            outline["category"] = f"/{outlet.country}"
        etree.SubElement(group, "outline", outline)
    for kind, urls in (("sitemap", outlet.sitemaps), ("section", outlet.sections)):
        for url in urls:
            link = etree.SubElement(group, "outline", type="link", text=url, url=url)
            link.set(f"{{{NAMESPACE}}}kind", kind)


def read_opml(content: bytes, *, taken: Iterable[str] = ()) -> tuple[Outlet, ...]:
    """The outlets of an OPML list: feeds of one site are one outlet.

    `taken` are names that are not to be given again. Raises OpmlError.
    """
    feeds = list(_feeds(_body(content)))[:MAX_FEEDS]
    if not feeds:
        raise OpmlError("there is no feed in it")
    by_site: dict[str, list[_Feed]] = defaultdict(list)
    for feed in feeds:
        by_site[feed.name or site_of(urlsplit(feed.home or feed.url).hostname or "")].append(feed)
    names = set(taken)
    outlets = []
    for feeds_of_site in by_site.values():
        outlets.append(_outlet(feeds_of_site, names))
        names.add(outlets[-1].name)
    return tuple(outlets)


def _body(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        recover=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(read_text(content).text.encode(), parser)
    except Unpackable as error:
        raise OpmlError(str(error)) from None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise OpmlError("it is no XML")
    if root.tag != "opml":
        raise OpmlError("its root element is not opml")
    return root


def _feeds(root: etree._Element) -> Iterator[_Feed]:
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        kind = "feed"
        if not url:
            kind = outline.get(f"{{{NAMESPACE}}}kind", "")
            url = outline.get("url", "") if kind in ("sitemap", "section") else ""
        if _is_address(url):
            yield _feed(outline, url, kind)


def _feed(outline: etree._Element, url: str, kind: str) -> _Feed:
    def said(key: str) -> str:
        """What the outline says, or else the one around it that says it first."""
        around = (outline, *outline.iterancestors("outline"))
        return next((found for each in around if (found := (each.get(key) or "").strip())), "")

    home = said("htmlUrl")
    texts = (each.get("text") or "" for each in outline.iterancestors("outline"))
    return _Feed(
        url=url,
        title=(outline.get("title") or outline.get("text") or "").strip(),
        home=home if _is_address(home) else "",
        language=read_locale(said("language"))[0],
        country=next((text for text in texts if len(text) == 2 and text.isupper()), None),
        kind=kind,
        name=said(f"{{{NAMESPACE}}}name"),
        time_zone=said(f"{{{NAMESPACE}}}timeZone") or None,
        owner=said(f"{{{NAMESPACE}}}owner") or None,
    )


def _outlet(feeds: Sequence[_Feed], taken: set[str]) -> Outlet:
    first = feeds[0]
    home = next((feed.home for feed in feeds if feed.home), "")
    parts = urlsplit(home or first.url)
    return Outlet(
        name=_free_name(first.name, parts.hostname or "", taken),
        title=next((f.title for f in feeds if f.kind == "feed" and f.title), parts.hostname or ""),
        home=home or f"{parts.scheme}://{parts.netloc}/",
        country=next((feed.country for feed in feeds if feed.country), None),
        language=next((feed.language for feed in feeds if feed.language), None),
        time_zone=first.time_zone or "UTC",
        owner=first.owner,
        feeds=_urls(feeds, "feed"),
        sitemaps=_urls(feeds, "sitemap"),
        sections=_urls(feeds, "section"),
    )


def _urls(feeds: Sequence[_Feed], kind: str) -> tuple[str, ...]:
    return tuple({canonical_url(f.url): f.url for f in feeds if f.kind == kind}.values())


def _free_name(wished: str, host: str, taken: set[str]) -> str:
    """A name that is not taken: the one that is wished, or one made of the host."""
    site = slug_of(site_of(host))
    wishes = (slug_of(wished) if wished else "", guess_name(host), site)
    numbered = (f"{site}-{number}" for number in count(2))
    return next(name for name in chain(wishes, numbered) if name and name not in taken)


def _is_address(url: str) -> bool:
    try:
        canonical_url(url)
    except NotAnAddress:
        return False
    return True
