"""The part of a text that shows why it was found, with the words that were searched for marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.search_query import Phrase
from pipeline.search_text import Term, located_terms

_CHARACTERS = 220
_BEFORE = 50
"""Characters shown before the first mark."""

Mark = tuple[int, int]
"""Begin and end of a marked stretch, in the text that it marks."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the stretches of it to mark, in order and apart from each other."""

    text: str
    marks: tuple[Mark, ...] = ()


def mark(text: str, phrases: Sequence[Phrase]) -> Marked:
    """Return a text with each occurrence of the phrases marked."""
    return Marked(text, tuple(stretch for stretch, _ in _found(text, phrases)))


def snippet(text: str, phrases: Sequence[Phrase]) -> Marked:
    """Return the stretch of a text that has most of the phrases, else its beginning; one line."""
    found = _found(text, phrases)
    start = _best_start(found)
    if start:
        start = _at_word(text, max(0, start - _BEFORE))
    end = start + _CHARACTERS
    if end < len(text):
        space = text.rfind(" ", start + _CHARACTERS // 2, end)
        end = end if space < 0 else space
    end = max([end, *(stop for (begin, stop), _ in found if begin < end <= stop)])
    marks = [stretch for stretch, _ in found if start <= stretch[0] and stretch[1] <= end]
    return _one_line(text, start, min(end, len(text)), marks)


def _found(text: str, phrases: Sequence[Phrase]) -> list[tuple[Mark, int]]:
    """The stretches to mark, each with which phrase it is; those that touch are one."""
    terms = located_terms(text) if phrases else []
    hits = sorted(
        ((terms[at].start, terms[at + len(phrase.terms) - 1].end), number)
        for number, phrase in enumerate(phrases)
        for at in _places(terms, phrase)
    )
    apart: list[tuple[Mark, int]] = []
    for (start, end), number in hits:
        if apart and start < apart[-1][0][1]:
            (begun, ended), first = apart[-1]
            apart[-1] = ((begun, max(ended, end)), first)
        else:
            apart.append(((start, end), number))
    return apart


def _places(terms: Sequence[Term], phrase: Phrase) -> Iterable[int]:
    size = len(phrase.terms)
    *first, last = phrase.terms
    for at in range(len(terms) - size + 1):
        end = terms[at + size - 1].text
        fits = end.startswith(last) if phrase.beginning else end == last
        if fits and all(terms[at + n].text == term for n, term in enumerate(first)):
            yield at


def _best_start(found: Sequence[tuple[Mark, int]]) -> int:
    """Where the stretch begins in which most phrases are found; the earliest of several."""
    best, most = 0, (0, 0)
    for at, ((start, _), _) in enumerate(found):
        within = takewhile(lambda hit: hit[0][1] <= start + _CHARACTERS - _BEFORE, found[at:])  # noqa: B023 - used at once
        inside = [number for _, number in within]
        worth = (len(set(inside)), len(inside))
        if worth > most:
            best, most = start, worth
    return best


def _at_word(text: str, start: int) -> int:
    """The beginning of the word at `start`, or of the one after it."""
    space = text.find(" ", start, start + _BEFORE)
    return start if start == 0 or space < 0 else space + 1


def _one_line(text: str, start: int, end: int, marks: Iterable[Mark]) -> Marked:
    line = ["… "] if start else [""]
    places = {}
    length = len(line[0])
    for at, character in enumerate(text[start:end], start):
        places[at] = length
        shown = " " if character.isspace() else character
        if shown != " " or line[-1][-1:] not in ("", " "):
            line.append(shown)
            length += 1
    moved = tuple((places[a], places[b - 1] + 1) for a, b in marks)
    return Marked("".join(line).rstrip() + (" …" if end < len(text) else ""), moved)
