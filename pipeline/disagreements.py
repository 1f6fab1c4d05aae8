"""Where the articles of one story tell a fact otherwise: how many, who by what name, which day.

What only some of them tell is no disagreement: each side must have a word on it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations, product

from pipeline.comparison import Profile, one_language
from pipeline.counted_things import CountedThings
from pipeline.explanation import differing_names, printed_unit, show_day
from pipeline.numbers_in_text import roundings

# Names that are less alike than this are two names: "Segundo" and "Senator" have 0.57.
_ALIKE = 0.7
_STEM = 7
# An article that counts more of a thing does not count one thing.
_MOST_COUNTS = 2
_POSSESSIVE = re.compile(
    r"['’ʼ]s$|^(?:l|d|un|al|nel|del|dal|sul|all|nell|dell|dall|sull)['’ʼ]", re.I
)
# Behind a place, these make its people: Brazil, Brazilian.
_PEOPLE = re.compile(r"(?:(?:i?a?n|ese|ish|i|no|s)[aeos]?|e?s)")


class FactSort(StrEnum):
    """What is told otherwise."""

    NUMBER = "number"
    NAME = "name"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What some articles say of a fact."""

    value: str
    article_ids: tuple[int, ...]
    printed: str | None = None
    """Of a number, how the first of them prints it, with what it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A fact that the articles of a story tell in more than one way."""

    sort: FactSort
    about: str | None
    """Of a number, the thing that is counted."""
    told: tuple[Told, ...]
    """What most of them say comes first."""


def find_disagreements(profiles: Sequence[Profile]) -> list[Disagreement]:
    """Return where articles of one story disagree; the first of them is compared with all others.

    Numbers of one unit count where an article has one in its lead, as `pipeline.explanation` has it
    for pairs. Names are only compared within a language.
    """
    return [*_numbers(profiles), *_names(profiles), *_days(profiles)]


def _numbers(profiles: Sequence[Profile]) -> Iterator[Disagreement]:
    in_leads = {unit for profile in profiles for unit in profile.facts.lead.counted}
    things = [(profile, CountedThings(profile)) for profile in profiles]
    for unit in sorted(in_leads):
        holders = [pair for pair in things if unit in pair[0].facts.whole.counted]
        counted = [(profile, profile.facts.whole.counted[unit]) for profile, _ in holders]
        if not _contradicted(counted):
            continue
        found = [(profile, thing.of(unit)) for profile, thing in holders]
        printed = [(profile, phrases) for profile, phrases in found if phrases]
        if _contradicted([(profile, set(phrases)) for profile, phrases in printed]):
            yield _number(unit, printed)


def _number(unit: str, printed: Sequence[tuple[Profile, Mapping[float, str]]]) -> Disagreement:
    about = next(filter(None, (printed_unit(unit, profile.facts) for profile, _ in printed)), None)
    values: dict[int, str] = {}
    shown: dict[str, str] = {}
    for profile, phrases in printed:
        value = "; ".join(f"{number:,.15g}" for number in sorted(phrases))
        values[profile.article.article_id] = value
        shown.setdefault(value, "; ".join(phrases[number] for number in sorted(phrases)))
    told = tuple(replace(side, printed=shown[side.value]) for side in _sides(values))
    return Disagreement(sort=FactSort.NUMBER, about=about or unit[2:], told=told)


def _contradicted(counted: Sequence[tuple[Profile, set[float]]]) -> bool:
    return any(_count_otherwise(*one, *other) for one, other in combinations(counted, 2))


def _count_otherwise(one: Profile, mine: set[float], other: Profile, yours: set[float]) -> bool:
    """Whether a count of either is nowhere in the other, and they share none of this unit."""
    if not mine.isdisjoint(yours) or max(len(mine), len(yours)) > _MOST_COUNTS:
        return False
    return not (_stands_in(mine, other) and _stands_in(yours, one))


def _stands_in(counts: set[float], profile: Profile) -> bool:
    """Whether one of some counts is given by a text, if only rounded."""
    numbers = profile.facts.whole.numbers
    return any(
        count in numbers or count in profile.rounded or not roundings(count).isdisjoint(numbers)
        for count in counts
    )


def _days(profiles: Sequence[Profile]) -> Iterator[Disagreement]:
    told = {p.article.article_id: p.facts.days for p in profiles if p.facts.days}
    if _contradict(told):
        shown = {i: ", ".join(map(show_day, sorted(days))) for i, days in told.items()}
        yield Disagreement(sort=FactSort.DAY, about=None, told=_sides(shown))


def _names(profiles: Sequence[Profile]) -> Iterator[Disagreement]:
    """By the first article's spelling, who spells it otherwise."""
    if not profiles:
        return
    first, *others = profiles
    found: dict[str, dict[int, str]] = {}
    for other in others:
        if one_language(first, other):
            for conflict in differing_names(first, other):
                if (spellings := _spellings(conflict.first, conflict.second)) is not None:
                    mine, theirs = spellings
                    spelled = found.setdefault(mine, {first.article.article_id: mine})
                    spelled[other.article.article_id] = theirs
    for spelling, spelled in found.items():
        for other in others:
            if spelling in other.cleaned.title or spelling in other.cleaned.body:
                spelled.setdefault(other.article.article_id, spelling)
        yield Disagreement(sort=FactSort.NAME, about=None, told=_sides(spelled))


def _spellings(first: str, second: str) -> tuple[str, str] | None:
    """The two spellings that are most alike; None if they are two names, or two forms of one."""
    ours, theirs = (
        [_POSSESSIVE.sub("", form) for form in name.split("/")] for name in (first, second)
    )
    alike, one, other = max(
        (SequenceMatcher(None, one, other).ratio(), one, other)
        for one, other in product(ours, theirs)
    )
    if alike < _ALIKE or _is_form(one, other):
        return None
    return one, other


def _is_form(one: str, other: str) -> bool:
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if long.startswith(short) and (short == long or _PEOPLE.fullmatch(long[len(short) :])):
        return True
    return short[:_STEM] == long[:_STEM] and len(short) >= _STEM + 2  # seismological, seismologist


def _contradict(told: Mapping[int, frozenset[object]]) -> bool:
    """Whether two articles share nothing of what they tell."""
    ways = set(told.values())
    return any(one.isdisjoint(other) for one in ways for other in ways)


def _sides(told: Mapping[int, str]) -> tuple[Told, ...]:
    sides: dict[str, list[int]] = {}
    for article_id, value in told.items():
        sides.setdefault(value, []).append(article_id)
    ordered = sorted(sides.items(), key=lambda side: (-len(side[1]), side[0]))
    return tuple(Told(value=value, article_ids=tuple(ids)) for value, ids in ordered)
