"""What the catalogue's selectors say of the pages of one site, over the general rules.

A selector that finds nothing says nothing: sites change, and the general rules are there then.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from lxml import html

from crawlers.extract.dates import parse_claim
from crawlers.extract.markup import text_of
from crawlers.extract.metadata import PageMetadata, names_in
from pipeline.records import DateOrigin

if TYPE_CHECKING:
    from crawlers.catalogue import Selectors

_BLOCKS = ("p", "h2", "h3", "h4", "li", "blockquote", "pre")


def take_off(tree: html.HtmlElement, selectors: "Selectors") -> None:
    """Take from the page what is never to be read."""
    for selector in selectors.remove:
        for element in tree.cssselect(selector):
            if element.getparent() is not None:
                element.drop_tree()


def with_selected(
    metadata: PageMetadata, tree: html.HtmlElement, selectors: "Selectors", *, time_zone: tzinfo
) -> PageMetadata:
    """What the page says of itself, with title, byline and date as selected."""
    title = next(_texts(tree, selectors.title), None)
    authors = names_in(_texts(tree, selectors.byline), frozenset())
    claims = (
        parse_claim(printed, DateOrigin.TEXT, time_zone=time_zone)
        for printed in _times(tree, selectors.date)
    )
    return replace(
        metadata,
        title=title or metadata.title,
        titles=(*metadata.titles, title) if title else metadata.titles,
        authors=authors or metadata.authors,
        published=next(filter(None, claims), None) or metadata.published,
    )


def selected_lines(tree: html.HtmlElement, selectors: "Selectors") -> list[str]:
    """The paragraphs of the selected body; none where nothing is selected or found."""
    lines: list[str] = []
    for element in _found(tree, selectors.body):
        blocks = [inner for inner in element.iterdescendants(*_BLOCKS) if not _is_nested(inner)]
        lines += [text for block in blocks or [element] if (text := text_of(block))]
    return lines


def _is_nested(element: html.HtmlElement) -> bool:
    """Whether the text of a block is that of the block around it, too."""
    around = element.getparent()
    return around is not None and around.tag in _BLOCKS


def _texts(tree: html.HtmlElement, selector: str | None) -> Iterator[str]:
    return (text for element in _found(tree, selector) if (text := text_of(element)))


def _times(tree: html.HtmlElement, selector: str | None) -> Iterator[str]:
    for element in _found(tree, selector):
        yield element.get("datetime") or element.get("content") or text_of(element)


def _found(tree: html.HtmlElement, selector: str | None) -> list[html.HtmlElement]:
    return list(tree.cssselect(selector)) if selector else []
