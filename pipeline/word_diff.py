"""What an edit changed in a text, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, pairwise
from math import isqrt
from typing import NamedTuple

from pipeline.text import is_spaceless
from pipeline.typography import plain_typography

# Marks that belong to a letter, and joiners, are no letters to `re`; the danda is none of them.
_WORD = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0963\u0966-\u0dff\u200c\u200d\u00ad]+"
_TOKEN = re.compile(rf"{_WORD}(?:['\u2019\u02bc.,:/-]{_WORD})*|[^\w\s]")
_HAS_WORD = re.compile(r"\w")
# So many pairs of words are compared in a second; beyond, words that are all over a text are taken
# for no sign of what belongs together.
_MANY_PAIRS = 4_000_000
# A long stretch of which no paragraph stayed is compared in portions of so many pairs.
_PAIRS_OF_PORTION = 250_000
# What is left between two changes is shown as kept if it is longer than this.
_SHORT_WORDS = 1


_STOPS = frozenset(".!?\u2026\u3002\uff01\uff1f\u0964\u061f\u06d4")
_CLOSING = frozenset("\"')]")


class Fate(StrEnum):
    """What became of a piece of text on the way from one text to another."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"
    """It stands in both, in another order."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the one text or the other, with the white space behind it.

    Those that are not added make up the former text, and those that are not removed the latter,
    but for white space.
    """

    fate: Fate
    text: str

    @property
    def words(self) -> int:
        """How many words stand in it; characters in scripts without spaces."""
        return count_words(self.text)


def count_words(text: str) -> int:
    """How many words stand in a text; characters in scripts without spaces."""
    return sum(_HAS_WORD.search(token.key) is not None for token in _tokens(text))


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of which both texts are made, in reading order.

    White space and the form of quotation marks make no difference. Where words were replaced,
    those removed come first.
    """
    ours, theirs = _tokens(before), _tokens(after)
    pieces: list[Piece] = []
    at = 0
    for change in _slid(list(_merged(_changes(ours, theirs), ours)), ours, theirs):
        _add(pieces, Fate.SAME, after, theirs, at, change.to_start)
        _add(pieces, Fate.REMOVED, before, ours, change.from_start, change.from_end)
        _add(pieces, Fate.ADDED, after, theirs, change.to_start, change.to_end)
        at = change.to_end
    _add(pieces, Fate.SAME, after, theirs, at, len(theirs))
    return tuple(pieces)


class _Token(NamedTuple):
    key: str
    start: int
    end: int
    opens: int
    """How much begins with it: a paragraph 2, a sentence 1, or nothing."""


class _Change(NamedTuple):
    """Tokens that were replaced by others; either may be none."""

    from_start: int
    from_end: int
    to_start: int
    to_end: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        for start, end in _parts(match[0], match.start()):
            key = plain_typography(text[start:end])
            found.append(_Token(key, start, end, _opening(text, found, start)))
    return found


def _opening(text: str, before: Sequence[_Token], start: int) -> int:
    if not before or "\n" in text[before[-1].end : start]:
        return 2
    is_spaced = before[-1].end < start
    return int(before[-1].key in _STOPS or (is_spaced and before[-1].key in _CLOSING))


def _parts(token: str, offset: int) -> Iterator[tuple[int, int]]:
    """A word whole, but the characters of scripts without spaces each alone."""
    if token.isascii():
        yield offset, offset + len(token)
        return
    for spaceless, group in groupby(token, is_spaceless):
        length = len(list(group))
        steps = range(length) if spaceless else [0]
        for step in steps:
            yield offset + step, offset + (step + 1 if spaceless else length)
        offset += length


def _changes(ours: Sequence[_Token], theirs: Sequence[_Token]) -> Iterator[_Change]:
    """Compare paragraphs first, and the words of those that differ."""
    our_borders, their_borders = _borders(ours), _borders(theirs)
    whole = [
        [_keys(tokens[start:end]) for start, end in pairwise(borders)]
        for tokens, borders in ((ours, our_borders), (theirs, their_borders))
    ]
    changes = (
        portion
        for change in _differences(*whole)
        for portion in _portions(change, our_borders, their_borders)
    )
    for change in changes:
        from_start, from_end = our_borders[change.from_start], our_borders[change.from_end]
        to_start, to_end = their_borders[change.to_start], their_borders[change.to_end]
        words = _keys(ours[from_start:from_end]), _keys(theirs[to_start:to_end])
        for inner in _differences(*words):
            yield _Change(
                from_start + inner.from_start,
                from_start + inner.from_end,
                to_start + inner.to_start,
                to_start + inner.to_end,
            )


def _portions(change: _Change, ours: Sequence[int], theirs: Sequence[int]) -> Iterator[_Change]:
    """Part replaced paragraphs that are too many to be compared at once, side by side."""
    paragraphs = change.from_end - change.from_start, change.to_end - change.to_start
    words = (
        ours[change.from_end] - ours[change.from_start],
        theirs[change.to_end] - theirs[change.to_start],
    )
    pairs = words[0] * words[1]
    count = 1 if pairs <= _MANY_PAIRS else min(*paragraphs, isqrt(pairs // _PAIRS_OF_PORTION))
    for at in range(count):
        yield _Change(
            *(change.from_start + paragraphs[0] * end // count for end in (at, at + 1)),
            *(change.to_start + paragraphs[1] * end // count for end in (at, at + 1)),
        )


def _keys(tokens: Iterable[_Token]) -> tuple[str, ...]:
    return tuple(token.key for token in tokens)


def _borders(tokens: Sequence[_Token]) -> list[int]:
    """The tokens with which paragraphs begin, and the number of tokens."""
    return [at for at, token in enumerate(tokens) if token.opens == 2] + [len(tokens)]


def _differences(before: Sequence[object], after: Sequence[object]) -> Iterator[_Change]:
    """What is not in both, in order."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    ours, theirs = before[start : len(before) - end], after[start : len(after) - end]
    if not ours or not theirs:
        if ours or theirs:
            yield _Change(start, start + len(ours), start, start + len(theirs))
        return
    common = len(ours) * len(theirs) > _MANY_PAIRS
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=common).get_opcodes():
        if tag != "equal":
            yield _Change(start + i1, start + i2, start + j1, start + j2)


