"""What an address offers: where to look for listings, and which of those found to read.

Pure functions; `crawlers.spiders.listing_visits` does the fetching.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import html

from crawlers.article_addresses import NONE_AT_ALL, address_worth
from crawlers.catalogue import Outlet
from crawlers.extract.markup import NotMarkup, decode
from crawlers.listing_reports import ListingReport, SiteReport
from crawlers.lxml_tree import parse_tree, text_of
from crawlers.outlet_guesses import guess_country, guess_zone, read_locale
from crawlers.page_places import Places
from crawlers.sections import ENOUGH_OF_ADDRESS, MAX_LINKS
from pipeline.urls import NotAnAddress, canonical_url, site_of
from storage.models import FeedKind

COMMON_FEEDS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/all.xml",
    "/feed.json",
)
COMMON_NEWS_SITEMAPS = (
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemaps/news.xml",
)
COMMON_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
# Of each sort, so many are asked for and no more: some pages name a feed for each of their tags.
MAX_ALTERNATES = 12
MAX_SITEMAPS = 6
MAX_SECTIONS = 8
# Two feeds that share so much of what they list are one feed in two forms.
SAME_FEED = 0.8

_FEED_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:text|application)/xml"
)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire", re.IGNORECASE)
_NEWS = re.compile(r"news|nachrichten|actu|noticias|latest|recent|today", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—:·»-]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may list articles."""

    url: str
    kind: FeedKind
    found_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClues:
    """What a page says about its outlet."""

    title: str = ""
    language: str | None = None
    country: str | None = None
    feeds: tuple[Candidate, ...] = ()
    sections: tuple[Candidate, ...] = ()


def read_clues(page: bytes, url: str, content_type: str | None = None) -> PageClues:
    """What an HTML page says about its outlet; nothing, where it is no HTML."""
    try:
        tree = parse_tree(decode(page, content_type))
    except NotMarkup:
        return PageClues()
    locales = _locales(tree)
    return PageClues(
        title=_site_title(tree),
        language=next((language for language, _ in locales if language), None),
        country=next((country for _, country in locales if country), None),
        feeds=tuple(_alternates(tree, url)),
        sections=tuple(_sections(tree, url)),
    )


def at_site(url: str, paths: Iterable[str], kind: FeedKind) -> list[Candidate]:
    """These paths at the site of `url`."""
    return [Candidate(url=urljoin(url, path), kind=kind, found_by="a usual path") for path in paths]


def named_in_robots(url: str, sitemaps: Iterable[str]) -> list[Candidate]:
    """The sitemaps that a robots.txt names, those of news first."""
    found = [urljoin(url, sitemap.strip()) for sitemap in sitemaps]
    found.sort(key=lambda address: not _NEWS.search(urlsplit(address).path))
    return [
        Candidate(url=address, kind=FeedKind.SITEMAP, found_by="robots.txt")
        for address in found[:MAX_SITEMAPS]
    ]


def nested_news(index: ListingReport) -> list[Candidate]:
    """The sitemaps of an index that seem to be of news; else its newest, to see what is in it."""
    news = [url for url in index.nested if _NEWS.search(urlsplit(url).path)]
    return [
        Candidate(url=url, kind=FeedKind.SITEMAP, found_by="a sitemap index")
        for url in (news or index.nested)[: 2 if news else 1]
    ]


def describe_site(
    name: str, home: str, clues: PageClues, listings: Sequence[ListingReport]
) -> SiteReport:
    """The outlet as its page and its listings describe it."""
    good = [found for found in listings if found.problem is None]
    feed_languages = [read_locale(found.language)[0] for found in good if found.language]
    return SiteReport(
        name=name,
        home=home,
        title=clues.title or next((found.title for found in good if found.title), ""),
        language=clues.language or next((found for found in feed_languages if found), None),
        country=guess_country(home, clues.country),
        listings=tuple(listings),
    )


def propose(site: SiteReport, *, local: bool = False, delay_seconds: float = 1.0) -> Outlet:
    """The catalogue entry for what was found."""
    feeds = _distinct(_good(site, FeedKind.FEED))
    sitemaps = _chosen_sitemaps(_good(site, FeedKind.SITEMAP), has_feeds=bool(feeds))
    sections = [] if feeds or sitemaps else _good(site, FeedKind.SECTION)
    return Outlet(
        name=site.name,
        title=site.title or site.name,
        home=site.home,
        country=site.country,
        language=site.language,
        time_zone=guess_zone(site.country),
        local=local,
        feeds=_addresses(feeds),
        sitemaps=_addresses(sitemaps),
        sections=_addresses(sections),
        delay_seconds=delay_seconds,
    )


