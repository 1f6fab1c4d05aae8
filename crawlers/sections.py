"""Which links of a section page are articles: told from the address and its place on the page.

What the address looks like, how long its headline is and where on the page it stands: each says so
much for or against it, and the sum decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import islice
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import html

from crawlers.article_addresses import DENSE, address_worth
from crawlers.extract.dates import claim_from_address, parse_claim
from crawlers.extract.markup import NotMarkup, decode
from crawlers.feed_entries import plain_text
from crawlers.lxml_tree import parse_tree
from crawlers.page_places import HEADINGS, Places
from pipeline.records import DateClaim, DateOrigin, ListedPage
from pipeline.urls import NotAnAddress, canonical_url, site_of

# More than any section page has.
MAX_LINKS = 5_000
MAX_ADDRESS = 2_000
MAX_TITLE = 500
ENOUGH = 4.0
"""A link with so much for it is an article,"""
ENOUGH_OF_ADDRESS = 1.0
"""if so much of it is its address's: a long link text alone is an advertisement as often as not."""

_NO_ARTICLE = frozenset(("tag", "author", "license", "search", "help", "next", "prev", "sponsored"))
_TEASERS = frozenset(("article", "li", "tr", "main", "body"))
_TEASER_DEPTH = 4
"""So far up stands what belongs to the same article."""


@dataclass(slots=True)
class _Link:
    """One address, and what speaks for it over all links of the page that lead there."""

    url: str
    address: float
    place: float = -10.0
    title: str = ""
    elements: list[html.HtmlElement] = field(default_factory=list)

    def add(self, element: html.HtmlElement, places: Places) -> None:
        """Note one of its links; the headline is what stands at the best place, or is longest."""
        place, title = _worth_of_place(element, places), _title(element)
        if title and (place, len(title)) > (self.place if self.title else -10.0, len(self.title)):
            self.title = title
        self.place = max(self.place, place)
        self.elements.append(element)

    @property
    def is_article(self) -> bool:
        worth = self.address + self.place + _worth_of_title(self.title)
        return self.address >= ENOUGH_OF_ADDRESS and worth >= ENOUGH


def article_links(
    page: bytes | str, url: str, *, time_zone: tzinfo = UTC, content_type: str | None = None
) -> tuple[ListedPage, ...]:
    """Return the links of the page at `url` that look like articles, in its order, each once.

    `time_zone` is the source's own, for printed times without an offset. Never fails.
    """
    try:
        tree = parse_tree(decode(page, content_type))
        links = _links(tree, url)
    except (NotMarkup, NotAnAddress):
        return ()
    return tuple(
        ListedPage(url=link.url, title=link.title, published=_published(link, time_zone))
        for link in links.values()
        if link.is_article
    )


def _links(tree: html.HtmlElement, url: str) -> dict[str, _Link]:
    """The links to pages of the same site, by canonical address."""
    own = canonical_url(url)
    base = _base(tree, url)
    site = site_of(urlsplit(url).hostname or "")
    found: dict[str, _Link] = {}
    places = Places()
    for element in islice(tree.iter("a"), MAX_LINKS):
        parts = _target(element, base)
        if parts is None or not _same_site(parts.hostname or "", site):
            continue
        worth = address_worth(parts)
        if worth < ENOUGH_OF_ADDRESS:
            continue
        try:
            key = canonical_url(parts.geturl())
        except NotAnAddress:
            continue
        if key == own:
            continue
        link = found.setdefault(key, _Link(parts._replace(fragment="").geturl(), worth))
        link.add(element, places)
    return found


def _base(tree: html.HtmlElement, url: str) -> str:
    declared = next((element.get("href") for element in tree.iter("base")), None)
    try:
        return urljoin(url, declared.strip()) if declared else url
    except ValueError:
        return url


def _target(element: html.HtmlElement, base: str) -> SplitResult | None:
    """Where a link leads, if it may be an article at all."""
    href = (element.get("href") or "").strip()
    if not 1 < len(href) <= MAX_ADDRESS or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    if not _NO_ARTICLE.isdisjoint((element.get("rel") or "").lower().split()):
        return None
    try:
        parts = urlsplit(urljoin(base, href))
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _same_site(host: str, site: str) -> bool:
    """Whether a host is of the site, or of a branch of it, or the site a branch of the host's."""
    other = site_of(host)
    return other == site or other.endswith(f".{site}") or site.endswith(f".{other}")


def _worth_of_title(title: str) -> float:
    """How much the text of a link reads like a headline."""
    length = len(title) + 2 * len(DENSE.findall(title))
    words = len(title.split())
    if length >= 40 or words >= 6:
        return 2.0
    if length >= 25 or words >= 4:
        return 1.5
    if length >= 16:
        return 1.0
    return 0.5 if length >= 10 else -0.5


def _worth_of_place(element: html.HtmlElement, places: Places) -> float:
    """How much the place of a link on the page speaks for an article."""
    worth = 1.5 if _heading_in(element) is not None else 0.0
    is_teaser = False
    for around in places.around(element):
        if around.is_menu:
            return -3.0
        if around.is_called_menu:
            return -1.5
        if around.is_heading:
            worth = 1.5
        is_teaser = is_teaser or around.is_teaser
    return worth + 1.0 * is_teaser


def _heading_in(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(element.iterdescendants(*HEADINGS), None)


def _title(element: html.HtmlElement) -> str:
    """The headline in a link: that of a heading in it, else all of its text."""
    heading = _heading_in(element)
    printed = " ".join((element if heading is None else heading).itertext())
    return plain_text(printed)[:MAX_TITLE]  # a <noscript> is markup within the text


def _published(link: _Link, time_zone: tzinfo) -> DateClaim | None:
    """What the page says of when it was published: a <time> beside it, else the address."""
    for element in link.elements:
        for printed in _times_beside(element):
            if claim := parse_claim(printed, DateOrigin.TEXT, time_zone=time_zone):
                return claim
    return claim_from_address(link.url)


def _times_beside(element: html.HtmlElement) -> Iterator[str]:
    """The machine-readable time of the teaser that a link stands in, if it has one alone."""
    for around in islice(element.iterancestors(), _TEASER_DEPTH):
        times = [time.get("datetime") for time in around.iter("time")]
        if times:
            yield from times if len(times) == 1 and times[0] else ()
            return
        if around.tag in _TEASERS:
            return
