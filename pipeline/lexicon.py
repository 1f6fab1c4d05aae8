"""What is known about words, frozen: how common they are, and which news concept they express.

Word frequencies come from the package wordfreq; concepts, numerals and the calendar from the tables
in `pipeline/data`. Nothing here depends on what is stored, so a pair's measures never do.
"""

import csv
import math
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fa", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ru", "tr", "uk", "zh")
)
CASELESS = frozenset(("ar", "bn", "fa", "he", "hi", "ja", "ko", "ta", "th", "ur", "zh"))
"""Languages whose script has no capitals, so that a name cannot be told by its first letter."""

_LATIN = frozenset(("de", "en", "es", "fr", "it", "pl", "pt", "tr"))
_STEMLESS = frozenset(("ja", "ko", "zh"))
_RICHLY_INFLECTED = frozenset(("ar", "de", "fa", "hi", "ko", "ru", "tr", "uk"))
_ARTICLES = ("وال", "بال", "ال", "لل", "و", "ب", "ل", "می")

# Rarity of a concept's stem: the rarest count 3.5, those behind one word in two hundred 0.3.
_RAREST, _COMMONEST = 3.5, 0.3
_CONCEPT_ZERO, _CONCEPT_FLOOR = 7.6, 4.1


class Concept(NamedTuple):
    """A news concept that a word expresses, and how much seeing it tells."""

    name: str
    weight: float


@lru_cache(maxsize=200_000)
def zipf(word: str, lang: str) -> float:
    """Return the frequency of a lower-case word as the log10 of its count in a billion words.

    0 for a word that is rarer than one in a million, or in a language that is not known.
    """
    frequency = _frequencies(lang).get(word)
    return 0.0 if frequency is None else math.log10(frequency * 1e9)


@cache
def numerals(lang: str) -> Mapping[str, int]:
    """Return the value of each number word of a language, from two to ninety."""
    return {
        word: int(row["value"])
        for row in _rows("numerals.tsv")
        if row["lang"] == lang
        for word in row["words"].split("|")
    }


@cache
def scales(lang: str) -> Mapping[str, int]:
    """Return what each scale word of a language (thousand, Mrd, lakh) multiplies by."""
    return {
        word: int(row["factor"])
        for row in _rows("scales.tsv")
        if row["lang"] == lang
        for word in row["words"].split("|")
    }


@cache
def calendar(kind: str) -> Mapping[str, int]:
    """Return the words of all languages for a "month" (1 to 12) or a "weekday" (0 is Monday)."""
    return {
        word: int(row["number"])
        for row in _rows("calendar.tsv")
        if row["kind"] == kind
        for word in row["words"].split("|")
    }


@lru_cache(maxsize=200_000)
def concept_of(word: str, lang: str) -> Concept | None:
    """Return the concept that a lower-case word expresses; None if none is known.

    The longest stem that the word begins with wins; a short stem takes short endings only.
    """
    stem = _stem_of(word, lang)
    return None if stem is None else _concept(stem, lang)


@lru_cache(maxsize=50_000)
def concepts_in(run: str, lang: str) -> tuple[Concept, ...]:
    """Return the concepts in a run of characters of a script without spaces, longest first."""
    stems = _stems(lang)
    found: list[Concept] = []
    at = 0
    while at < len(run):
        length = next((n for n in (5, 4, 3, 2) if run[at : at + n] in stems), 1)
        concept = _concept(stems[run[at : at + length]], lang) if length > 1 else None
        if concept is not None:
            found.append(concept)
        at += length
    return tuple(found)


