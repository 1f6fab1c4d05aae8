"""How one text is made of another: passages taken over, moved, left out and added."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.passages import Passage, shared_passages
from pipeline.word_diff import Fate, Piece

_STOPS = 8
"""Characters of punctuation that are looked at behind a passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDiff:
    """Two texts as the pieces of both, in the order of the second."""

    pieces: tuple[Piece, ...]
    """SAME and MOVED as the second has them; REMOVED is only in the first."""
    passages: tuple[Passage, ...]
    """All that both share, in the order of the first."""
    moved: frozenset[int]
    """Those of them that stand elsewhere, by their position."""


def diff_passages(first: str, second: str) -> PassageDiff:
    """Return what the second text shares with the first, and what only one of them has."""
    passages = [_with_stops(found, first, second) for found in shared_passages(first, second)]
    kept = _in_order(passages)
    moved = frozenset(range(len(passages))) - frozenset(kept)
    pieces = tuple(_pieces(first, second, passages, kept))
    return PassageDiff(pieces=pieces, passages=tuple(passages), moved=moved)


def _with_stops(passage: Passage, first: str, second: str) -> Passage:
    """The passage with the punctuation behind it that is the same in both."""
    behind = first[passage.first_end :][:_STOPS], second[passage.second_end :][:_STOPS]
    pairs = zip(*behind, strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1] and not _is_of_text(pair[0]), pairs)
    length = len(list(same))
    return replace(
        passage,
        first_end=passage.first_end + length,
        second_end=passage.second_end + length,
    )


def _is_of_text(character: str) -> bool:
    return character.isalnum() or character.isspace()


def _pieces(
    first: str, second: str, passages: Sequence[Passage], kept: Sequence[int]
) -> Iterator[Piece]:
    in_place = set(kept)
    moved = [passage for at, passage in enumerate(passages) if at not in in_place]
    gone = sorted((p.first_start, p.first_end) for p in moved)
    come = sorted((p.second_start, p.second_end) for p in moved)
    ours = theirs = 0
    ends = Passage(
        first_start=len(first),
        first_end=len(first),
        second_start=len(second),
        second_end=len(second),
        words=0,
    )
    for passage in (*(passages[at] for at in kept), ends):
        for start, end in _outside(gone, ours, passage.first_start):
            yield from _piece(Fate.REMOVED, first[start:end])
        yield from _others(second, come, theirs, passage.second_start)
        yield from _piece(Fate.SAME, second[passage.second_start : passage.second_end])
        ours, theirs = passage.first_end, passage.second_end


def _others(text: str, moved: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    """What stands in the second text between two passages that are in place."""
    at = start
    for from_, to in moved:
        from_, to = max(from_, at), min(to, end)
        if from_ < to:
            yield from _piece(Fate.ADDED, text[at:from_])
            yield from _piece(Fate.MOVED, text[from_:to])
            at = to
    yield from _piece(Fate.ADDED, text[at:end])


def _outside(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of a stretch is in none of the spans."""
    for from_, to in spans:
        if start < from_ < end:
            yield start, from_
        if from_ < end:
            start = max(start, to)
    if start < end:
        yield start, end


def _piece(fate: Fate, text: str) -> Iterator[Piece]:
    """The piece, unless nothing but punctuation stands in it and it is in one text alone."""
    if text and (fate in (Fate.SAME, Fate.MOVED) or any(map(str.isalnum, text))):
        yield Piece(fate, text)
    elif text and fate is Fate.ADDED:
        yield Piece(Fate.SAME, text)


def _in_order(passages: Sequence[Passage]) -> list[int]:
    """The passages that stand in one order in both texts, and are the most words together."""
    ends = sorted({passage.second_end for passage in passages})
    best: list[tuple[int, int]] = [(0, -1)] * (len(ends) + 1)  # a Fenwick tree of (words, last)
    before = [-1] * len(passages)
    total = (0, -1)
    for at, passage in enumerate(passages):
        words, before[at] = _best_until(best, bisect_left(ends, passage.second_start + 1))
        found = (words + passage.words, at)
        total = max(total, found, key=lambda chain: chain[0])
        slot = bisect_left(ends, passage.second_end) + 1
        while slot < len(best):
            best[slot] = max(best[slot], found, key=lambda chain: chain[0])
            slot += slot & -slot
    chain = []
    at = total[1]
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _best_until(best: Sequence[tuple[int, int]], slot: int) -> tuple[int, int]:
    """The best chain that ends at one of the first `slot` ends."""
    found = (0, -1)
    while slot > 0:
        found = max(found, best[slot], key=lambda chain: chain[0])
        slot -= slot & -slot
    return found