def _common(before: Sequence[object], after: Sequence[object]) -> int:
    """How many are equal from the beginning."""
    pairs = zip(before, after, strict=False)
    return next(
        (at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after))
    )


def _merged(changes: Iterable[_Change], ours: Sequence[_Token]) -> Iterator[_Change]:
    """Join changes with next to nothing between them, such as a "the" that both happen to have."""
    last: _Change | None = None
    for change in changes:
        if last is None:
            last = change
        elif _is_little(last, change, ours):
            last = _Change(last.from_start, change.from_end, last.to_start, change.to_end)
        else:
            yield last
            last = change
    if last is not None:
        yield last


def _is_little(first: _Change, second: _Change, ours: Sequence[_Token]) -> bool:
    between = ours[first.from_end : second.from_start]
    words = sum(_HAS_WORD.search(token.key) is not None for token in between)
    changed = [
        max(change.from_end - change.from_start, change.to_end - change.to_start)
        for change in (first, second)
    ]
    return words <= _SHORT_WORDS and min(changed) > words


def _slid(
    changes: Sequence[_Change], ours: Sequence[_Token], theirs: Sequence[_Token]
) -> Iterator[_Change]:
    """Let what was only added, or only removed, begin where a sentence or paragraph does.

    "One. [Two.]" is as true as "One[. Two]." and easier to read.
    """
    at = _Change(0, 0, 0, 0)
    ends = _Change(len(ours), len(ours), len(theirs), len(theirs))
    for change, behind in pairwise((*changes, ends)):
        if change.from_start == change.from_end:
            room = at.to_end, behind.to_start
            step = _best_step(theirs, change.to_start, change.to_end, room)
        elif change.to_start == change.to_end:
            room = at.from_end, behind.from_start
            step = _best_step(ours, change.from_start, change.from_end, room)
        else:
            step = 0
        at = _Change(*(place + step for place in change))
        yield at


def _best_step(tokens: Sequence[_Token], start: int, end: int, room: tuple[int, int]) -> int:
    """How far to move a run of tokens, so that what stands around it stays what it is."""
    steps = [0]
    for step in range(1, room[1] - end + 1):
        if tokens[start + step - 1].key != tokens[end + step - 1].key:
            break
        steps.append(step)
    for step in range(1, start - room[0] + 1):
        if tokens[start - step].key != tokens[end - step].key:
            break
        steps.append(-step)
    return max(steps, key=lambda step: (tokens[start + step].opens, -abs(step)))


def _add(
    pieces: list[Piece], fate: Fate, text: str, tokens: Sequence["_Token"], start: int, end: int
) -> None:
    """Add the piece of these tokens, with the white space behind them.

    What was removed from an end has its white space before it.
    """
    if start == end:
        return
    first = tokens[start].start
    if fate is Fate.REMOVED and start and not pieces[-1].text[-1].isspace():
        first = tokens[start - 1].end
    last = tokens[end].start if end < len(tokens) else tokens[end - 1].end
    pieces.append(Piece(fate, text[first:last]))
