"""What an article says, as keys that survive re-telling: names, numbers, days, concepts, words.

One pass over the text; what depends on a word alone is looked up once and kept. No language model:
capitals, rarity and tables (`pipeline.lexicon`).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from pipeline.lexicon import (
    CASELESS,
    Concept,
    calendar,
    concept_of,
    concepts_in,
    numerals,
    scales,
    without_marks,
    zipf,
)
from pipeline.names import romanise, skeleton
from pipeline.numbers_in_text import join_compounds, number_weight, parse_number

LEAD_WORDS = 45
"""With its headline, these many first words are an article's lead: what is new stands there."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30ff"
_HIRAGANA = "\u3041-\u309f"
_LETTER = rf"[^\W\d_{_HAN}{_KATAKANA}{_HIRAGANA}]"
_JOINER = "’'ʼ\u0300-\u036f\u0900-\u0903\u093a-\u094f\u200c\u0610-\u061a\u064b-\u065f"
# Nearly all letters, as ranges: one look-up each, where the general class takes five.
_COMMON = "A-Za-zÀ-ÖØ-öø-ɏЀ-ҁҊ-ӿ"
_MORE = rf"(?:[{_JOINER}]{_LETTER}*)*"
# The space before a piece is taken with it: none of the seven forms need be tried there.
PIECE = re.compile(
    rf"[ ,;:()-]{{0,2}}+([{_COMMON}][{_COMMON}{_JOINER}]*+(?!{_LETTER})"
    r"|[.!?…。！？।؟\n]+"
    r"|\d+(?:[.,:\u066b\u066c\u00a0\u202f'’ ]\d+)*"
    rf"|{_LETTER}+{_MORE}|[{_KATAKANA}]+|[{_HAN}]+|[{_HIRAGANA}]+"
    r"|[\"“”„«»「」『』‟])"
)
_KIND = re.compile(
    rf"(?P<number>\d)|(?P<han>[{_HAN}])|(?P<hiragana>[{_HIRAGANA}])|(?P<stop>[.!?…。！？।؟\n])"
    r"|(?P<quote>[\"“”„«»「」『』‟])"
)
_CASED = re.compile("[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]")
_POSSESSIVE = re.compile("^(.+)['’ʼ][sS]$")
_ELISION = re.compile("^(?:[dlcjmnst]|qu|dell|nell|all|sull|dall|un|quell)['’](.{2,})$", re.I)
_CONTRACTION = re.compile("['’](?:ve|ll|re|t|d|m)$")
_GERMAN_NOUN = re.compile(
    "(?:ung|ungen|heit|keit|schaft|schaften|tion|tionen|ität|nis|nisse|ismus|sprecherin|sprecher)$"
)
# What may stand between a day and its month.
_DAY_LINKS = {
    "de": (".",), "en": ("st", "nd", "rd", "th", "of"), "es": ("de",), "fr": ("er",), "pt": ("de",),
}  # fmt: skip
_BEFORE_MONTH = frozenset(("月", "월", *(link for links in _DAY_LINKS.values() for link in links)))
# "One" only counts behind tens: elsewhere it is an article or a pronoun.
_ONES = frozenset({
    "one", "eins", "uno", "una", "un", "une", "um", "uma", "один", "одна", "одно", "одну", "одного",
    "jeden", "jedna", "jedną", "bir", "یک", "एक",
})  # fmt: skip
_NUMERAL_LINKS = frozenset({"and", "y", "e", "et", "و"})
_RANGE_LINKS = frozenset({
    "to", "auf", "bis", "und", "a", "à", "au", "et", "al", "e", "y", "и", "до", "do", "na",
})  # fmt: skip
_OPENING_QUOTES = frozenset("“„«「『")
_SHORTEST_QUOTE = 4
_KEPT_TOKENS = 100_000


class Naming(NamedTuple):
    """Whether a word can be a name."""

    always: bool
    inside: bool
    """Only where its capital is not owed to the beginning of a sentence."""


