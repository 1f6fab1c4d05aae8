"""Bytes of any quality to one parsed document."""

import codecs
import re

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from crawlers.charsets import to_text, wide_charset

# Control characters, which no text needs, and halves of pairs, which no encoder takes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

# Where a word may be parted, or not: nothing that is read.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")

_CONTROL = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

# Latin scripts whose bytes read as Western European just as well: no detection tells them.
_USUAL_CHARSETS = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "windows-1250"),
    **dict.fromkeys(("az", "tr"), "windows-1254"),
    **dict.fromkeys(("et", "lt", "lv"), "windows-1257"),
}
_LANG = re.compile(rb"<html[^>]*\slang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_HEAD = 1024

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


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees, soft hyphens above all."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


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
    mark, _ = read_bom(page)
    if name := mark or wide_charset(page):
        return page.decode(name, "replace")
    declared = http_content_type_encoding(content_type), html_body_declared_encoding(page)
    return to_text(page, (*declared, _usual_charset(page)))[0]


def _usual_charset(page: bytes) -> str | None:
    """The charset of Windows for the language that a page declares, as browsers take it."""
    found = _LANG.search(page[:_HEAD])
    return None if found is None else _USUAL_CHARSETS.get(found[1].lower().decode())
