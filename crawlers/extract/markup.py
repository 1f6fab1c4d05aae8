"""Bytes of any quality to one parsed document."""

import codecs
import re

from charset_normalizer import from_bytes
from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

# Control characters, which no text needs, and halves of pairs, which no encoder takes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

_CONTROL = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

MAX_CHARACTERS = 8_400_000
"""The crawl stops at 8 MB. No article is longer, and all of it is read in a second."""

# The parser looks at all open elements for each new one: 5,000 inside each other take it 30
# milliseconds, 100,000 a quarter of a minute. Pages of people nest some fifty deep.
_MANY_TAGS, _MAX_DEPTH = 5_000, 5_000
# Those that end only by an end tag: a <p> or <li> ends where the next begins.
_BOX = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dir|div|dl|fieldset|fig|footer|form"
    r"|h[1-6rg]|header|main|menu|nav|ol|pre|section|summary|table|ul)",
    re.IGNORECASE,
)

_SNIFFED_BYTES = 60_000
_LATIN = "\u024f"
_TAG = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class NotMarkup(ValueError):
    """There is no document in it; the message says why."""


def decode(page: str | bytes, content_type: str | None = None) -> str:
    """Return the page as text without characters that break parsers."""
    if isinstance(page, bytes):
        text = _from_utf8(page)
        if text is not None:
            return text
        page = _to_text(page, content_type)
    return _UNPRINTABLE.sub("", page)


def parse_document(text: str) -> LexborHTMLParser:
    """Return the parsed document. Raises NotMarkup if there is no element or far too much."""
    if len(text) > MAX_CHARACTERS:
        raise NotMarkup(f"{len(text):,} characters are no article")
    if "<" not in text:
        raise NotMarkup("no markup in it")
    if text.count("<") > _MANY_TAGS and (depth := _depth(text)) > _MAX_DEPTH:
        raise NotMarkup(f"elements nested {depth:,} deep")
    document = LexborHTMLParser(text)
    if document.body is None:
        raise NotMarkup("no body in it")
    return document


def _depth(text: str) -> int:
    """Return how deep boxes nest, at most: an end tag that is left out counts as nesting."""
    depth = deepest = 0
    for box in _BOX.finditer(text):
        depth = max(0, depth - 1) if box[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _from_utf8(page: bytes) -> str | None:
    """Return bytes that read as UTF-8 beyond ASCII: they are, whatever header and <meta> say.

    Templates often declare a charset that the text under them left years ago.
    """
    if page.isascii() or page.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        return page.translate(None, _CONTROL).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _to_text(page: bytes, content_type: str | None) -> str:
    if _is_declared(page, content_type):
        return html_to_unicode(content_type, page, default_encoding="cp1252")[1]
    return html_to_unicode(None, page, auto_detect_fun=_detect_charset, default_encoding="cp1252")[
        1
    ]


def _is_declared(page: bytes, content_type: str | None) -> bool:
    return (
        http_content_type_encoding(content_type) is not None
        or html_body_declared_encoding(page) is not None
    )


def _detect_charset(page: bytes) -> str | None:
    """Return the charset in which the words of a page read best, None where all read alike.

    Only for scripts other than Latin: the charsets of that one differ in letters too few to tell.
    """
    words = _TAG.sub(b" ", page[: 10 * _SNIFFED_BYTES])[:_SNIFFED_BYTES]
    if words.isascii():
        return None
    best = from_bytes(words, explain=False).best()
    if best is None:
        return None
    foreign = [char for char in str(best) if char > "\x7f" and char.isalpha()]
    return best.encoding if sum(char > _LATIN for char in foreign) > len(foreign) / 2 else None