def _good(site: SiteReport, kind: FeedKind) -> list[ListingReport]:
    return [found for found in site.listings if found.kind is kind and found.problem is None]


def _distinct(feeds: Sequence[ListingReport]) -> list[ListingReport]:
    """The feeds, of those that list the same only the first."""
    kept: list[ListingReport] = []
    for feed in feeds:
        if not any(_overlap(feed, other) >= SAME_FEED for other in kept):
            kept.append(feed)
    return kept


def _overlap(first: ListingReport, second: ListingReport) -> float:
    one, other = set(first.addresses), set(second.addresses)
    return len(one & other) / max(1, min(len(one), len(other)))


def _chosen_sitemaps(sitemaps: Sequence[ListingReport], *, has_feeds: bool) -> list[ListingReport]:
    """Those of news. An archive of all that was ever published is read only for want of others."""
    news = [found for found in sitemaps if found.is_news and not _is_of_a_day(found)]
    return _distinct(news) if news or has_feeds else list(sitemaps[:1])


def _is_of_a_day(sitemap: ListingReport) -> bool:
    """Whether its address names a day or a month: tomorrow there will be another."""
    return re.search(r"(?:19|20)\d{2}[-_/]?\d{2}", urlsplit(sitemap.url).path) is not None


def _addresses(found: Iterable[ListingReport]) -> tuple[str, ...]:
    unique = {canonical_url(a): a for listing in found for a in [listing.moved_to or listing.url]}
    return tuple(unique.values())


def _site_title(tree: html.HtmlElement) -> str:
    """What the outlet calls itself."""
    for name in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        for element in tree.iter("meta"):
            is_named = name in (element.get("property"), element.get("name"))
            if is_named and (found := " ".join((element.get("content") or "").split())):
                return found
    title = next((text_of(element) for element in tree.iter("title")), "")
    # "Harbour Post - News from the quay" as often as "News from the quay | Harbour Post": the
    # name is the shorter part.
    return min((part for part in _SEPARATOR.split(title) if part), key=len, default="")


def _locales(tree: html.HtmlElement) -> list[tuple[str | None, str | None]]:
    """The languages and countries that a page claims, the best claim first."""
    printed = [tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    for element in tree.iter("meta"):
        if "og:locale" in (element.get("property"), element.get("name")) or (
            (element.get("http-equiv") or "").lower() == "content-language"
        ):
            printed.append(element.get("content"))
    return [read_locale(text) for text in printed if text]


def _alternates(tree: html.HtmlElement, url: str) -> Iterable[Candidate]:
    """The feeds that a page names in its head, but for those of comments."""
    seen: set[str] = set()
    for element in islice(tree.iter("link"), MAX_LINKS):
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        if "alternate" not in (element.get("rel") or "").lower().split():
            continue
        if not _FEED_TYPES.fullmatch(kind):
            continue
        address = _absolute(url, element.get("href"))
        named = f"{element.get('title') or ''} {address or ''}"
        if address is None or address in seen or _COMMENTS.search(named):
            continue
        seen.add(address)
        if len(seen) > MAX_ALTERNATES:
            return
        yield Candidate(url=address, kind=FeedKind.FEED, found_by="the page's head")


def _sections(tree: html.HtmlElement, url: str) -> Iterable[Candidate]:
    """The pages that the main navigation leads to, in its order."""
    site = site_of(urlsplit(url).hostname or "")
    seen = {canonical_url(url)}
    places = Places()
    for element in islice(tree.iter("a"), MAX_LINKS):
        address = _absolute(url, element.get("href"))
        if address is None or not _in_navigation(element, places):
            continue
        parts = urlsplit(address)._replace(fragment="")
        if site_of(parts.hostname or "") != site or not _may_be_section(parts):
            continue
        key = canonical_url(parts.geturl())
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > MAX_SECTIONS + 1:
            return
        yield Candidate(url=parts.geturl(), kind=FeedKind.SECTION, found_by="the page's navigation")


def _may_be_section(parts: SplitResult) -> bool:
    steps = [step for step in parts.path.split("/") if step]
    worth = address_worth(parts)
    return 1 <= len(steps) <= 2 and not parts.query and NONE_AT_ALL < worth < ENOUGH_OF_ADDRESS


def _in_navigation(element: html.HtmlElement, places: Places) -> bool:
    around = list(places.around(element))
    return any(outer.is_navigation for outer in around) and not any(o.is_footer for o in around)


def _absolute(base: str, href: str | None) -> str | None:
    if not href or not href.strip():
        return None
    try:
        address = urljoin(base, href.strip())
        canonical_url(address)
    except (ValueError, NotAnAddress):
        return None
    return address
