"""What a page says about its article: JSON-LD first, then meta tags, microdata and <time>."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urljoin

from lxml import html

from crawlers.extract import json_ld
from crawlers.extract.dates import best_claim, claim_from_address, parse_claim
from crawlers.extract.json_ld import Node
from crawlers.extract.markup import text_of
from pipeline.records import DateClaim, DateOrigin

_PUBLISHED = (
    "article:published_time og:article:published_time og:published_time published_time "
    "datepublished parsely-pub-date sailthru.date dc.date.issued dcterms.created dc.date "
    "dcterms.date pubdate publishdate publish-date publication_date article.published date"
)
_MODIFIED = (
    "article:modified_time og:article:modified_time og:updated_time datemodified "
    "dcterms.modified lastmod article.updated"
)
_AUTHORS = "author article:author og:article:author parsely-author sailthru.author dc.creator byl"
_CREDIT = "article:source dc.source source news_source"

_BYLINE_START = re.compile(r"^(?:by|von|por|par|di|da|автор:?)\s+(?=\S)", re.IGNORECASE)
_NAME_PARTS = re.compile(r"\s*[;|/]\s*|\s*,\s+|\s+(?:and|und|y|et|и|&)\s+")
_SITE_CUT = re.compile(r"\s+[|\-–—·»:]+\s+|\s*\|\s*")

# og:title, twitter:title and <title> mostly come from one field, written for search engines.
_WEIGHTS = {"json-ld": 3, "h1": 3, "og": 2, "title": 1}
# Letters of a headline that are not a section's name that others happen to begin with.
_MIN_HEADLINE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What one page claims, as far as it says it for machines."""

    title: str = ""
    titles: tuple[str, ...] = ()
    """Every spelling of the headline on the page, the chosen one included."""
    authors: tuple[str, ...] = ()
    published: DateClaim | None = None
    modified: DateClaim | None = None
    credit: str | None = None
    declared_url: str | None = None
    declared_langs: tuple[str, ...] = ()
    body: str = ""
    """The text in JSON-LD's articleBody; often absent, sometimes only its start."""


def read_metadata(tree: html.HtmlElement, url: str, *, time_zone: tzinfo) -> PageMetadata:
    """Read everything that a page says about its article."""
    metas = _read_metas(tree)
    declared_url = _declared_url(tree, metas, url)
    nodes = json_ld.read_nodes(tree)
    node = json_ld.find_article(nodes, filter(None, (declared_url, url))) or {}
    site_names = _site_names(metas, node, nodes)
    titles = _titles(tree, metas, node, site_names)
    return PageMetadata(
        title=_choose_title(titles),
        titles=tuple(dict.fromkeys(title for _, title in titles)),
        authors=_authors(tree, metas, node, nodes, site_names),
        published=best_claim(_published(tree, metas, node, url, time_zone)),
        modified=best_claim(_modified(tree, metas, node, time_zone)),
        credit=_credit(tree, metas, node, nodes, site_names),
        declared_url=declared_url,
        declared_langs=_declared_langs(tree, metas, node),
        body=_article_body(node),
    )


def letters_of(text: str) -> str:
    """Return what makes two printings of one headline equal: letters and digits alone."""
    return "".join(filter(str.isalnum, text.casefold()))


