"""What the readers of RSS, Atom and JSON Feed find, before it is judged: text as it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape

# Far above what any feed lists; the newest stand first.
MAX_ENTRIES = 10_000
# Of the text of one article, in characters: far more than any article has.
MAX_TEXT = 200_000
_MAX_TITLE = 2000
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class NotAFeed(ValueError):
    """It is something else; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed."""

    links: Sequence[str] = ()
    """What may be its address, the likeliest first."""
    title: str = ""
    published: str | None = None
    modified: str | None = None
    text: str | None = None
    """The whole article, as HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """A feed as far as it could be read."""

    form: str
    """As in "RSS 2.0"."""
    entries: Sequence[FeedEntry] = ()
    title: str = ""
    language: str | None = None
    ttl_seconds: int | None = None
    faults: Sequence[str] = field(default=())


def plain_text(printed: str | None) -> str:
    """A headline without the markup and the HTML entities that feeds leave in it."""
    text = (printed or "")[:_MAX_TITLE]
    if "&" in text:
        text = unescape(text)
    return " ".join(_TAG.sub("", text).split()) if "<" in text else " ".join(text.split())


def html_of(text: str | None) -> str | None:
    """Plain text as HTML."""
    paragraphs = [escape(line.strip(), quote=False) for line in (text or "").splitlines()]
    return "".join(f"<p>{line}</p>" for line in paragraphs if line) or None


def bounded(html: str | None) -> str | None:
    """The text of an article, cut where it is longer than any article; None for nothing."""
    return html.strip()[:MAX_TEXT] or None if html else None
