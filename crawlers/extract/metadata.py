"""What a page says about its article: JSON-LD first, then meta tags, microdata and print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract import json_ld
from crawlers.extract.authors import find_authors
from crawlers.extract.dates import (
    UNBOUNDED,
    Bounds,
    DateChoice,
    choose_date,
    claim_from_address,
    parse_claim,
)
from crawlers.extract.head import Head, amp_url, declared_url, meta_names, read_head
from crawlers.extract.json_ld import Node
from crawlers.extract.time_elements import published_time
from crawlers.extract.titles import Title, clean_title, letters_of, named_beside, site_names_of
from pipeline.records import DateCandidate, DateOrigin
from pipeline.urls import site_of

_MAX_ITEMS = 30
_NOT_FREE = frozenset({"false", "no", "locked", "premium", "metered", "paid"})
_FREE = frozenset({"true", "yes", "free", "unlocked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What one page claims, as far as it says it for machines."""

    titles: tuple[Title, ...] = ()
    """Every spelling of the headline on the page, the most trusted first."""
    site_names: frozenset[str] = frozenset()
    """Letters of the names of the outlet."""
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: DateChoice = field(default_factory=lambda: choose_date(()))
    modified: DateChoice = field(default_factory=lambda: choose_date(()))
    credit: str | None = None
    declared_url: str | None = None
    amp_url: str | None = None
    declared_langs: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    free: bool | None = None
    """Whether all of it can be read without paying; None where the page does not say."""
    types: frozenset[str] = frozenset()
    """What JSON-LD and og:type say that the page is, in small letters."""
    body: str = ""
    """The text in JSON-LD's articleBody; often absent, sometimes only its start."""


def read_metadata(
    document: LexborHTMLParser, url: str, *, time_zone: tzinfo = UTC, bounds: Bounds = UNBOUNDED
) -> PageMetadata:
    """Read everything that a page says about its article."""
    head = read_head(document)
    own_url = declared_url(head, url)
    nodes = json_ld.read_nodes(document)
    printed = [head.title, *head.all("og:title"), *_h1s(document)]
    node = json_ld.find_article(nodes, filter(None, (own_url, url)), printed) or {}
    site_names = _site_names(head, node, nodes, url)
    said = [*json_ld.texts(node.get("headline")), *head.all("og:title"), *_h1s(document)]
    site_names |= named_beside(head.title, said)
    # Some pages give their headline as the name of the site: then it is all there is.
    titles = tuple(_titles(document, head, node, site_names)) or tuple(
        _titles(document, head, node, frozenset())
    )
    return PageMetadata(
        titles=titles,
        site_names=site_names,
        descriptions=_unique(
            [*json_ld.texts(node.get("description")), *_texts(head, "description")]
        ),
        authors=find_authors(document, head, node, nodes, site_names),
        published=choose_date(
            _published(document, head, node, titles, url, time_zone), bounds=bounds
        ),
        modified=choose_date(_modified(document, head, node, time_zone), bounds=bounds),
        credit=_credit(document, head, node, nodes, _declared_names(head, node, nodes)),
        declared_url=own_url,
        amp_url=amp_url(head, url),
        declared_langs=tuple(filter(None, [*head.langs, json_ld.text(node.get("inLanguage"))])),
        section=next(
            iter([*json_ld.texts(node.get("articleSection")), *_texts(head, "section")]), None
        ),
        tags=_tags(head, node),
        image=_image(head, node),
        free=_free(head, node),
        types=frozenset(t.lower() for t in [*json_ld.types(node), *head.all("og:type")]),
        body=_article_body(node),
    )


def _texts(head: Head, what: str) -> Iterator[str]:
    return (content for _, content in head.holding(what))


