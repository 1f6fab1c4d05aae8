"""What a page says about itself in its head: <meta>, <link>, <title>, language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.tables import read_rows

_KEYS = ("property", "name", "itemprop", "http-equiv")
_MAX_METAS = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of one page as printed."""

    metas: Mapping[str, Sequence[str]]
    """By property or name in small letters."""
    links: Mapping[str, Sequence[str]]
    """Addresses by relation."""
    title: str
    langs: Sequence[str]
    """Declared languages, the most trusted first."""

    def all(self, *keys: str) -> Iterator[str]:
        """Yield the contents under the keys, in the order of the keys."""
        for key in keys:
            yield from self.metas.get(key, ())

    def holding(self, what: str) -> Iterator[tuple[str, str]]:
        """Yield (key, content) of the tags that hold a thing, the most trusted first."""
        for key in meta_names(what):
            yield from ((key, content) for content in self.metas.get(key, ()))


@cache
def meta_names(what: str) -> tuple[str, ...]:
    """Return the names under which pages print a thing: `published`, `author`."""
    rows = read_rows("meta_names.txt")
    return tuple(name for row in rows if row[0] == what for name in row[1].split())


def read_head(document: LexborHTMLParser) -> Head:
    """Return what the page declares."""
    metas: dict[str, list[str]] = {}
    for tag in document.css("meta")[:_MAX_METAS]:
        attributes = tag.attributes
        content = " ".join((attributes.get("content") or "").split())
        if not content:
            continue
        for name in _KEYS:
            if key := attributes.get(name):
                metas.setdefault(key.strip().lower(), []).append(content)
    links: dict[str, list[str]] = {}
    for tag in document.css("link[rel][href]")[:_MAX_METAS]:
        attributes = tag.attributes
        href = (attributes.get("href") or "").strip()
        for relation in (attributes.get("rel") or "").lower().split():
            if href:
                links.setdefault(relation, []).append(href)
    title = document.css_first("title")
    root = document.root
    declared = root.attributes if root is not None else {}
    langs = [declared.get("lang"), declared.get("xml:lang")]
    langs += [*metas.get("og:locale", ()), *metas.get("language", ())]
    langs += metas.get("content-language", ())
    return Head(
        metas=metas,
        links=links,
        title=" ".join(title.text().split()) if title is not None else "",
        langs=tuple(filter(None, langs)),
    )


def declared_url(head: Head, url: str) -> str | None:
    """Return the address that the page claims as its own, absolute."""
    return _absolute([*head.links.get("canonical", ()), *head.all("og:url")], url)


def amp_url(head: Head, url: str) -> str | None:
    """Return the address of the page's AMP twin."""
    return _absolute(head.links.get("amphtml", ()), url)


def _absolute(hrefs: Sequence[str], url: str) -> str | None:
    for href in hrefs:
        try:
            return urljoin(url, href)
        except ValueError:  # "http://[" and the like
            continue
    return None