class Word(NamedTuple):
    """What is known of a word of a language by itself."""

    lower: str
    key: str | None
    """Language and six letters: a stem for languages that inflect. None for a function word."""
    weight: float
    rarity: float
    concept: Concept | None
    month: int | None
    weekday: int | None
    number: int | None
    skeleton: str
    """Empty if it can be no name."""
    roman: str
    name_weight: float
    naming: Naming
    capital: bool

    @property
    def is_plain(self) -> bool:
        """Whether it can be no name, number or date."""
        known = (self.month, self.weekday, self.number)
        return known == (None, None, None) and not any(self.naming)


Token = tuple[str, str, str | None, float, Concept | None, Word | None]
"""A piece of a text, and what is known of it by itself: its kind ("word", or a group of `_KIND`),
the piece in small letters (as printed, where it is no word), and of a word its key, weight and
concept; at last what else is known of it, None where it is plain. No named tuple, which takes five
times as long to unpack."""

Weights = dict[str, float]
Key = TypeVar("Key", str, float)


@dataclass(slots=True)
class Part:
    """The keys of one part of an article, each with what sharing it tells."""

    words: Weights = field(default_factory=dict)
    names: Weights = field(default_factory=dict)
    """By skeleton."""
    exact_names: Weights = field(default_factory=dict)
    """By romanised form."""
    numbers: dict[float, float] = field(default_factory=dict)
    concepts: Weights = field(default_factory=dict)
    counted: dict[str, set[float]] = field(default_factory=dict)
    """By the word that follows a number, the numbers it follows."""

    def join(self, other: "Part") -> None:
        """Take in the keys of another part."""
        _join(self.words, other.words)
        _join(self.names, other.names)
        _join(self.exact_names, other.exact_names)
        _join(self.numbers, other.numbers)
        _join(self.concepts, other.concepts)
        for unit, values in other.counted.items():
            self.counted.setdefault(unit, set()).update(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The keys of an article: of its headline, its lead (with the headline), and the whole."""

    lang: str
    title: Part
    lead: Part
    whole: Part
    days: frozenset[tuple[int, int]]
    """Month and day of the dates that the text names."""
    weekdays: frozenset[tuple[int, int]]
    """Month and day of the last such weekday before publication, for each that the text names."""
    quotations: tuple[tuple[str, ...], ...]
    """The words of each quotation."""
    words: tuple[str, ...]
    """All words of the body in order, numbers included."""

    @property
    def caseless(self) -> bool:
        """Whether names cannot be told by capitals, so that any rare word may be one."""
        return self.lang in CASELESS


def extract_facts(title: str, body: str, *, lang: str, published_at: datetime | None) -> Facts:
    """Return the facts of one article, cleaned of credits and promo lines.

    `published_at` resolves the names of weekdays; without it they are left out.
    """
    if lang in ("ja", "ko", "zh"):
        title, body = join_compounds(title), join_compounds(body)
    reader = FactReader(lang, published_at)
    reader.read(body, limit=LEAD_WORDS)
    words = tuple(reader.words)
    lead, rest = reader.lead, reader.rest
    headline = FactReader(lang, published_at, capitals=reader.capitals, shouted=_is_shouted(title))
    headline.read(title, limit=0)
    lead.join(headline.rest)
    rest.join(lead)
    return Facts(
        lang=lang,
        title=headline.rest,
        lead=lead,
        whole=rest,
        days=frozenset(reader.days | headline.days),
        weekdays=frozenset(reader.weekdays | headline.weekdays),
        quotations=tuple(reader.quotations),
        words=words,
    )


class FactReader:
    """Reads one text; its first `limit` words go to `lead`, what follows to `rest`."""

    def __init__(
        self,
        lang: str,
        published_at: datetime | None,
        *,
        capitals: set[str] | None = None,
        shouted: bool | None = None,
    ) -> None:
        self.lang = lang
        self.lead, self.rest = Part(), Part()
        self.days: set[tuple[int, int]] = set()
        self.weekdays: set[tuple[int, int]] = set()
        self.quotations: list[tuple[str, ...]] = []
        self.words: list[str] = []
        # Names of the body; None while reading the body itself.
        self.capitals: set[str] = set() if capitals is None else capitals
        self._headline = shouted is not None
        self._shouted = bool(shouted)
        self._published_at = published_at
        self._numerals, self._scales = numerals(lang), scales(lang)
        self._pieces: list[str] = []
        self._quotation: list[str] | None = None
        self._counted: tuple[float, Part] | None = None

    def read(self, text: str, *, limit: int) -> None:
        """Read a text, once.

        Nine of ten tokens are words that add nothing but a key or a concept. They are read here,
        since a call for each would double the time.
        """
        self._pieces = PIECE.findall(text)
        part = self.lead if limit > 0 else self.rest
        weights, concepts, append = part.words, part.concepts, self.words.append
        until = limit if limit > 0 else math.inf
        count, start = 0.0, True
        tokens = enumerate(map(_tokens_of(self.lang).__getitem__, self._pieces))
        for at, (kind, lower, key, weight, concept, word) in tokens:
            if kind == "word":
                count += 1
                append(lower)
                if self._quotation is not None:
                    self._quotation.append(key or lower)
                if concept is not None and concept[1] > concepts.get(concept[0], 0.0):
                    concepts[concept[0]] = concept[1]
                if word is not None and (taken := self._read_word(word, at, start, part)):
                    _skip(tokens, taken - 1)
                elif key is not None:
                    if weight > weights.get(key, 0.0):
                        weights[key] = weight
                    if self._counted is not None:
                        self._count(key)
                start = False
            elif kind == "stop":
                start, self._counted = True, None
                continue
            elif kind == "number":
                count += 1
                _skip(tokens, self._read_number(lower, at, part) - 1)
                start = False
            elif kind == "han":
                count += len(lower) / 2
                start = False
                self._read_han(lower, part)
            elif kind == "hiragana":
                count += len(lower) * 0.3
                self.words.extend(lower)
            else:
                self._read_quote(lower)
            if count >= until:
                part, until = self.rest, math.inf
                weights, concepts = part.words, part.concepts
        self._close_quotation()

    def _read_word(self, word: Word, at: int, start: bool, part: Part) -> int:
        """Read a date, a number or a name; return how many tokens it took, 0 for a name."""
        if word.month is not None and (taken := self._read_month(word, at, start)):
            return taken
        if word.number is not None:
            return self._read_numeral(word.number, at, part)
        if word.weekday is not None:
            self._read_weekday(word.weekday)
            return 1
        if self._is_name(word, at, start):
            if word.name_weight:
                _add(part.names, word.skeleton, word.name_weight)
            _add(part.exact_names, word.roman, word.rarity)
        return 0

    def _count(self, unit: str) -> None:
        """Note the number before a word."""
        if self._counted is not None:
            value, part = self._counted
            part.counted.setdefault(unit, set()).add(value)
            self._counted = None

    def _is_name(self, word: Word, at: int, start: bool) -> bool:
        if word.naming.inside:
            known = word.lower in self.capitals
            named = known if self._headline else known or not start or self._heads_name(at)
            if named and not start:
                self.capitals.add(word.lower)
            return named
        if self._shouted and word.rarity < 3.9 and word.lower not in self.capitals:
            return False
        return word.naming.always

    def _heads_name(self, at: int) -> bool:
        """Whether a word at the beginning of a sentence stands before another name."""
        if at + 1 >= len(self._pieces):
            return False
        word = _tokens_of(self.lang)[self._pieces[at + 1]][-1]
        return word is not None and word.capital and any(word.naming)

    def _read_month(self, word: Word, at: int, start: bool) -> int:
        following = self._following(at + 1)
        if following[:1].isdecimal():
            day = parse_number(following.partition(",")[0])
            if word.month is not None and self._add_day(word.month, day):
                return 2
        # "may" and "mars" are words too, except where a capital or the form tells.
        return int((word.capital and not start) or self.lang in ("pl", "ru", "uk"))

    def _following(self, at: int) -> str:
        return self._pieces[at].lower() if at < len(self._pieces) else ""

    def _read_weekday(self, weekday: int) -> None:
        if self._published_at is not None:
            back = (self._published_at.weekday() - weekday) % 7
            day = self._published_at - timedelta(days=back)
            self.weekdays.add((day.month, day.day))

    def _read_numeral(self, value: float, at: int, part: Part) -> int:
        """A number in words: tens and units ("forty two"), hundreds, scales ("nine thousand")."""
        value, taken = self._with_smaller(value, at, 1)
        while (factor := self._scales.get(self._following(at + taken))) is not None:
            value, taken = value * factor, taken + 1
            if factor == 100:
                value, taken = self._with_smaller(value, at, taken)
        self._add_number(float(value), part)
        return taken

    def _with_smaller(self, value: float, at: int, taken: int) -> tuple[float, int]:
        """Add the tens and units that follow hundreds, and the units that follow tens."""
        for step in (100, 10):
            if value < step or value % step:
                continue
            skip = 1 if self._following(at + taken) in _NUMERAL_LINKS else 0
            word = self._following(at + taken + skip)
            smaller = 1 if word in _ONES and step == 10 else self._numerals.get(word, 0)
            if 0 < smaller < step:
                value, taken = value + smaller, taken + 1 + skip
        return value, taken

    def _read_number(self, piece: str, at: int, part: Part) -> int:
        self.words.append(piece)
        if self._quotation is not None:
            self._quotation.append(piece)
        value = parse_number(piece)
        if value is None:
            return 1
        following = self._following(at + 1)
        if following in calendar("month") or following in _BEFORE_MONTH:
            taken = self._read_day(value, at)
            if taken:
                return taken
        factor = self._scales.get(following) or self._scale_of_range(at)
        taken = 2 if following in self._scales else 1
        # Nine digits, since 4.1 * 10**9 is not quite 4,100,000,000.
        self._add_number(float(f"{value * factor:.9g}") if factor else value, part)
        return taken

    def _scale_of_range(self, at: int) -> int | None:
        """The scale of the second number of a pair such as "from 148 to 61 million"."""
        second = at + 2 if self._following(at + 1) in _RANGE_LINKS else at + 1
        if not self._following(second)[:1].isdecimal():
            return None
        return self._scales.get(self._following(second + 1))

    def _read_day(self, value: float, at: int) -> int:
        """Read "3 mars", "3. März", "3 de marzo", "3月5日"; return how many tokens it took."""
        after = at + 1
        if self._following(after) in ("月", "월"):
            day = parse_number(self._following(at + 2))
            named = self._following(at + 3)[:1] in ("日", "号", "號", "일")
            return 3 if named and value <= 12 and self._add_day(int(value), day) else 0
        links = _DAY_LINKS.get(self.lang, ())
        while self._following(after) in links and after <= at + 2:
            after += 1
        month = calendar("month").get(self._following(after))
        return after + 1 - at if month is not None and self._add_day(month, value) else 0

    def _add_day(self, month: int, day: float | None) -> bool:
        if day is None or not 1 <= day <= 31 or not day.is_integer() or not 1 <= month <= 12:
            return False
        self.days.add((month, int(day)))
        return True

    def _add_number(self, value: float, part: Part) -> None:
        _add(part.numbers, value, number_weight(value))
        self._counted = (value, part)

    def _read_han(self, piece: str, part: Part) -> None:
        for concept in concepts_in(piece, self.lang):
            _add(part.concepts, concept.name, concept.weight)
        self.words.extend(piece)
        if self._quotation is not None:
            self._quotation.extend(piece)
        for first, second in pairwise(piece):
            pair = first + second
            _add(part.words, pair, _pair_weight(pair, self.lang))

    def _read_quote(self, mark: str) -> None:
        opens = self._quotation is None if mark == '"' else mark in _OPENING_QUOTES
        self._close_quotation()
        self._quotation = [] if opens else None

    def _close_quotation(self) -> None:
        if self._quotation is not None and len(self._quotation) >= _SHORTEST_QUOTE:
            self.quotations.append(tuple(self._quotation))
        self._quotation = None


def _skip(tokens: Iterator[object], count: int) -> None:
    for _ in range(count):
        next(tokens, None)


class _Tokens(dict[str, Token]):
    """The pieces of a language that were looked up; a hit costs a third of lru_cache's."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __missing__(self, piece: str) -> Token:
        if len(self) >= _KEPT_TOKENS:
            self.clear()
        token = self[piece] = _make_token(piece, self._lang)
        return token


@lru_cache(maxsize=64)
def _tokens_of(lang: str) -> _Tokens:
    return _Tokens(lang)


def _make_token(piece: str, lang: str) -> Token:
    if (match := _KIND.match(piece)) is not None:
        return str(match.lastgroup), piece, None, 0.0, None, None
    word = look_up(piece, lang)
    rest = None if word.is_plain else word
    return "word", word.lower, word.key, word.weight, word.concept, rest


@lru_cache(maxsize=50_000)
def _pair_weight(pair: str, lang: str) -> float:
    """What a pair of neighbouring Chinese characters tells, where words are not parted."""
    return 0.6 * max(0.5, min(6.5 - max(zipf(pair, lang), 2.5), 3.0))


def look_up(printed: str, lang: str) -> Word:
    """Return what is known of a word by itself."""
    base = _base(printed, lang)
    lower = base.lower().replace("’", "").replace("'", "").replace("ʼ", "")
    common = zipf(lower, lang)
    key = without_marks(lower)[:6] if _CASED.match(lower) else lower[:6]
    weight = max(0.0, min(7.5 - max(common, 2.0), 5.5)) if common < 5.3 else 0.0
    rarity = max(0.6, min(6.5 - common, 4.5)) if common < 3.5 else max(0.3, 4.5 - common)
    contracted = lang == "en" and base is printed and _CONTRACTION.search(printed) is not None
    naming = Naming(False, False) if contracted else _naming(base, lower, common, lang)
    codes = skeleton(lower) if any(naming) else ""
    return Word(
        lower=lower,
        key=lang + key if weight > 0 and len(key) >= 2 else None,
        weight=weight,
        rarity=rarity,
        concept=concept_of(lower, lang),
        month=calendar("month").get(lower),
        weekday=calendar("weekday").get(lower),
        number=numerals(lang).get(lower),
        skeleton=codes,
        roman=romanise(lower),
        name_weight=rarity * min(1.0, len(codes) / 4 + 0.2) if len(codes) >= 2 else 0.0,
        naming=naming,
        capital=base[0].isupper() and not contracted,
    )


def _base(printed: str, lang: str) -> str:
    """A word without possessive or elided article."""
    if not any(mark in printed for mark in "'’ʼ"):
        return printed
    rule = {"en": _POSSESSIVE, "de": _POSSESSIVE}.get(lang)
    if lang in ("es", "fr", "it", "pt"):
        rule = _ELISION
    match = rule.match(printed) if rule else None
    return match[1] if match else printed


def _naming(base: str, lower: str, common: float, lang: str) -> Naming:
    """Rare words are names where there are no capitals; capitalised ones where there are."""
    if not _CASED.match(base):
        katakana = "\u30a1" <= base[0] <= "\u30ff"
        return Naming(len(base) >= 3 and (katakana or common < 2.0), False)
    if not base[0].isupper() or len(base) == 1:
        return Naming(False, False)
    if base.isupper() and len(base) <= 5 and common < 4.0:
        return Naming(True, False)
    if lang == "de":  # where every noun has a capital
        return Naming(common < 2.9 and not _is_german_compound(lower), False)
    return Naming(common < 3.0, 3.0 <= common < 5.0)


@lru_cache(maxsize=50_000)
def _is_german_compound(word: str) -> bool:
    """Whether a rare German word is made of two common ones, and so is no name."""
    if _GERMAN_NOUN.search(word):
        return True
    splits = ((word[:at], word[at:]) for at in range(3, len(word) - 3))
    return any(zipf(tail, "de") >= 3.2 and _is_german_stem(head) for head, tail in splits)


def _is_german_stem(head: str) -> bool:
    forms = [(head, 3.0), (head + "e", 3.2), (head + "en", 3.2)]
    forms += [(head[: -len(link)], 3.0) for link in ("s", "en") if head.endswith(link)]
    return any(zipf(form, "de") >= least for form, least in forms)


def _is_shouted(title: str) -> bool:
    letters = list(filter(str.isalpha, title))
    return sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _add(weights: dict[Key, float], key: Key, weight: float) -> None:
    if weight > weights.get(key, 0.0):
        weights[key] = weight


def _join(ours: dict[Key, float], theirs: dict[Key, float]) -> None:
    for key, weight in theirs.items():
        if weight > ours.get(key, 0.0):
            ours[key] = weight
