"""The schema.org article that a page's JSON-LD scripts describe."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.markup import visible
from crawlers.extract.titles import letters_of

Node = Mapping[str, Any]

_ARTICLE_TYPES = frozenset({"Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"})
_PAGE_TYPES = frozenset({"WebPage", "ItemPage"})
# A page may be one of these, and says so by its headline; more often one is in an article.
_MEDIA_TYPES = frozenset({"ImageGallery", "MediaGallery", "VideoGallery", "VideoObject"})
# What hangs below these is about other pages.
_ELSEWHERE = frozenset(
    {"citation", "comment", "hasPart", "isPartOf", "itemListElement", "liveBlogUpdate", "mentions"}
)
_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|BlogPosting)"')
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|description|url|isAccessibleForFree)"\s*:\s*'
    r'"((?:[^"\\\n]|\\.){1,2000})"\s*[,}\n]'
)
_AFTER_AUTHOR = re.compile(r'"(?:publisher|image|date\w+)"')
_AUTHORS, _MAX_FIELDS = 2_000, 100
_NAME = re.compile(r'"name"\s*:\s*"([^"\\\n]{1,100})"')
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MAX_NODES = 20_000
_MIN_HEADLINE = 12
_MAX_SCRIPT = 4_000_000


def read_nodes(document: LexborHTMLParser) -> list[Node]:
    """Return every object in the page's JSON-LD; scripts that are not JSON are passed over."""
    nodes: list[Node] = []
    for script in document.css("script[type]"):
        if "ld+json" in (script.attributes.get("type") or "").lower():
            text = script.text(deep=True)
            if len(text) <= _MAX_SCRIPT:
                nodes.extend(_walk(_load(text), _MAX_NODES - len(nodes)))
    return nodes


def find_article(
    nodes: Iterable[Node], urls: Iterable[str], titles: Iterable[str] = ()
) -> Node | None:
    """Return the node that describes the page at `urls`: the one that says so, else the best.

    That is the one whose headline is among the `titles` of the page.
    """
    own = {_address_key(url) for url in urls}
    titled = [key for title in titles if (key := letters_of(title))]
    ranked = [(rank, node) for node in nodes if any(rank := _rank(node, own, titled))]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def texts(value: object) -> list[str]:
    """Return the plain strings in a value that may be a string, an object or a list of them."""
    if isinstance(value, str):
        folded = " ".join(visible(unescape(value)).split())
        return [folded] if folded else []
    if isinstance(value, Mapping):
        return texts(value.get("name") or value.get("@value")) or _full_name(value)
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []


def _full_name(person: Mapping[str, object]) -> list[str]:
    names = [text(person.get(key)) for key in ("givenName", "additionalName", "familyName")]
    return [" ".join(filter(None, names))] if names[0] and names[-1] else []


def text(value: object) -> str | None:
    """Return the first of `texts`."""
    return next(iter(texts(value)), None)


def resolve(value: object, nodes: Iterable[Node]) -> list[object]:
    """Return the value as a list in which references by @id are the nodes they name."""
    by_id = {node["@id"]: node for node in nodes if len(node) > 1 and _is_text(node.get("@id"))}
    items = value if isinstance(value, list) else [value]
    return [
        by_id.get(item["@id"], item)
        if isinstance(item, Mapping) and not item.get("name") and _is_text(item.get("@id"))
        else item
        for item in items
    ]


def types(node: object) -> set[str]:
    """Return the names of the node's types, without their namespace."""
    value = node.get("@type") if isinstance(node, Mapping) else None
    named = value if isinstance(value, list) else [value]
    return {name.rpartition("/")[2] for name in named if isinstance(name, str)}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _load(script: str) -> object:
    decoder = json.JSONDecoder(strict=False)
    for mend in (str.strip, _mended, unescape):
        try:
            # raw_decode: a second object pasted after the first does not spoil the first
            return decoder.raw_decode(mend(script))[0]
        except (ValueError, RecursionError):
            continue
    return _picked_out(script)


def _picked_out(script: str) -> object:
    """Return what can be read of an article in a script that is no JSON: quotes in its texts."""
    if not _ARTICLE.search(script):
        return None
    node: dict[str, object] = {"@type": "Article"}
    for field in islice(_FIELD.finditer(script), _MAX_FIELDS):
        node.setdefault(field[1], field[2].replace("\\/", "/"))
    start = script.find('"author"')
    if start >= 0:
        node["author"] = _NAME.findall(_AFTER_AUTHOR.split(script[start : start + _AUTHORS])[0])
    return node


def _mended(script: str) -> str:
    """Return a script from its first bracket, without commas that end a list."""
    bare = script.replace("<![CDATA[", "")
    starts = [at for bracket in "{[" if (at := bare.find(bracket)) >= 0]
    return _TRAILING_COMMA.sub("", bare[min(starts, default=0) :])


def _walk(root: object, limit: int) -> Iterator[Node]:
    # Depth first in document order, by a list: nesting is the page's choice.
    waiting = [root]
    while waiting and limit > 0:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            limit -= 1
            yield value
            inner = [below for key, below in value.items() if key not in _ELSEWHERE]
            waiting.extend(below for below in reversed(inner) if isinstance(below, dict | list))


def _rank(node: Node, own: set[str], titled: Sequence[str]) -> tuple[bool, bool, bool, bool, bool]:
    named = types(node)
    is_article = any(n in _ARTICLE_TYPES or n.endswith("Article") for n in named)
    is_page = bool(named & _PAGE_TYPES)
    is_media = bool(named & _MEDIA_TYPES) and _is_titled(node, titled, "name")
    if not is_article and not is_page and not is_media:
        return (False, False, False, False, False)
    says_so = is_media or any(_address_key(url) in own for url in _addresses(node))
    # The last place is always true: a bare article node is better than none.
    return (is_article, says_so, _is_titled(node, titled), "datePublished" in node, True)


def _is_titled(node: Node, titled: Sequence[str], other: str = "headline") -> bool:
    headline = letters_of(text(node.get("headline") or node.get(other)) or "")
    return len(headline) >= _MIN_HEADLINE and any(
        title.startswith(headline) or headline.startswith(title) for title in titled
    )


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _address_key(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[#?].*$", "", url.strip().lower()).rstrip("/")
