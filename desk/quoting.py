"""Passages that two texts share, quoted with what stands around them in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.passages import Passage

AROUND = 90
"""Characters that are quoted before and behind a passage."""
MOST_CHARACTERS = 700
"""Of a longer passage the beginning and the end are quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A passage as one of the texts has it."""

    before: str
    """What stands before it; begins with an ellipsis where the text does not."""
    passage: str
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPassage:
    """A passage as both texts have it."""

    first: Excerpt
    second: Excerpt
    words: int


def quote_passages(
    first: str, second: str, passages: Sequence[Passage], *, most: int
) -> list[QuotedPassage]:
    """Quote the `most` longest passages, in the order of the first text."""
    longest = sorted(passages, key=lambda p: (-p.words, p.first_start))[:most]
    return [
        QuotedPassage(
            first=_excerpt(first, p.first_start, p.first_end),
            second=_excerpt(second, p.second_start, p.second_end),
            words=p.words,
        )
        for p in sorted(longest, key=lambda p: p.first_start)
    ]


def _excerpt(text: str, start: int, end: int) -> Excerpt:
    passage = " ".join(text[start:end].split())
    if len(passage) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        passage = f"{_until_word(passage[:half])} … {_from_word(passage[-half:])}"
    return Excerpt(before=_before(text, start), passage=passage, behind=_behind(text, end))


def _before(text: str, start: int) -> str:
    """What stands before a place, within its paragraph and its white space folded."""
    stretch = text[max(start - AROUND, 0) : start]
    if "\n" in stretch:
        return _folded(stretch.rpartition("\n")[2])
    return _folded(stretch if start <= AROUND else f"…{_from_word(stretch)}")


def _behind(text: str, end: int) -> str:
    stretch = text[end : end + AROUND]
    if "\n" in stretch:
        return _folded(stretch.partition("\n")[0])
    return _folded(stretch if end + AROUND >= len(text) else f"{_until_word(stretch)}…")


def _from_word(text: str) -> str:
    """The text from its first whole word on; scripts without spaces have no other places."""
    return text.partition(" ")[2] or text


def _until_word(text: str) -> str:
    return text.rpartition(" ")[0] or text


def _folded(text: str) -> str:
    """The text with single spaces; at its ends they stay, since the passage goes on there."""
    ends = text[:1].isspace(), text[-1:].isspace()
    inner = " ".join(text.split())
    return f"{' ' * ends[0]}{inner}{' ' * ends[1]}" if inner else " " * any(ends)
