"""Who is said to have spoken, and whether two texts name one person."""

from dataclasses import dataclass

from pipeline.names import near_keys, skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Someone of whom a text says that he spoke."""

    start: int
    """Where he is named in the text; character offsets, end exclusive."""
    end: int
    names: tuple[str, ...] = ()
    """The words there that are a name; none where only a title is known."""
    phrase: str = ""
    """As printed: name, title or both."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A pronoun, or nobody said: the one who was named before."""


UNNAMED = Unnamed()
Found = Speaker | Unnamed | None


def same_speaker(one: Speaker, other: Speaker) -> bool | None:
    """Whether two are one person; None where a name is not known of both.

    Names meet by their skeletons, so in any script and under a small slip of the pen.
    """
    if not one.names or not other.names:
        return True if one.phrase.casefold() == other.phrase.casefold() else None
    ours, theirs = name_keys(one), name_keys(other)
    if not ours.isdisjoint(theirs):
        return True
    near = [{near for key in keys for near in near_keys(key)} | keys for keys in (ours, theirs)]
    if any(len(key) >= 3 for key in near[0] & near[1]):
        return True
    # 伊良皆 and 伊良皆朔太郎: a name without spaces is one word.
    return any(a.startswith(b) or b.startswith(a) for a in one.names for b in other.names)


def name_keys(speaker: Speaker) -> frozenset[str]:
    """Return the skeletons of a speaker's names, under which their spellings meet."""
    # "A" is for a vowel at the beginning, which one spelling has and another has not: Yeltsov.
    return frozenset(skeleton(name.lower()).removeprefix("A") for name in speaker.names)
