"""Bytes of a feed or a sitemap, however they come, to text that a parser takes."""

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass

from w3lib.encoding import http_content_type_encoding

from crawlers.charsets import loosely, to_text

# Four times the cap on a download: more comes out of a listing only if it is a bomb.
MAX_UNPACKED = 32 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_CHUNK = 64 * 1024
# Of one file. Nobody puts more together but to keep us busy.
_MAX_MEMBERS = 1_000
_MARKS = (  # UTF-32 before UTF-16, whose mark begins alike
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_DECLARATION = re.compile(r"<\?xml\b[^>]*>")
# What XML has no room for.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(
    r"<\?xml\b|<(?:[\w.-]+:)?(?:rss|rdf|feed|channel|urlset|sitemapindex)[\s>]", re.IGNORECASE
)
# JSON, XML of whatever kind, or a page; not the warning of a script in markup of its own.
_BEGINS = re.compile(
    r"[{\[]|<[?!]|<(?!(?:br|b|p|div|pre|font|table|script|style)\b)", re.IGNORECASE
)
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?>(?:<\?[^>]*>|<!--.*?-->|<!doctype[^>]*>)\s*)*+"
    rb"<(?:[\w.-]+:)?(?:rss|rdf|feed|urlset|sitemapindex|opml)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
# A warning of the outlet's own software stands before the document, if anything does.
_JUNK = 20_000


@dataclass(frozen=True, slots=True)
class ListingText:
    """The text, without its XML declaration and what comes before that."""

    text: str
    faults: tuple[str, ...] = ()
    """What was lost on the way."""


class Unpackable(ValueError):
    """It unpacks to nothing, or to more than any listing holds."""


def begins_as_listing(content: bytes) -> bool:
    """Whether a document is a feed or a sitemap, whatever its server calls it."""
    return _BEGINNING.match(content[:_JUNK]) is not None


def read_text(content: bytes, content_type: str | None = None) -> ListingText:
    """Return the text of a listing; raises Unpackable.

    `content_type` is the response's header: its charset is believed where nothing better is known.
    """
    data, cut = _unpack(content)
    text, lost = _decode(data, content_type)
    faults = ["the packed file is cut short"] if cut else []
    if lost:
        faults.append(f"{lost} characters cannot be read")
    return ListingText(_tidy(text), tuple(faults))


def _unpack(content: bytes) -> tuple[bytes, bool]:
    cut = False
    # Twice: a .gz file sent with a second gzip around it is common.
    for _ in range(2):
        if content.startswith(_GZIP):
            content, broken = _gunzip(content)
            cut = cut or broken
    return content, cut


def _gunzip(content: bytes) -> tuple[bytes, bool]:
    """What a gzip file holds up to where it breaks, and whether it breaks."""
    parts: list[bytes] = []
    place = 0
    try:
        for _ in range(_MAX_MEMBERS):
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            place = _unpack_member(content, place, unpacker, parts)
            if not unpacker.eof:
                return b"".join(parts), True
            if not content.startswith(_GZIP, place):  # whatever stands there is none of it
                return b"".join(parts), False
    except zlib.error as error:
        if not any(parts):
            raise Unpackable(f"no gzip file: {error}") from None
    return b"".join(parts), True


def _unpack_member(
    content: bytes, place: int, unpacker: "zlib._Decompress", parts: list[bytes]
) -> int:
    """Add what one member of a gzip file holds; where it ends."""
    room = MAX_UNPACKED - sum(map(len, parts))
    while place < len(content) and not unpacker.eof:
        fed = content[place : place + _CHUNK]
        parts.append(unpacker.decompress(fed, room))
        room -= len(parts[-1])
        if unpacker.unconsumed_tail or room <= 0:
            raise Unpackable(f"more than {MAX_UNPACKED} bytes when unpacked")
        place += len(fed) - len(unpacker.unused_data)
    return place


def _decode(data: bytes, content_type: str | None) -> tuple[str, int]:
    """The text, and how many characters of it could not be read."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return loosely(data, name)
    found = _DECLARED.match(data)
    declared = found[1].decode("ascii") if found else None
    return to_text(data, (declared, http_content_type_encoding(content_type)))


def _tidy(text: str) -> str:
    text = _UNPRINTABLE.sub("", text).strip("\ufeff \t\r\n")
    if not _BEGINS.match(text):
        root = _ROOT.search(text[:_JUNK])
        text = text[root.start() :] if root else text
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :].lstrip() if declaration else text
