"""The things that a text counts, as they are printed: 12 → "12 workers"."""

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.comparison import Profile
from pipeline.fact_places import NumberPlace, locate_facts
from pipeline.facts import PIECE, look_up

_MOST_BETWEEN = 3
"""Words: from 1.6 million *from a children's* hospice."""
_BREAK = re.compile(r"[,:;\n]")


class CountedThings:
    """The counts of one article; read only when they are asked for."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def of(self, unit: str) -> dict[float, str]:
        """Return the numbers before a word, each with the words from the number to it.

        unit: a key of `Part.counted`, which has the next word behind a number, whatever stands
        between. A comma, a colon or many words part the two here: "19, has Quarry Road" counts
        nothing.
        """
        return self._printed.get(unit, {})

    @cached_property
    def _printed(self) -> dict[str, dict[float, str]]:
        found: dict[str, dict[float, str]] = {}
        cleaned, lang = self._profile.cleaned, self._profile.facts.lang
        for text in (cleaned.body, cleaned.title):
            for number in locate_facts(text, lang=lang, published_at=None).numbers:
                if number.unit is not None:
                    for phrase in _phrase(text, number, number.unit, lang):
                        found.setdefault(number.unit, {}).setdefault(number.value, phrase)
        return found


def _phrase(text: str, number: NumberPlace, unit: str, lang: str) -> Iterator[str]:
    """The words from a number to the word that it counts, unless something parts them."""
    for between, piece in enumerate(PIECE.finditer(text, number.end)):
        if between > _MOST_BETWEEN or _BREAK.search(text, number.end, piece.end(1)):
            return
        if look_up(piece[1], lang).key == unit:
            yield " ".join(text[number.start : piece.end(1)].split())
            return
