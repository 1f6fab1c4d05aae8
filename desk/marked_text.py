"""A text with its marks as nested pieces: passages, in them quotations, in them facts."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.marking import Mark, MarkKind
from pipeline.word_diff import count_words

LONG = 6_000
"""Characters from which stretches that share nothing are folded."""
_LEAST_FOLDED = 2
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, perhaps with a mark around it."""

    mark: Mark | None
    text: str
    edges: str = ""
    """Where the mark goes on over an end of the text, since a passage begins or ends within it."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Pieces, perhaps with a quotation's mark around them."""

    mark: Mark | None
    pieces: tuple[Piece, ...]
    edges: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a paragraph, perhaps with a passage's mark around it."""

    mark: Mark | None
    opens: bool
    """Whether the passage begins here, and not in a paragraph before."""
    quoted: tuple[Quoted, ...]


Paragraph = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs that stand open, or are folded since they share nothing."""

    folded: bool
    words: int
    paragraphs: tuple[Paragraph, ...]


def stretches(body: str, marks: Sequence[Mark]) -> list[Stretch]:
    """Return the text as its template shows it.

    Of marks of one kind that overlap, the one that begins first stays whole.
    """
    layers = (
        _Layer(marks, MarkKind.PASSAGE),
        _Layer(marks, MarkKind.QUOTATION),
        _Layer(marks, MarkKind.NAME, MarkKind.NUMBER, MarkKind.DAY),
    )
    found: list[Stretch] = []
    spans = [match.span() for match in _PARAGRAPH.finditer(body)]
    for plain, group in groupby(spans, key=lambda span: not layers[0].touches(*span)):
        members = list(group)
        found.append(
            Stretch(
                folded=plain and len(members) >= _LEAST_FOLDED and len(body) > LONG,
                words=count_words(body[members[0][0] : members[-1][1]]),
                paragraphs=tuple(tuple(_runs(body, *span, layers)) for span in members),
            )
        )
    return found


class _Layer:
    """The marks of a few kinds that do not overlap."""

    def __init__(self, marks: Sequence[Mark], *kinds: MarkKind) -> None:
        self._marks: list[Mark] = []
        for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
            if mark.kind in kinds and (not self._marks or self._marks[-1].end <= mark.start):
                self._marks.append(mark)
        self._ends = [mark.end for mark in self._marks]

    def touches(self, start: int, end: int) -> bool:
        """Whether any mark stands between these places."""
        at = bisect_right(self._ends, start)
        return at < len(self._marks) and self._marks[at].start < end

    def cut(self, start: int, end: int) -> Iterator[tuple[int, int, Mark | None]]:
        """Cut a stretch where marks begin and end."""
        at = bisect_right(self._ends, start)
        while start < end:
            mark = self._marks[at] if at < len(self._marks) else None
            if mark is None or mark.start >= end:
                yield start, end, None
                return
            if start < mark.start:
                yield start, mark.start, None
                start = mark.start
            yield start, min(mark.end, end), mark
            start, at = mark.end, at + 1


def _runs(body: str, start: int, end: int, layers: Sequence[_Layer]) -> Iterator[Run]:
    passages, quotations, facts = layers
    for run_start, run_end, passage in passages.cut(start, end):
        quoted = tuple(
            Quoted(
                quotation,
                tuple(
                    Piece(fact, body[a:b], _edges(fact, a, b))
                    for a, b, fact in facts.cut(from_, to)
                ),
                _edges(quotation, from_, to),
            )
            for from_, to, quotation in quotations.cut(run_start, run_end)
        )
        yield Run(passage, passage is not None and passage.start == run_start, quoted)


def _edges(mark: Mark | None, start: int, end: int) -> str:
    """The classes of a part of a mark, by which the parts look like one."""
    if mark is None:
        return ""
    return " resumed" * (mark.start < start) + " continued" * (end < mark.end)
