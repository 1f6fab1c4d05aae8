"""The difference between two versions as paragraphs: what is the same far from it is left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.word_diff import Fate, Piece, count_words

_AROUND = 140
"""Characters of what is the same that are shown beside a change."""
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paragraph of a difference."""

    fate: Fate
    text: str
    skipped: int = 0
    """Words that are the same and left out here; then there is no text."""


def diff_paragraphs(pieces: Sequence[Piece]) -> list[list[Part]]:
    """Return the paragraphs in which something differs, and how much stands between them."""
    paragraphs: list[list[Part]] = [[]]
    for part in _shortened(pieces):
        first, *others = _BREAK.split(part.text)
        paragraphs[-1].append(Part(part.fate, first, part.skipped))
        paragraphs += [[Part(part.fate, text)] for text in others]
    kept = ([part for part in parts if part.text or part.skipped] for parts in paragraphs)
    return [parts for parts in kept if parts]


def _shortened(pieces: Sequence[Piece]) -> Iterator[Part]:
    for at, piece in enumerate(pieces):
        if piece.fate is not Fate.SAME:
            yield Part(piece.fate, piece.text)
            continue
        head = "" if at == 0 else _head(piece.text)
        tail = "" if at == len(pieces) - 1 else _tail(piece.text)
        if len(head) + len(tail) >= len(piece.text):
            yield Part(Fate.SAME, piece.text)
            continue
        middle = piece.text[len(head) : len(piece.text) - len(tail)]
        yield Part(Fate.SAME, head + "\n" * middle.startswith("\n"))
        yield Part(Fate.SAME, "", count_words(middle))
        yield Part(Fate.SAME, "\n" * middle.endswith("\n") + tail)


def _head(text: str) -> str:
    """What stands behind a change: up to the end of a word, within its paragraph."""
    head, end, _ = text[:_AROUND].partition("\n")
    return head if end or len(text) <= _AROUND else head.rpartition(" ")[0] or head


def _tail(text: str) -> str:
    """What stands before a change."""
    _, end, tail = text[-_AROUND:].rpartition("\n")
    return tail if end or len(text) <= _AROUND else tail.partition(" ")[2] or tail