def without_marks(word: str) -> str:
    """Return a word without its diacritics."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(character for character in parts if not unicodedata.combining(character))


def stem_frequencies(lang: str) -> dict[str, float]:
    """Return, for each concept stem of a language, the zipf of all words together that it takes.

    `pipeline/data/concept_frequencies.tsv` holds these, frozen; a test compares.
    """
    totals: dict[str, float] = {}
    for word, frequency in _frequencies(lang).items():
        stem = _opening(word, lang) if lang in ("ja", "zh") else _stem_of(word, lang)
        if stem is not None and stem.concept != "none":
            totals[stem.text] = totals.get(stem.text, 0.0) + frequency
    return {stem: round(math.log10(total * 1e9), 2) for stem, total in totals.items()}


class _Stem(NamedTuple):
    text: str
    concept: str


@cache
def _frequencies(lang: str) -> Mapping[str, float]:
    # Loaded when asked for: a crawl needs the calendar alone, and this takes a tenth of its start.
    import wordfreq

    return wordfreq.get_frequency_dict(lang, "small") if lang in LANGUAGES else {}


@cache
def _stems(lang: str) -> Mapping[str, _Stem]:
    table: dict[str, _Stem] = {}
    if lang in LANGUAGES:
        for row in _rows("concepts.tsv"):
            for text in row[lang].split("|"):
                stem = text.replace("ё", "е")
                if stem not in ("", "-"):
                    table.setdefault(stem, _Stem(stem, row["concept"]))
    return table


@cache
def _bare_stems(lang: str) -> Mapping[str, _Stem]:
    """The stems without their marks, for texts that lost theirs."""
    found: dict[str, _Stem] = {}
    for stem, entry in _stems(lang).items():
        found.setdefault(without_marks(stem), entry)
    # Each weighs as often as it is seen itself: "mais" is no "maïs".
    return {bare: _Stem(bare, entry.concept) for bare, entry in found.items() if bare != entry.text}


@cache
def _ascii_stems(lang: str) -> Mapping[str, _Stem]:
    """What a word in plain letters may begin with."""
    return {**_bare_stems(lang), **_stems(lang)} if lang in _LATIN else _stems(lang)


@cache
def _stem_zipfs() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {lang: {} for lang in LANGUAGES}
    for row in _rows("concept_frequencies.tsv"):
        found[row["lang"]][row["stem"]] = float(row["zipf"])
    return found


def _concept(stem: _Stem, lang: str) -> Concept | None:
    if stem.concept == "none":  # a stem listed only to keep a shorter one from taking it
        return None
    common = max(_stem_zipfs()[lang].get(stem.text, _CONCEPT_FLOOR), _CONCEPT_FLOOR)
    return Concept(stem.concept, max(_COMMONEST, min(_RAREST, _CONCEPT_ZERO - common)))


def _may_end_so(word: int, stem: int, lang: str) -> bool:
    """Whether a word of so many letters may be an inflection of a stem of so many."""
    if word == stem or lang in _STEMLESS:
        return True
    if stem < 3 and lang != "hi":
        return False
    if lang == "de" and stem >= 5:  # compounds
        return True
    if stem >= 6:
        return word - stem <= (8 if lang in _RICHLY_INFLECTED else 6)
    longest = 2 if stem <= 3 else 3 if stem == 4 else 4
    return word - stem <= longest + (lang in ("ru", "tr", "uk"))


def _stem_of(word: str, lang: str) -> _Stem | None:
    """Return the stem that takes a word, by itself or behind its article."""
    plain = word.replace("ё", "е")
    stems = _ascii_stems(lang) if plain.isascii() else _stems(lang)
    shortest = 1 if lang in ("ar", "fa", "hi", "ko") else 2
    for length in range(len(plain), shortest - 1, -1):
        stem = stems.get(plain[:length])
        if stem is not None and _may_end_so(len(plain), length, lang):
            return stem
    article = next((a for a in _articles(lang) if _opens(a, plain)), None)
    return None if article is None else _stem_of(plain[len(article) :], lang)


def _articles(lang: str) -> tuple[str, ...]:
    return _ARTICLES if lang in ("ar", "fa") else ()


def _opens(article: str, word: str) -> bool:
    return word.startswith(article) and len(word) - len(article) >= 3


def _opening(word: str, lang: str) -> _Stem | None:
    """Return the longest stem that opens a word of a script without spaces."""
    stems = _stems(lang)
    return next((stems[word[:n]] for n in (5, 4, 3, 2) if word[:n] in stems), None)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("pipeline").joinpath("data", name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
