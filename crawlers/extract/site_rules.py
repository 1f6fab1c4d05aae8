"""What the catalogue's selectors say of the pages of one site, over the general rules.

A selector that finds nothing says nothing: sites change, and the general rules are there then.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawlers.extract.authors import names_in
from crawlers.extract.dates import Bounds, choose_date, parse_claim
from crawlers.extract.metadata import PageMetadata
from crawlers.extract.page_tree import HEADINGS, PageTree, read_element
from crawlers.extract.reading import Part, PartKind
from crawlers.extract.titles import SELECTED, Title
from pipeline.records import DateCandidate, DateOrigin

if TYPE_CHECKING:
    from crawlers.catalogue import Selectors

_ROOTS = frozenset({"html", "body"})
_KINDS = {
    "blockquote": PartKind.QUOTATION,
    "li": PartKind.LIST_ITEM,
    "table": PartKind.TABLE_ROW,
    **dict.fromkeys(HEADINGS, PartKind.SUBHEADING),
}


def take_off(document: LexborHTMLParser, selectors: "Selectors") -> None:
    """Take from the page what is never to be read."""
    for selector in selectors.remove:
        # What stands in an element goes with it, and must not be touched after that.
        for element in list(_outermost(_found(document, selector))):
            for part in list(element.iter()) if element.tag in _ROOTS else [element]:
                part.decompose()


def with_selected(
    metadata: PageMetadata,
    document: LexborHTMLParser,
    selectors: "Selectors",
    *,
    time_zone: tzinfo,
    bounds: Bounds,
) -> PageMetadata:
    """What the page says of itself, with title, byline and date as selected."""
    titles = [Title(SELECTED, text) for text in _texts(document, selectors.title)][:1]
    dates = [
        DateCandidate(
            f"selector {selectors.date}",
            printed,
            parse_claim(printed, DateOrigin.TEXT, time_zone=time_zone),
        )
        for printed in _times(document, selectors.date)
    ]
    selected = choose_date(dates, bounds=bounds)
    return replace(
        metadata,
        titles=(*titles, *metadata.titles),
        authors=names_in(_texts(document, selectors.byline)) or metadata.authors,
        published=replace(
            metadata.published if selected.claim is None else selected,
            candidates=(*dates, *metadata.published.candidates),
        ),
    )


def selected_parts(document: LexborHTMLParser, selectors: "Selectors") -> tuple[Part, ...]:
    """The lines of the selected body; none where nothing is selected or found."""
    trees = map(read_element, _outermost(_found(document, selectors.body)))
    return tuple(
        Part(_kind(tree, block.element), block.text) for tree in trees for block in tree.blocks
    )


def _kind(tree: PageTree, element: int) -> PartKind:
    """What a line is: told from the nearest element around it that says so."""
    kinds = (_KINDS.get(tree.tags[around]) for around in tree.ancestors(element))
    return next(filter(None, kinds), PartKind.PARAGRAPH)


def _outermost(elements: list[LexborNode]) -> Iterator[LexborNode]:
    """The elements that stand in none of the others, whose text they would repeat."""
    ids = {element.mem_id for element in elements}
    for element in elements:
        around = element.parent
        while around is not None and around.mem_id not in ids:
            around = around.parent
        if around is None:
            yield element


def _texts(document: LexborHTMLParser, selector: str | None) -> Iterator[str]:
    for element in _found(document, selector):
        if text := _text(element):
            yield text


def _times(document: LexborHTMLParser, selector: str | None) -> Iterator[str]:
    for element in _found(document, selector):
        attributes = element.attributes
        yield attributes.get("datetime") or attributes.get("content") or _text(element)


def _text(element: LexborNode) -> str:
    return " ".join(element.text(deep=True, separator=" ").split())


def _found(document: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    try:
        return document.css(selector) if selector else []
    except SelectolaxError:  # one that the catalogue takes and this parser does not know
        return []
