"""What two articles share and where they differ, measured: the evidence that a verdict adds up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

from pipeline.boilerplate import Cleaned, clean
from pipeline.facts import LEAD_WORDS, Facts, Key, extract_facts
from pipeline.names import near_keys
from pipeline.numbers_in_text import roundings
from pipeline.records import ArticleText
from pipeline.repetition import without_repeated
from pipeline.text import shingle_hashes

SHINGLE_WORDS = 3
PHRASE_WORDS = 2
FARTHEST_DAYS = 15.0
_RARE_NAME = 4.4
_TELLING = 1.0
_ONE_TEXT = 0.7
"""Share of the longer text's shingles from which two texts are one but for small edits."""
_CASELESS_SHARE = 0.3
_ONE_TIME = 0.2
"""Days within which it is not said which of two was published first."""
_UNKNOWN_LANGUAGE = "und"

Measures = dict[str, float]


@dataclass(frozen=True)
class Profile:
    """One article, with what comparing needs of it worked out once."""

    article: ArticleText

    @cached_property
    def stripped(self) -> Cleaned:
        """Its headline and text without credits, datelines and promotion."""
        return clean(self.article.title, self.article.body, lang=self.article.lang)

    @cached_property
    def cleaned(self) -> Cleaned:
        """The same without the sentences that its outlet repeats: what is signed and compared."""
        return without_repeated(self.stripped, self.article.left_out)

    @cached_property
    def facts(self) -> Facts:
        """The facts of its headline and body."""
        article = self.article
        return extract_facts(
            self.cleaned.title,
            self.cleaned.body,
            lang=article.lang or _UNKNOWN_LANGUAGE,
            published_at=article.published.at if article.published else None,
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its body, in order."""
        return self.facts.words

    @cached_property
    def shingles(self) -> frozenset[int]:
        """The distinct shingles of its body, hashed."""
        return frozenset(shingle_hashes(self.words, SHINGLE_WORDS).tolist())

    @cached_property
    def phrases(self) -> tuple[frozenset[int], frozenset[int]]:
        """The distinct pairs of neighbouring words of its first words and of its whole body."""
        lead = shingle_hashes(self.words[:LEAD_WORDS], PHRASE_WORDS)
        whole = shingle_hashes(self.words, PHRASE_WORDS)
        return frozenset(lead.tolist()), frozenset(whole.tolist())

    @cached_property
    def masses(self) -> "Masses":
        """The sums of the weights of its keys."""
        return Masses.of(self.facts)

    @cached_property
    def rare_names(self) -> frozenset[str]:
        """Its rare names in full, as romanised."""
        names = self.facts.whole.exact_names.items()
        return frozenset(name for name, w in names if w >= _RARE_NAME and len(name) >= 4)

    @cached_property
    def near_names(self) -> dict[str, str]:
        """What a garbled spelling of its names may be known by: near key -> skeleton."""
        return {near: key for key in self.facts.whole.names for near in near_keys(key)}

    @cached_property
    def rounded(self) -> dict[float, float]:
        """What a re-telling may round its numbers to: rounded -> number."""
        return {r: number for number in self.facts.whole.numbers for r in roundings(number)}

    @cached_property
    def quotation_pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring words inside its quotations."""
        return frozenset(pair for words in self.facts.quotations for pair in pairwise(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Masses:
    """How much there is to share: sums of weights."""

    names: float
    lead_names: float
    numbers: float
    lead_numbers: float
    concepts: float
    lead_concepts: float
    title_concepts: float
    words: float
    lead_words: float
    title_words: float

    @classmethod
    def of(cls, facts: Facts) -> "Masses":
        """Add up the weights of an article's keys.

        Where any rare word may be a name, its names count for less.
        """
        share = _CASELESS_SHARE if facts.caseless else 1.0
        return cls(
            names=share * sum(facts.whole.names.values()),
            lead_names=share * sum(facts.lead.names.values()),
            numbers=sum(facts.whole.numbers.values()),
            lead_numbers=sum(facts.lead.numbers.values()),
            concepts=sum(facts.whole.concepts.values()),
            lead_concepts=sum(facts.lead.concepts.values()),
            title_concepts=sum(facts.title.concepts.values()),
            words=sum(facts.whole.words.values()),
            lead_words=sum(facts.lead.words.values()),
            title_words=sum(facts.title.words.values()),
        )


def one_language(first: Profile, second: Profile) -> bool:
    """Whether words of the two can be compared."""
    return first.facts.lang == second.facts.lang


def compare(first: Profile, second: Profile) -> Measures:
    """Measure a pair. The order of the two does not matter.

    `docs/measures.md` says what each measure is. Shares are smoothed: a little that is shared by
    texts that hold little says little.
    """
    if one_language(first, second):
        return _compare_within(first, second)
    return _compare_across(first, second)


def share_found(variant: Profile, other: Profile) -> float:
    """Return the share of a variant that stands in the other: of its text, else of its facts."""
    if one_language(variant, other):
        return _ratio(len(variant.shingles & other.shingles), len(variant.shingles))
    ours, theirs = variant.facts.whole, other.facts.whole
    found = _shared(ours.names, theirs.names) + _shared(ours.numbers, theirs.numbers)
    return _ratio(found, variant.masses.names + variant.masses.numbers)


def _compare_within(first: Profile, second: Profile) -> Measures:
    a, b = first.facts, second.facts
    m, n = first.masses, second.masses
    part = _CASELESS_SHARE if a.caseless else 1.0
    names = part * _shared(a.whole.names, b.whole.names)
    numbers = _shared(a.whole.numbers, b.whole.numbers)
    rounded = numbers + _rounded_numbers(first, second)
    concepts = _shared(a.whole.concepts, b.whole.concepts)
    lead_numbers = _shared(a.lead.numbers, b.lead.numbers)
    words = _smoothed(_shared(a.whole.words, b.whole.words), min(m.words, n.words), 10, 0.15)
    lead_words = _shared(a.lead.words, b.lead.words)
    lead_words_share = _smoothed(lead_words, min(m.lead_words, n.lead_words), 8, 0.15)
    quoted = len(first.quotation_pairs & second.quotation_pairs)
    quotes = min(len(first.quotation_pairs), len(second.quotation_pairs))
    return {
        "days_apart": days_apart(first.article, second.article),
        "days_conflict": _days_conflict(a, b),
        "numbers_shared": numbers,
        "numbers_share": _smoothed(rounded, min(m.numbers, n.numbers), 2),
        "names_share": _smoothed(names, min(m.names, n.names), 3),
        "facts_shared": names + numbers,
        "facts_share": _smoothed(names + rounded, min(m.names + m.numbers, n.names + n.numbers), 4),
        "rare_names_shared": float(min(len(first.rare_names & second.rare_names), 6)),
        "lead_names_unmatched": min(
            m.lead_names - part * _shared(a.lead.names, b.whole.names),
            n.lead_names - part * _shared(b.lead.names, a.whole.names),
        ),
        "lead_numbers_shared": lead_numbers,
        "lead_numbers_share": _smoothed(lead_numbers, min(m.lead_numbers, n.lead_numbers), 2),
        "lead_numbers_found": _lead_numbers_found(first, second),
        "units_conflict": float(_units_conflict(first, second)),
        "concepts_share": _smoothed(concepts, min(m.concepts, n.concepts), 4),
        "concepts_share_of_longer": _smoothed(concepts, max(m.concepts, n.concepts), 4),
        "title_concepts_found": _titles_found(first, second)[0],
        "title_words_found": max(
            _smoothed(_shared(a.title.words, b.whole.words), m.title_words, 5),
            _smoothed(_shared(b.title.words, a.whole.words), n.title_words, 5),
        ),
        "text_share": _ratio(
            len(first.shingles & second.shingles), min(len(first.shingles), len(second.shingles))
        ),
        "verbatim": float(_is_verbatim(first, second)),
        "title_in_lead": max(
            _smoothed(_shared(a.title.words, b.lead.words), m.title_words, 5, 0.2),
            _smoothed(_shared(b.title.words, a.lead.words), n.title_words, 5, 0.2),
        ),
        "lead_words_share": lead_words_share,
        "lead_words_share_of_longer": _smoothed(
            lead_words, max(m.lead_words, n.lead_words), 8, 0.15
        ),
        "words_beyond_leads": max(0.0, words - lead_words_share),
        "phrases_beyond_leads": _phrases_beyond_leads(first, second),
        "length_share": _ratio(
            min(len(first.words), len(second.words)), max(len(first.words), len(second.words))
        ),
        "quotations_share": quoted / max(4, quotes) if quotes else 0.0,
        "quotations_disjoint": float(bool(quotes) and not quoted),
    }


def _compare_across(first: Profile, second: Profile) -> Measures:
    a, b = first.facts, second.facts
    m, n = first.masses, second.masses
    names = _shared(a.whole.names, b.whole.names)
    garbled = _garbled_names(first, second)
    numbers = _shared(a.whole.numbers, b.whole.numbers) + _rounded_numbers(first, second)
    concepts = _shared(a.whole.concepts, b.whole.concepts)
    lead_names = _shared(a.lead.names, b.whole.names), _shared(b.lead.names, a.whole.names)
    lead_numbers = (
        _shared(a.lead.numbers, b.whole.numbers),
        _shared(b.lead.numbers, a.whole.numbers),
    )
    facts = sorted(_smoothed(names + numbers, mass.names + mass.numbers, 4) for mass in (m, n))
    leads = sorted(
        _smoothed(lead_names[at] + lead_numbers[at], mass.lead_names + mass.lead_numbers, 3)
        for at, mass in enumerate((m, n))
    )
    lead_concepts = sorted(
        (
            _smoothed(_shared(a.lead.concepts, b.whole.concepts), m.lead_concepts, 3),
            _smoothed(_shared(b.lead.concepts, a.whole.concepts), n.lead_concepts, 3),
        )
    )
    titles = _titles_found(first, second)
    return {
        "days_apart": days_apart(first.article, second.article),
        "days_conflict": _days_conflict(a, b),
        "days_named_shared": float(len((a.days | a.weekdays) & (b.days | b.weekdays))),
        "numbers_share": _smoothed(numbers, min(m.numbers, n.numbers), 2),
        "numbers_share_of_longer": _smoothed(numbers, max(m.numbers, n.numbers), 2),
        "names_share": _smoothed(names + garbled, min(m.names, n.names), 3),
        "names_share_of_longer": _smoothed(names + garbled, max(m.names, n.names), 3),
        "names_garbled": garbled,
        "facts_share": facts[1],
        "facts_share_of_longer": facts[0],
        "lead_facts_found": leads[1],
        "lead_facts_found_of_newer": leads[0],
        "lead_numbers_unmatched": min(
            m.lead_numbers - lead_numbers[0], n.lead_numbers - lead_numbers[1]
        ),
        "lead_names_unmatched": min(m.lead_names - lead_names[0], n.lead_names - lead_names[1]),
        "title_numbers_absent": max(_absent_numbers(first, second), _absent_numbers(second, first)),
        "concepts_share": _smoothed(concepts, min(m.concepts, n.concepts), 4),
        "concepts_share_of_longer": _smoothed(concepts, max(m.concepts, n.concepts), 4),
        "lead_concepts_found": lead_concepts[1],
        "lead_concepts_found_of_newer": lead_concepts[0],
        "title_concepts_found": titles[0],
        "title_concepts_found_either": titles[1],
    }


def days_apart(first: ArticleText, second: ArticleText) -> float:
    """Return the days between the intervals in which the two may have been published.

    A date without a time of day is the whole day; articles without a claim are half a day apart,
    and nothing is further apart than `FARTHEST_DAYS`.
    """
    one, other = first.published, second.published
    if one is None or other is None:
        return 0.5
    day = timedelta(days=1)
    ends = [claim.at + (timedelta() if claim.has_time else day) for claim in (one, other)]
    gap = max(one.at - ends[1], other.at - ends[0], timedelta())
    return min(gap / day, FARTHEST_DAYS)


def _lead_numbers_found(first: Profile, second: Profile) -> float:
    """The share of the newer lead's numbers that the older text has.

    The new fact of a follow-up stands in its lead; the older text can't have it. Where it is not
    known which one is newer, the greater share of the two.
    """
    a, b = first.facts, second.facts
    shares = (
        _smoothed(_shared(a.lead.numbers, b.whole.numbers), first.masses.lead_numbers, 2),
        _smoothed(_shared(b.lead.numbers, a.whole.numbers), second.masses.lead_numbers, 2),
    )
    one, other = first.article.published, second.article.published
    if one is None or other is None or days_apart(first.article, second.article) <= _ONE_TIME:
        return max(shares)
    return shares[0] if one.at > other.at else shares[1]


def _phrases_beyond_leads(first: Profile, second: Profile) -> float:
    """How much more of the shorter text is shared, word by word, than of its beginning.

    A follow-up repeats the background of what it follows, and begins with what is new.
    """
    (lead, whole), (other_lead, other_whole) = first.phrases, second.phrases
    leads = _ratio(len(lead & other_lead), min(len(lead), len(other_lead)))
    return max(0.0, _ratio(len(whole & other_whole), min(len(whole), len(other_whole))) - leads)


def _titles_found(first: Profile, second: Profile) -> tuple[float, float]:
    """The shares of each title's concepts that stand in the other text, lower one first."""
    one = _shared(first.facts.title.concepts, second.facts.whole.concepts)
    other = _shared(second.facts.title.concepts, first.facts.whole.concepts)
    shares = (
        _smoothed(one, first.masses.title_concepts, 2),
        _smoothed(other, second.masses.title_concepts, 2),
    )
    return min(shares), max(shares)


def _days_conflict(a: Facts, b: Facts) -> float:
    return 0.0 if a.days & b.days else float(min(len(a.days), len(b.days)))


def _is_verbatim(first: Profile, second: Profile) -> bool:
    """Whether both are one text but for small edits, without a number or name put for another."""
    longer = max(len(first.shingles), len(second.shingles))
    if len(first.shingles & second.shingles) < _ONE_TEXT * longer or not longer:
        return False
    ours, theirs = first.facts, second.facts
    return not (
        _differ(ours.whole.numbers, theirs.whole.numbers)
        or (
            _differ(ours.lead.exact_names, theirs.whole.exact_names)
            and _differ(theirs.lead.exact_names, ours.whole.exact_names)
        )
    )


def _differ(ours: Mapping[Key, float], theirs: Mapping[Key, float]) -> bool:
    """Whether each holds something telling that the other lacks."""
    return _lacks(ours, theirs) and _lacks(theirs, ours)


def _lacks(ours: Mapping[Key, float], theirs: Mapping[Key, float]) -> bool:
    return any(weight > _TELLING and key not in theirs for key, weight in ours.items())


def _units_conflict(first: Profile, second: Profile) -> int:
    """How many words in either lead count something that the other text counts otherwise."""
    return _miscounted(first, second) + _miscounted(second, first)


def _miscounted(first: Profile, second: Profile) -> int:
    lead, whole = first.facts.lead, second.facts.whole
    return sum(
        lead.counted[unit].isdisjoint(whole.counted[unit])
        and not any(_is_printed(number, second) for number in lead.counted[unit])
        for unit in lead.counted.keys() & whole.counted.keys()
    )


def _is_printed(number: float, profile: Profile) -> bool:
    """Whether a text has the number anywhere, as it is or rounded."""
    numbers = profile.facts.whole.numbers
    return (
        number in numbers
        or number in profile.rounded
        or not roundings(number).isdisjoint(numbers.keys())
    )


def _garbled_names(first: Profile, second: Profile) -> float:
    """The weight of names that are nearly alike: one code lost, added or another.

    A garbled name counts for less than an exact one; each name is used once.
    """
    ours, theirs = first.facts.whole.names, second.facts.whole.names
    pairs = {
        (len(near), near, first.near_names[near], second.near_names[near])
        for near in first.near_names.keys() & second.near_names.keys()
    }
    pairs |= {(len(n), n, first.near_names[n], n) for n in first.near_names.keys() & theirs.keys()}
    pairs |= {(len(n), n, n, second.near_names[n]) for n in second.near_names.keys() & ours.keys()}
    used: set[tuple[int, str]] = set()
    total = 0.0
    for length, _, one, other in sorted(pairs, reverse=True):
        taken = one in theirs or other in ours or (0, one) in used or (1, other) in used
        if length >= 3 and not taken:
            used |= {(0, one), (1, other)}
            total += min(ours[one], theirs[other]) * (0.7 if length >= 4 else 0.5)
    return total


def _rounded_numbers(first: Profile, second: Profile) -> float:
    """Half the weight of numbers that the other text gives rounded."""
    return _rounded_in(first, second) + _rounded_in(second, first)


def _rounded_in(first: Profile, second: Profile) -> float:
    ours, theirs = first.facts.whole.numbers, second.facts.whole.numbers
    return sum(
        0.5 * min(ours[first.rounded[rounded]], theirs[rounded])
        for rounded in first.rounded.keys() & theirs.keys()
        if rounded not in ours and first.rounded[rounded] not in theirs
    )


def _absent_numbers(first: Profile, second: Profile) -> float:
    """The weight of the numbers of a title that the other text has nowhere, not even rounded."""
    return sum(
        weight
        for number, weight in first.facts.title.numbers.items()
        if weight > 0.5
        and number not in second.facts.whole.numbers
        and number not in second.rounded
    )


def _shared(ours: Mapping[Key, float], theirs: Mapping[Key, float]) -> float:
    # min() would cost a third of the whole comparison.
    total = 0.0
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        total += one if one < other else other
    return total


def _smoothed(part: float, whole: float, least: float, expected: float = 0.3) -> float:
    """A share, drawn to what is expected of a pair of which little is known."""
    return min(1.0, (part + least * expected) / (whole + least))


def _ratio(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole else 0.0
