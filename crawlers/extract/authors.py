"""Who wrote an article: as declared for machines, else as printed near the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract import json_ld
from crawlers.extract.head import Head
from crawlers.extract.json_ld import Node
from crawlers.extract.titles import letters_of

_BYLINE_START = re.compile(
    r"^(?:(?:written |text |story )?by|von|text(?: von)?|par|por|di|da|door|av|af|od|przez|автор"
    r"|текст|autore?|auteur|tekst|teksti)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_NAME_PARTS = re.compile(r"\s*[;|/•·]\s*|\s*,\s+|\s+(?:and|und|y|et|e|i|och|og|en|и|та|&)\s+")
_NO_NAME = re.compile(r"://|@|\d{2}|[|<>{}]")
_MAX_NAME = 60
_MAX_WORDS = 6
_MAX_PRINTED = 12
_PRINTED = (
    '[itemprop~="author"], [rel~="author"], [class*="author-name" i], [class*="author__name" i], '
    '[class*="authorname" i], [class*="byline-name" i], [class*="byline__name" i]'
)


def find_authors(
    document: LexborHTMLParser,
    head: Head,
    node: Node,
    nodes: Sequence[Node],
    site_names: Set[str],
) -> tuple[str, ...]:
    """Return the names of the writers, each once.

    An outlet that signs as the author itself is named only where nobody else is.
    """
    declared = [
        name
        for author in json_ld.resolve(node.get("author"), nodes)
        for name in json_ld.texts(author)
    ]
    in_metas = [text for _, text in head.holding("author")]
    return (
        names_in(declared, site_names)
        or names_in(in_metas, site_names)
        or names_in(_printed(document), site_names)
        or names_in(declared)
    )


def _printed(document: LexborHTMLParser) -> Iterator[str]:
    for element in document.css(_PRINTED)[:_MAX_PRINTED]:
        named = element.css_first('[itemprop~="name"]')
        yield _text(named if named is not None else element)


def _text(element: LexborNode) -> str:
    content = element.attributes.get("content")
    return " ".join((content or element.text(deep=True, separator=" ")).split())


def names_in(printed: Iterable[str], left_out: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of writers in printed bylines, each once."""
    parts = (
        part.strip(" ,.:")
        for text in printed
        for part in _splitnames_in(_BYLINE_START.sub("", text.strip()))
    )
    kept = [name for name in parts if _is_name(name) and letters_of(name) not in left_out]
    return tuple({letters_of(name): name for name in kept}.values())


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= _MAX_NAME
        and len(text.split()) <= _MAX_WORDS
        and _NO_NAME.search(text) is None
    )


def _splitnames_in(text: str) -> list[str]:
    # "Cole, Nat" is one name: only parts that have a first and a last name are several.
    parts = [part for part in _NAME_PARTS.split(text) if part]
    return parts if all(" " in part for part in parts) else [text]
