"""Where the names, numbers and dates of a text stand: what `pipeline.facts` reads, with places."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.facts import PIECE, FactReader, Part, Word

Day = tuple[int, int]
"""Month and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlace:
    """A name; character offsets, end exclusive."""

    start: int
    end: int
    roman: str
    """Its romanised form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPlace:
    """A number, in digits or words."""

    start: int
    end: int
    value: float
    unit: str | None
    """The key of the word that it counts, as in `Part.counted`; None if it counts none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlace:
    """A date."""

    start: int
    end: int
    day: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPlaces:
    """The facts of a text in order."""

    names: tuple[NamePlace, ...]
    numbers: tuple[NumberPlace, ...]
    days: tuple[DayPlace, ...]


def locate_facts(text: str, *, lang: str, published_at: datetime | None) -> FactPlaces:
    """Return where the facts of a text stand."""
    reader = _Locator(lang, published_at)
    reader.read(text, limit=0)
    places = [match.span(1) for match in PIECE.finditer(text)]

    def span(at: int, taken: int) -> dict[str, int]:
        return {"start": places[at][0], "end": places[min(at + taken, len(places)) - 1][1]}

    return FactPlaces(
        names=tuple(NamePlace(**span(at, 1), roman=roman) for at, roman in reader.found_names),
        numbers=tuple(
            NumberPlace(**span(at, taken), value=value, unit=reader.found_units.get(at))
            for at, taken, value in reader.found_numbers
        ),
        days=tuple(DayPlace(**span(at, taken), day=day) for at, taken, day in reader.found_days),
    )


class _Locator(FactReader):
    """Notes at which piece each fact begins, and how many it takes."""

    def __init__(self, lang: str, published_at: datetime | None) -> None:
        super().__init__(lang, published_at)
        self.found_names: list[tuple[int, str]] = []
        self.found_numbers: list[tuple[int, int, float]] = []
        self.found_days: list[tuple[int, int, Day]] = []
        self.found_units: dict[int, str] = {}
        """By the piece at which the number begins that counts it."""
        self._day: Day = (0, 0)

    def _is_name(self, word: Word, at: int, start: bool) -> bool:
        named = super()._is_name(word, at, start)
        if named:
            self.found_names.append((at, word.roman))
        return named

    def _read_month(self, word: Word, at: int, start: bool) -> int:
        taken = super()._read_month(word, at, start)
        if taken == 2:
            self.found_days.append((at, taken, self._day))
        return taken

    def _read_day(self, value: float, at: int) -> int:
        taken = super()._read_day(value, at)
        if taken:
            self.found_days.append((at, taken, self._day))
        return taken

    def _read_numeral(self, value: float, at: int, part: Part) -> int:
        return self._noted(at, super()._read_numeral(value, at, part))

    def _read_number(self, piece: str, at: int, part: Part) -> int:
        self._counted = None
        return self._noted(at, super()._read_number(piece, at, part))

    def _noted(self, at: int, taken: int) -> int:
        if self._counted is not None:
            self.found_numbers.append((at, taken, self._counted[0]))
        return taken

    def _add_day(self, month: int, day: float | None) -> bool:
        added = super()._add_day(month, day)
        if added and day is not None:
            self._day = month, int(day)
        return added

    def _count(self, unit: str) -> None:
        if self._counted is not None and self.found_numbers:
            self.found_units[self.found_numbers[-1][0]] = unit
        super()._count(unit)
