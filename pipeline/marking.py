"""Where two texts hold what their explanation speaks of: passages, quotations, names, numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.comparison import Profile
from pipeline.explanation import Agreement, Conflict, Explanation, show_day, show_number
from pipeline.fact_places import locate_facts
from pipeline.facts import look_up

_FORMS = re.compile("[/ ]+")


class MarkKind(StrEnum):
    """What is marked."""

    PASSAGE = "passage"
    QUOTATION = "quotation"
    NAME = "name"
    NUMBER = "number"
    DAY = "day"


class Telling(StrEnum):
    """How the other text has it."""

    ALIKE = "alike"
    OTHERWISE = "otherwise"
    ONLY_HERE = "only here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a text; character offsets, end exclusive. Marks of two kinds may overlap."""

    kind: MarkKind
    telling: Telling
    start: int
    end: int
    number: int | None = None
    """Of a passage or quotation in both: what its counterpart has too, from 1."""
    other: str | None = None
    """What the other text has instead."""


def mark_pair(
    first: Profile, second: Profile, found: Explanation
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Return the marks of both articles' bodies, by where they begin.

    Of names, numbers and days only those that both texts have are marked, alike or otherwise.
    """
    ours, theirs = list(_facts(first, found, 0)), list(_facts(second, found, 1))
    for number, passage in enumerate(found.passages, 1):
        spans = (passage.first_start, passage.first_end), (passage.second_start, passage.second_end)
        for marks, (start, end) in zip((ours, theirs), spans, strict=True):
            marks.append(
                Mark(
                    kind=MarkKind.PASSAGE,
                    telling=Telling.ALIKE,
                    start=start,
                    end=end,
                    number=number,
                )
            )
    for marks, side in ((ours, 0), (theirs, 1)):
        marks += _quotations(found, side)
    return _sorted(ours), _sorted(theirs)


def _sorted(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind)))


def _quotations(found: Explanation, side: int) -> Iterator[Mark]:
    quoted = found.quotations
    for number, pair in enumerate((*quoted.shared, *quoted.conflicting), 1):
        here, there = (pair.first, pair.second)[:: -1 if side else 1]
        other = None
        if not pair.same_words:
            other = there.text
        elif pair.disagrees and there.speaker is not None:
            other = f"said by {there.speaker.phrase}"
        yield Mark(
            kind=MarkKind.QUOTATION,
            telling=Telling.OTHERWISE if pair.disagrees else Telling.ALIKE,
            start=here.start,
            end=here.end,
            number=number,
            other=other,
        )
    for alone in (quoted.only_first, quoted.only_second)[side]:
        yield Mark(
            kind=MarkKind.QUOTATION, telling=Telling.ONLY_HERE, start=alone.start, end=alone.end
        )


def _facts(profile: Profile, found: Explanation, side: int) -> Iterator[Mark]:
    article, lang = profile.article, profile.facts.lang
    places = locate_facts(
        article.body, lang=lang, published_at=article.published.at if article.published else None
    )
    langs = found.languages
    names = _told(found.names, side)
    alike = {roman for name in names.alike for roman in _romans(name, langs)}
    otherwise = {
        roman: there for here, there in names.otherwise.items() for roman in _romans(here, langs)
    }
    for name in places.names:
        if name.roman in otherwise or name.roman in alike:
            other = None if name.roman in alike else otherwise[name.roman]
            yield _fact(MarkKind.NAME, name.start, name.end, other)
    numbers = _told(found.numbers, side)
    counts = list(_counts(found.numbers.conflicting, side, langs))
    for number in places.numbers:
        value = show_number(number.value)
        there = next(
            (told for keys, here, told in counts if number.unit in keys and value in here), None
        )
        there = None if value in numbers.rounded else there  # it counts as told alike
        if there is not None or value in numbers.alike:
            yield _fact(MarkKind.NUMBER, number.start, number.end, there)
    days = _told(found.days, side)
    apart = next(iter(days.otherwise.values()), None)
    for day in places.days:
        if apart is not None or show_day(day.day) in days.alike:
            yield _fact(MarkKind.DAY, day.start, day.end, apart)


def _fact(kind: MarkKind, start: int, end: int, other: str | None) -> Mark:
    telling = Telling.ALIKE if other is None else Telling.OTHERWISE
    return Mark(kind=kind, telling=telling, start=start, end=end, other=other)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An agreement as one of the two has it."""

    alike: frozenset[str]
    rounded: frozenset[str]
    """Those of them that each has in its own way; with numbers, one has it rounded."""
    otherwise: Mapping[str, str]
    """What stands here, and what there."""


def _told(agreement: Agreement, side: int) -> _Told:
    return _Told(
        alike=frozenset(_side_of(shared, side) for shared in agreement.shared),
        rounded=frozenset(_side_of(shared, side) for shared in agreement.shared if "~" in shared),
        otherwise={
            (pair.first, pair.second)[side]: (pair.second, pair.first)[side]
            for pair in agreement.conflicting
        },
    )


def _side_of(shared: str, side: int) -> str:
    """What one text has of "Kyiv ~ Kiew", which both have in their own way."""
    first, tilde, second = shared.partition(" ~ ")
    return second if tilde and side else first


def _romans(name: str, langs: Iterable[str]) -> Iterator[str]:
    """The romanised forms of a name as it is shown: "Kiew/Kiews"."""
    for form in filter(None, _FORMS.split(name)):
        for lang in langs:
            yield look_up(form, lang).roman


def _counts(
    conflicts: Iterable[Conflict], side: int, langs: tuple[str, str]
) -> Iterator[tuple[set[str | None], frozenset[str], str]]:
    """The keys of what is counted, the counts here, and what the other text has."""
    for pair in conflicts:
        here, there = (pair.first, pair.second)[:: -1 if side else 1]
        about = pair.about or ""
        keys: set[str | None] = {look_up(about, lang).key for lang in langs if about}
        yield keys - {None}, frozenset(here.split(", ")), there
