"""The text that a page gives machines, as judge of the text that was found on it."""

import re
from collections.abc import Sequence
from html import unescape

from crawlers.extract.markup import visible
from crawlers.extract.reading import BodySource, Part, PartKind
from crawlers.extract.titles import letters_of

_TAG = re.compile(r"<(/?)(p|br|div|li|h[1-6]|blockquote|ul|ol)?\b[^<>]{0,2000}>", re.IGNORECASE)
_CHUNK = 40
"""Letters that are looked for at a time: a word changed between two printings costs one chunk."""

_AGREES = 0.7
"""Share of the found text that the described one must confirm to be about the same."""
_WHOLE = 0.75
"""As much of the found text's length makes the described text complete."""
_UNCONFIRMED = 0.15
_LONGER = 1.4
_MIN_LETTERS = 200
_MAX_DROPPED = 0.35


def read_described(printed: str) -> list[str]:
    """Return the paragraphs of a text for machines, which may hold markup and entities."""
    text = visible(unescape(printed) if "&" in printed else printed)
    if "<" in text:
        text = _TAG.sub(lambda tag: "\n" if tag[2] else "", text)
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def confirmation(text: str, described: str) -> float:
    """Return which share of a text is found in `described`, the letters of another text."""
    letters = letters_of(text)
    if not letters:
        return 1.0
    chunks = [letters[at : at + _CHUNK] for at in range(0, len(letters), _CHUNK)]
    if len(chunks) > 1 and len(chunks[-1]) < _CHUNK // 2:
        chunks.pop()
    return sum(chunk in described for chunk in chunks) / len(chunks)


def judge(parts: Sequence[Part], paragraphs: Sequence[str]) -> tuple[tuple[Part, ...], BodySource]:
    """Return the body, and where it is from: what was found on the page, or what was described.

    Where the description is whole, lines that it does not have are dropped; where the page shows
    much less of the same text, or nothing, the description is the body.
    """
    described = letters_of(" ".join(paragraphs))
    found = sum(len(letters_of(part.text)) for part in parts)
    kept = tuple(parts)
    if len(described) < _MIN_LETTERS:
        return kept, BodySource.PAGE
    shares = [confirmation(part.text, described) for part in parts]
    agreed = sum(
        share * len(letters_of(part.text)) for share, part in zip(shares, parts, strict=True)
    )
    if found < _MIN_LETTERS or (agreed >= _AGREES * found and len(described) > _LONGER * found):
        return tuple(Part(PartKind.PARAGRAPH, text) for text in paragraphs), BodySource.JSON_LD
    if agreed >= _AGREES * found and len(described) >= _WHOLE * found:
        confirmed = tuple(
            part
            for part, share in zip(parts, shares, strict=True)
            if share > _UNCONFIRMED or part.kind is not PartKind.PARAGRAPH
        )
        dropped = found - sum(len(letters_of(part.text)) for part in confirmed)
        if dropped <= _MAX_DROPPED * found:
            return confirmed, BodySource.PAGE
    return kept, BodySource.PAGE