def _unique(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _site_names(head: Head, node: Node, nodes: Sequence[Node], url: str) -> frozenset[str]:
    host = _host(url)
    return _declared_names(head, node, nodes) | site_names_of([host, host.partition(".")[0]])


def _declared_names(head: Head, node: Node, nodes: Sequence[Node]) -> frozenset[str]:
    publishers = json_ld.resolve(node.get("publisher"), nodes)
    names = [name for publisher in publishers for name in json_ld.texts(publisher)]
    return site_names_of([*_texts(head, "site"), *names])


def _host(url: str) -> str:
    try:
        return site_of(urlsplit(url).hostname or "")
    except ValueError:  # "http://[" and the like
        return ""


def _h1s(document: LexborHTMLParser) -> list[str]:
    return [h1.text(deep=True, separator=" ") for h1 in document.css("h1")[:_MAX_ITEMS]]


def _titles(
    document: LexborHTMLParser, head: Head, node: Node, site_names: frozenset[str]
) -> Iterator[Title]:
    printed = [("json-ld", text, False) for text in json_ld.texts(node.get("headline"))]
    for h1 in document.css("h1")[:_MAX_ITEMS]:
        parted = h1.css_first("span, small, div, p") is not None
        printed.append(("h1", h1.text(deep=True, separator=" "), parted))
    printed += [("og", text, False) for text in head.all("og:title", "twitter:title")]
    printed.append(("title", head.title, False))
    for source, text, parted in printed:
        title = clean_title(source, text, site_names, parted=parted)
        if title is not None:
            yield title


def _candidate(text: str, name: str, origin: DateOrigin, time_zone: tzinfo) -> DateCandidate:
    return DateCandidate(name, text, parse_claim(text, origin, time_zone=time_zone))


def _published(
    document: LexborHTMLParser,
    head: Head,
    node: Node,
    titles: Sequence[Title],
    url: str,
    time_zone: tzinfo,
) -> Iterator[DateCandidate]:
    for text in json_ld.texts(node.get("datePublished")):
        yield _candidate(text, "datePublished", DateOrigin.JSON_LD, time_zone)
    for name, text in head.holding("published"):
        yield _candidate(text, name, DateOrigin.META, time_zone)
    for name in ("dateCreated", "uploadDate"):
        for text in json_ld.texts(node.get(name)):
            yield _candidate(text, name, DateOrigin.JSON_LD, time_zone)
    for text in _microdata(document, "datePublished"):
        yield _candidate(text, "datePublished", DateOrigin.MICRODATA, time_zone)
    if found := published_time(document, (title.text for title in titles if title.source != "h1")):
        yield _candidate(found, "<time>", DateOrigin.TEXT, time_zone)
    yield DateCandidate("address", url, claim_from_address(url))


def _modified(
    document: LexborHTMLParser, head: Head, node: Node, time_zone: tzinfo
) -> Iterator[DateCandidate]:
    for text in json_ld.texts(node.get("dateModified")):
        yield _candidate(text, "dateModified", DateOrigin.JSON_LD, time_zone)
    for name, text in head.holding("modified"):
        yield _candidate(text, name, DateOrigin.META, time_zone)
    for text in _microdata(document, "dateModified"):
        yield _candidate(text, "dateModified", DateOrigin.MICRODATA, time_zone)


def _microdata(document: LexborHTMLParser, name: str) -> Iterator[str]:
    for element in document.css(f'[itemprop~="{name}"]')[:_MAX_ITEMS]:
        attributes = element.attributes
        printed = attributes.get("datetime") or attributes.get("content")
        yield printed or " ".join(element.text(deep=True).split())


def _credit(
    document: LexborHTMLParser,
    head: Head,
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
    named += _microdata(document, "sourceOrganization")
    named += _texts(head, "credit")
    others = (name for name in named if letters_of(name) not in site_names and "://" not in name)
    return next(others, None)


def _tags(head: Head, node: Node) -> tuple[str, ...]:
    by_name = [list(head.all(name)) for name in meta_names("tag")]
    for printed in [json_ld.texts(node.get("keywords")), *by_name]:
        tags = [tag.strip() for text in printed for tag in text.replace(";", ",").split(",")]
        if any(tags):
            return _unique([tag for tag in tags if tag])[:_MAX_ITEMS]
    return ()


def _image(head: Head, node: Node) -> str | None:
    values = node.get("image")
    for value in values if isinstance(values, list) else [values]:
        found = value.get("url") if isinstance(value, dict) else value
        if isinstance(found, str) and found.strip():
            return found.strip()
    return next(_texts(head, "image"), None)


def _free(head: Head, node: Node) -> bool | None:
    for value in [node.get("isAccessibleForFree"), *_texts(head, "tier")]:
        said = str(value).strip().lower().rpartition("/")[2]
        if said in _NOT_FREE:
            return False
        if said in _FREE:
            return True
    return None


def _article_body(node: Node) -> str:
    value = node.get("articleBody")
    return value.strip() if isinstance(value, str) else ""
