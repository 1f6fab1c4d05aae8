"""Bytes of any quality to one parsed tree."""

import re

from lxml import etree, html
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
)

from crawlers.charsets import to_text, wide_charset

# What XML has no room for; lxml refuses some of it and stops reading at NUL.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class NotMarkup(ValueError):
    """There is no element in it."""


def decode(page: str | bytes, content_type: str | None = None) -> str:
    """Return the page as text without characters that break parsers."""
    return _UNPRINTABLE.sub("", page if isinstance(page, str) else _to_text(page, content_type))


def parse_tree(text: str) -> html.HtmlElement:
    """Return the root element. Raises NotMarkup if the parser finds nothing."""
    # A parser of its own for each page: parsers are not shared between threads. Bytes, since lxml
    # refuses text that carries an XML encoding declaration.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.LxmlError as error:
        raise NotMarkup(str(error)) from None


def text_of(element: html.HtmlElement) -> str:
    """Return the text under an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def _to_text(page: bytes, content_type: str | None) -> str:
    mark, _ = read_bom(page)
    if name := mark or wide_charset(page):
        return page.decode(name, "replace")
    labels = http_content_type_encoding(content_type), html_body_declared_encoding(page)
    return to_text(page, labels)[0]
