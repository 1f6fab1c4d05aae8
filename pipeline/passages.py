"""Passages that two texts share word for word, with their places in both."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text import Token, is_spaceless, located_tokens

SHORTEST = 5
"""Words: shorter runs are shared by chance and by idiom."""

# Scripts without spaces have a token for each character; a word there has about two of them.
_WORDS_IN_A_CHARACTER = 0.5


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
    at most: read from its beginning, the longest run that goes on from there.
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
        if _word_count(ours[at : at + length]) >= shortest:
            found.append(_passage(ours[at : at + length], theirs[start : start + length]))
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


def _word_count(tokens: Sequence[Token]) -> float:
    return sum(_WORDS_IN_A_CHARACTER if is_spaceless(token.word) else 1 for token in tokens)


def _passage(ours: Sequence[Token], theirs: Sequence[Token]) -> Passage:
    return Passage(
        first_start=ours[0].start,
        first_end=ours[-1].end,
        second_start=theirs[0].start,
        second_end=theirs[-1].end,
        words=len(ours),
    )
