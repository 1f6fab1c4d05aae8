"""Passages that two texts share word for word, with their places in both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text import Token, is_spaceless, located_tokens

SHORTEST = 5
"""Words: shorter runs are shared by chance and by idiom."""

# Scripts without spaces have a token for each character; a word there has about two of them.
_WORDS_IN_A_CHARACTER = 0.5

_WITHIN_NUMBER = re.compile(r"\d[.,:\u066b\u066c'’]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of words that stands in both texts; character offsets, end exclusive."""

    first_start: int
    first_end: int
    second_start: int
    second_end: int
    words: int
    """Tokens: characters in scripts without spaces."""


def shared_passages(first: str, second: str, *, shortest: int = SHORTEST) -> list[Passage]:
    """Return the shared runs of words, in the order of the first text.

    Runs may stand in another order in the second text. Each word of the first text is in one run
    at most: read from its beginning, the longest run that goes on from there. None begins or ends
    within a number.
    """
    ours, theirs = located_tokens(first), located_tokens(second)
    places = _places(theirs, shortest)
    found: list[Passage] = []
    at = 0
    while at + shortest <= len(ours):
        starts = places.get(_key(ours, at, shortest), ())
        length, start = max(
            ((_length(ours, theirs, at, start), start) for start in starts),
            key=lambda run: (run[0], -run[1]),
            default=(0, 0),
        )
        run = _whole(first, ours[at : at + length], second, theirs[start : start + length])
        if _word_count([one for one, _ in run]) >= shortest:
            found.append(_passage(run))
            at += length
        else:
            at += 1
    return found


Key = tuple[str, ...]

# A run that begins so often in the second text is no passage that was taken from a place in it; to
# look at each would take a minute for two texts that say one thing over and over.
_MOST_PLACES = 50


def _key(tokens: Sequence[Token], at: int, size: int) -> Key:
    return tuple(token.word for token in tokens[at : at + size])


def _places(tokens: Sequence[Token], size: int) -> dict[Key, list[int]]:
    places: dict[Key, list[int]] = {}
    for at in range(len(tokens) - size + 1):
        found = places.setdefault(_key(tokens, at, size), [])
        if len(found) < _MOST_PLACES:
            found.append(at)
    return places


def _length(ours: Sequence[Token], theirs: Sequence[Token], at: int, start: int) -> int:
    longest = min(len(ours) - at, len(theirs) - start)
    length = 0
    while length < longest and ours[at + length].word == theirs[start + length].word:
        length += 1
    return length


def _whole(
    first: str, ours: Sequence[Token], second: str, theirs: Sequence[Token]
) -> list[tuple[Token, Token]]:
    """A run in both texts, without the part of a number at its ends: "3" of "3.8 million"."""
    run = list(zip(ours, theirs, strict=True))
    while run and (_goes_on(first, run[-1][0].end) or _goes_on(second, run[-1][1].end)):
        run.pop()
    while run and (_goes_on(first, run[0][0].start - 1) or _goes_on(second, run[0][1].start - 1)):
        del run[0]
    return run


def _goes_on(text: str, at: int) -> bool:
    """Whether the mark at a place stands within a number, as in 3.8, 21,406 and 19:30."""
    return at > 0 and _WITHIN_NUMBER.match(text, at - 1) is not None


def _word_count(tokens: Sequence[Token]) -> float:
    return sum(_WORDS_IN_A_CHARACTER if is_spaceless(token.word) else 1 for token in tokens)


def _passage(run: Sequence[tuple[Token, Token]]) -> Passage:
    (first_start, second_start), (first_end, second_end) = run[0], run[-1]
    return Passage(
        first_start=first_start.start,
        first_end=first_end.end,
        second_start=second_start.start,
        second_end=second_end.end,
        words=len(run),
    )