def _read_metas(tree: html.HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = " ".join((tag.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            if content and (key := tag.get(attribute)):
                metas.setdefault(key.strip().lower(), []).append(content)
    return metas


def _declared_url(
    tree: html.HtmlElement, metas: Mapping[str, Sequence[str]], url: str
) -> str | None:
    links = tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    for href in [*links, *metas.get("og:url", ())]:
        if href.strip():
            try:
                return urljoin(url, str(href).strip())
            except ValueError:  # "http://[" and the like
                continue
    return None


def _site_names(
    metas: Mapping[str, Sequence[str]], node: Node, nodes: Sequence[Node]
) -> frozenset[str]:
    publishers = json_ld.resolve(node.get("publisher"), nodes)
    printed = [
        *metas.get("og:site_name", ()),
        *(name for publisher in publishers for name in json_ld.texts(publisher)),
    ]
    return frozenset(map(letters_of, printed)) - {""}


def _titles(
    tree: html.HtmlElement,
    metas: Mapping[str, Sequence[str]],
    node: Node,
    site_names: frozenset[str],
) -> list[tuple[str, str]]:
    """Return (source, headline) for each that the page prints, the most trusted source first."""
    printed = [("json-ld", text) for text in json_ld.texts(node.get("headline"))]
    printed += [("h1", text_of(h1)) for h1 in tree.iter("h1")]
    printed += [("og", text) for text in metas.get("og:title", ())]
    printed += [("og", text) for text in metas.get("twitter:title", ())]
    printed += [("title", text_of(title)) for title in tree.xpath("/html/head/title")]
    cut = [(source, _without_site(text, site_names)) for source, text in printed]
    return [(s, text) for s, text in cut if text and letters_of(text) not in site_names]


def _without_site(title: str, site_names: frozenset[str]) -> str:
    """Cut the name of the site off either end, where the page says what it is."""
    cuts = list(_SITE_CUT.finditer(title))
    for cut in reversed(cuts):
        if letters_of(title[cut.end() :]) in site_names:
            return title[: cut.start()].strip()
    for cut in cuts:
        if letters_of(title[: cut.start()]) in site_names:
            return title[cut.end() :].strip()
    return title


def _choose_title(titles: Sequence[tuple[str, str]]) -> str:
    """Return the headline with the most weight behind it; between equals the first.

    A source also stands behind a spelling that its own goes on from: a <title> with the name of a
    section after it, a whole headline where another was cut at 110 letters.
    """
    keys = [(source, letters_of(text)) for source, text in titles]
    crowded = len({key for source, key in keys if source == "h1"}) > 1

    def weight(title: tuple[str, str]) -> float:
        own = letters_of(title[1])
        behind = {
            source
            for source, key in keys
            if key == own or (len(own) >= _MIN_HEADLINE and key.startswith(own))
        }
        whole = not title[1].endswith(("…", "..."))
        # Where boxes have headings of the first rank too, one alone says little.
        return whole * sum(_WEIGHTS[source] - (source == "h1" and crowded) for source in behind)

    return max(titles, key=weight)[1] if titles else ""


def _published(
    tree: html.HtmlElement,
    metas: Mapping[str, Sequence[str]],
    node: Node,
    url: str,
    time_zone: tzinfo,
) -> Iterator[DateClaim | None]:
    printed = [(text, DateOrigin.JSON_LD) for text in json_ld.texts(node.get("datePublished"))]
    printed += [
        (text, DateOrigin.META) for key in _PUBLISHED.split() for text in metas.get(key, ())
    ]
    printed += [(text, DateOrigin.MICRODATA) for text in _microdata(tree, "datePublished")]
    printed += [(text, DateOrigin.TEXT) for text in _time_elements(tree)]
    for text, origin in printed:
        yield parse_claim(text, origin, time_zone=time_zone)
    yield claim_from_address(url)


def _modified(
    tree: html.HtmlElement,
    metas: Mapping[str, Sequence[str]],
    node: Node,
    time_zone: tzinfo,
) -> Iterator[DateClaim | None]:
    printed = [(text, DateOrigin.JSON_LD) for text in json_ld.texts(node.get("dateModified"))]
    printed += [(text, DateOrigin.META) for key in _MODIFIED.split() for text in metas.get(key, ())]
    printed += [(text, DateOrigin.MICRODATA) for text in _microdata(tree, "dateModified")]
    for text, origin in printed:
        yield parse_claim(text, origin, time_zone=time_zone)


def _microdata(tree: html.HtmlElement, name: str) -> Iterator[str]:
    for element in tree.xpath(
        "//*[contains(concat(' ', @itemprop, ' '), $name)]", name=f" {name} "
    ):
        yield element.get("datetime") or element.get("content") or text_of(element)


def _time_elements(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the times of the page's first <time>s, one inside an article before the others."""
    marked = tree.xpath("//time[@pubdate]/@datetime")
    inside = tree.xpath("(//article|//main)[1]//time[@datetime][1]/@datetime")
    yield from [*marked, *inside, *tree.xpath("//time/@datetime")][:1]


def _authors(
    tree: html.HtmlElement,
    metas: Mapping[str, Sequence[str]],
    node: Node,
    nodes: Sequence[Node],
    site_names: frozenset[str],
) -> tuple[str, ...]:
    linked = json_ld.resolve(node.get("author"), nodes)
    found = names_in((name for author in linked for name in json_ld.texts(author)), site_names)
    found = found or names_in(
        (text for key in _AUTHORS.split() for text in metas.get(key, ())), site_names
    )
    return found or names_in(_printed_authors(tree), site_names)


def _printed_authors(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//*[@itemprop='author']"):
        named = element.xpath(".//*[@itemprop='name']") or [element]
        yield named[0].get("content") or text_of(named[0])
    yield from map(text_of, tree.xpath("//*[@rel='author']"))


def names_in(printed: Iterable[str], site_names: frozenset[str]) -> tuple[str, ...]:
    """The names of writers in printed bylines, without those of the outlet."""
    names = (
        part.strip(" ,.")
        for text in printed
        if "://" not in text and not text.startswith("@")
        for part in _split_names(_BYLINE_START.sub("", text.strip()))
    )
    kept = (n for n in names if 1 < len(n) <= 80 and letters_of(n) not in site_names)
    return tuple({letters_of(name): name for name in kept}.values())


def _split_names(text: str) -> list[str]:
    # "Cole, Nat" is one name: only parts that have a first and a last name are several.
    parts = [part for part in _NAME_PARTS.split(text) if part]
    return parts if all(" " in part for part in parts) else [text]


def _credit(
    tree: html.HtmlElement,
    metas: Mapping[str, Sequence[str]],
    node: Node,
    nodes: Sequence[Node],
    site_names: frozenset[str],
) -> str | None:
    """Return whom the page names as the origin of its text, where that is not the site itself."""
    linked = [
        value
        for key in ("sourceOrganization", "creditText", "author")
        for value in json_ld.resolve(node.get(key), nodes)
        if key != "author" or "Organization" in "".join(json_ld.types(value))
    ]
    named = [name for value in linked for name in json_ld.texts(value)]
    named += _microdata(tree, "sourceOrganization")
    named += [text for key in _CREDIT.split() for text in metas.get(key, ())]
    others = (name for name in named if letters_of(name) not in site_names and "://" not in name)
    return next(others, None)


def _declared_langs(
    tree: html.HtmlElement, metas: Mapping[str, Sequence[str]], node: Node
) -> tuple[str, ...]:
    root = tree.getroottree().getroot()
    printed = [root.get("lang"), root.get("xml:lang"), json_ld.text(node.get("inLanguage"))]
    printed += [*metas.get("og:locale", ()), *metas.get("language", ())]
    return tuple(filter(None, printed))


def _article_body(node: Node) -> str:
    value = node.get("articleBody")
    return value.strip() if isinstance(value, str) else ""
