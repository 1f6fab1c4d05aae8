"""Why two articles were judged as they were, in terms that a person can check against the texts."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.comparison import Profile, one_language
from pipeline.facts import Facts, Part, look_up
from pipeline.inflection import is_inflection
from pipeline.measures import BASE, DESCRIPTIONS
from pipeline.model import UNIT, Score, Table, load_model, to_logit
from pipeline.names import near_keys, skeleton
from pipeline.numbers_in_text import roundings
from pipeline.passages import Passage, shared_passages
from pipeline.quotations import Quotation, QuotedInBoth, find_quotations, match_quotations
from pipeline.verdict import SAME_STORY, judge, too_short


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One measure, and what it adds to the score."""

    measure: str
    """"base" for what every pair starts from."""
    label: str
    value: float | None
    """None for the base."""
    added: int
    """In thousandths of a logit, so that they add up to the score exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two things that may be the same, told otherwise."""

    first: str
    second: str
    about: str | None = None
    """What they are of: the thing that is counted."""
    counts: bool = False
    """Whether the measures take them for one all the same: a name, told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two articles share of one sort of thing, and where they differ."""

    shared: tuple[str, ...] = ()
    conflicting: tuple[Conflict, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The quotations of two articles; offsets are into the articles' bodies."""

    shared: tuple[QuotedInBoth, ...] = ()
    conflicting: tuple[QuotedInBoth, ...] = ()
    """In other words, or in another mouth."""
    only_first: tuple[Quotation, ...] = ()
    only_second: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a pair must bring to be taken for one story, in thousandths of a logit."""

    needed: int
    """From the base to the threshold."""
    possible: int
    """The most that all measures together can add."""

    @property
    def share(self) -> float:
        """The share of what can be shown that must be shown."""
        return self.needed / self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was decided of a pair, and all that it rests on."""

    same_story: bool
    probability: float
    threshold: float
    method: str
    one_language: bool
    languages: tuple[str, str]
    demand: Demand
    demand_within: Demand | None
    """For two articles in two languages: what two in one language must bring."""
    too_short: bool
    """If so, the texts' words alone decided, whether equal or not, and the score did not count."""
    contributions: tuple[Contribution, ...]
    """The base and every measure; what adds or takes most comes first."""
    total: int
    """The score: the sum of the contributions."""
    passages: tuple[Passage, ...]
    """Offsets are into the articles' bodies, end exclusive."""
    names: Agreement
    """Conflicting are names that are alike but spelled otherwise; those that only one article has
    are of its lead. In scripts without capitals any rare word may be a name."""
    numbers: Agreement
    """Conflicting are counts of one thing; those that only one article has are of its lead."""
    days: Agreement
    """Month and day of the dates that the texts name; conflicting are all, where none is shared."""
    quotations: Quoted


def explain(first: Profile, second: Profile) -> Explanation:
    """Judge two articles, and say why; `first` and `second` stay what they are in what is said."""
    verdict = judge(first, second)
    within = one_language(first, second)
    model = load_model()
    score = model.score(verdict.measures, one_language=within)
    return Explanation(
        same_story=verdict.same_story,
        probability=verdict.probability,
        threshold=SAME_STORY,
        method=verdict.method,
        one_language=within,
        languages=(first.facts.lang, second.facts.lang),
        demand=_demand(model.within if within else model.across),
        demand_within=None if within else _demand(model.within),
        too_short=too_short(first, second),
        contributions=_contributions(score, verdict.measures),
        total=score.total,
        passages=tuple(shared_passages(first.article.body, second.article.body)),
        names=_names(first, second),
        numbers=_numbers(first, second),
        days=_days(first.facts, second.facts),
        quotations=_quotations(first, second),
    )


def _demand(table: Table) -> Demand:
    threshold = round(to_logit(SAME_STORY) * UNIT)
    return Demand(
        needed=threshold - table.base,
        possible=sum(max(curve.added) for curve in table.curves.values()),
    )


def _contributions(score: Score, measures: Mapping[str, float]) -> tuple[Contribution, ...]:
    base = Contribution(measure="base", label=BASE.label, value=None, added=score.base)
    others = [
        Contribution(
            measure=name, label=DESCRIPTIONS[name].label, value=measures[name], added=added
        )
        for name, added in score.contributions.items()
    ]
    return tuple(sorted([base, *others], key=lambda c: (-abs(c.added), c.measure)))


# --- Names -----------------------------------------------------------------------------------

_WORD = re.compile(r"[\u30a1-\u30ff]+|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _NamesOf:
    """The names of an article as a person reads them, by skeleton."""

    forms: Mapping[str, frozenset[str]]
    """Romanised."""
    printed: Mapping[str, str]
    """By romanised form."""
    weights: Mapping[str, float]
    lead: Collection[str]

    @classmethod
    def of(cls, profile: Profile) -> "_NamesOf":
        facts = profile.facts
        forms: dict[str, set[str]] = {}
        for form in sorted(facts.whole.exact_names):
            forms.setdefault(skeleton(form), set()).add(form)
        text = f"{profile.cleaned.title}\n{profile.cleaned.body}"
        words = reversed(_WORD.findall(text))  # so that the first of a form is what stays
        return cls(
            forms={key: frozenset(forms.get(key, ())) for key in facts.whole.names},
            printed={_roman(word, facts.lang): word for word in words},
            weights=facts.whole.names,
            lead=facts.lead.names,
        )

    def printed_forms(self, key: str) -> list[str]:
        """The spellings of a name that stand in the text."""
        return [self.printed[form] for form in sorted(self.forms[key]) if form in self.printed]

    def show(self, key: str, forms: Collection[str] | None = None) -> str:
        """The name as printed; the key where the text does not tell it."""
        shown = sorted(forms or self.forms[key])
        return "/".join(self.printed.get(form, form) for form in shown) or key.lower()


@lru_cache(maxsize=100_000)
def _roman(word: str, lang: str) -> str:
    return look_up(word, lang).roman


def _names(first: Profile, second: Profile) -> Agreement:
    ours, theirs = _NamesOf.of(first), _NamesOf.of(second)
    within = one_language(first, second)
    met = ours.forms.keys() & theirs.forms.keys()
    alike = {key for key in met if not ours.forms[key].isdisjoint(theirs.forms[key])}
    alike |= {key for key in met if not ours.forms[key] or not theirs.forms[key]}
    garbled = _garbled(ours, theirs)
    shared = [ours.show(key, ours.forms[key] & theirs.forms[key]) for key in _by(ours, alike)]
    conflicts: list[Conflict] = []
    for one, other in [*((key, key) for key in _by(ours, met - alike)), *garbled]:
        pair = Conflict(
            first=ours.show(one), second=theirs.show(other), counts=one == other or not within
        )
        if not within and one == other:  # as each language spells it
            shared.append(f"{pair.first} ~ {pair.second}")
        elif within and first.facts.caseless:
            continue  # two forms of any word at all
        elif within and _inflected(ours.printed_forms(one), theirs.printed_forms(other), first):
            shared.append(f"{pair.first} ~ {pair.second}")
        else:
            conflicts.append(pair)
    known = {key for pair in garbled for key in pair} | met
    return Agreement(
        shared=tuple(shared),
        conflicting=tuple(conflicts),
        only_first=tuple(ours.show(key) for key in _by(ours, set(ours.lead) - known)),
        only_second=tuple(theirs.show(key) for key in _by(theirs, set(theirs.lead) - known)),
    )


def _inflected(ours: Collection[str], theirs: Collection[str], profile: Profile) -> bool:
    """Whether a form of one name is a form of the other in another case."""
    return any(
        is_inflection(one.casefold(), other.casefold(), profile.facts.lang)
        for one in ours
        for other in theirs
    )


def _by(names: _NamesOf, keys: Collection[str]) -> list[str]:
    """Keys, the most telling first."""
    return sorted(keys, key=lambda key: (-names.weights[key], key))


def differing_names(first: Profile, second: Profile) -> tuple[Conflict, ...]:
    """Return the names that two articles of one language spell otherwise."""
    return _names(first, second).conflicting


def _garbled(ours: _NamesOf, theirs: _NamesOf) -> list[tuple[str, str]]:
    """Names of either that are alike but for one code, each used once."""
    only_ours = _by(ours, ours.forms.keys() - theirs.forms.keys())
    only_theirs = _by(theirs, theirs.forms.keys() - ours.forms.keys())
    left = set(only_theirs)
    found = []
    for one in only_ours:
        other = next((key for key in only_theirs if key in left and _near(one, key)), None)
        if other is not None:
            left.remove(other)
            found.append((one, other))
    return found


def _near(one: str, other: str) -> bool:
    near = near_keys(one) & near_keys(other)
    near |= near_keys(one) & {other} | near_keys(other) & {one}
    return any(len(key) >= 3 for key in near)


# --- Numbers and days ------------------------------------------------------------------------


def _numbers(first: Profile, second: Profile) -> Agreement:
    ours, theirs = first.facts.whole.numbers, second.facts.whole.numbers
    shared = sorted(ours.keys() & theirs.keys(), key=lambda number: (-ours[number], number))
    rounded = [*_rounded(ours, theirs), *((o, r) for r, o in _rounded(theirs, ours))]
    known = {number for pair in rounded for number in pair} | set(shared)
    return Agreement(
        shared=(
            *map(show_number, shared),
            *(f"{show_number(o)} ~ {show_number(t)}" for o, t in rounded),
        ),
        conflicting=tuple(_miscounted(first.facts, second.facts)),
        only_first=tuple(map(show_number, sorted(first.facts.lead.numbers.keys() - known))),
        only_second=tuple(map(show_number, sorted(second.facts.lead.numbers.keys() - known))),
    )


def _rounded(
    ours: Mapping[float, float], theirs: Mapping[float, float]
) -> Iterator[tuple[float, float]]:
    """Numbers of ours that the others give rounded, with what they give."""
    only_theirs = theirs.keys() - ours.keys()
    for number in sorted(ours.keys() - theirs.keys()):
        for rounded in sorted(roundings(number) & only_theirs):
            yield number, rounded


def _miscounted(a: Facts, b: Facts) -> Iterator[Conflict]:
    """What a lead counts and the other text counts otherwise."""
    units = {*_disjoint(a.lead, b.whole), *_disjoint(b.lead, a.whole)}
    for unit in sorted(units):
        word = printed_unit(unit, a) or printed_unit(unit, b) or unit[2:]
        counts = [sorted(facts.whole.counted[unit]) for facts in (a, b)]
        one, other = (", ".join(map(show_number, numbers)) for numbers in counts)
        yield Conflict(first=one, second=other, about=word)


def printed_unit(unit: str, facts: Facts) -> str | None:
    """Return the word of a text that a key of `counted` stands for; None if it has none."""
    return next((word for word in facts.words if look_up(word, facts.lang).key == unit), None)


def _disjoint(lead: Part, whole: Part) -> Iterator[str]:
    for unit in lead.counted.keys() & whole.counted.keys():
        if lead.counted[unit].isdisjoint(whole.counted[unit]):
            yield unit


def show_number(value: float) -> str:
    """A number as digits."""
    return f"{value:.15g}"


def _days(a: Facts, b: Facts) -> Agreement:
    if a.days and b.days and a.days.isdisjoint(b.days):
        one, other = (", ".join(map(show_day, sorted(facts.days))) for facts in (a, b))
        return Agreement(conflicting=(Conflict(first=one, second=other),))
    return Agreement(
        shared=tuple(map(show_day, sorted(a.days & b.days))),
        only_first=tuple(map(show_day, sorted(a.days - b.days))),
        only_second=tuple(map(show_day, sorted(b.days - a.days))),
    )


def show_day(day: tuple[int, int]) -> str:
    """Month and day as digits."""
    return f"{day[0]:02}-{day[1]:02}"


# --- Quotations ------------------------------------------------------------------------------


def _quotations(first: Profile, second: Profile) -> Quoted:
    ours, theirs = (
        find_quotations(profile.article.body, profile.facts.lang) for profile in (first, second)
    )
    pairs = match_quotations(ours, theirs)
    found = {pair.first for pair in pairs} | {pair.second for pair in pairs}
    return Quoted(
        shared=tuple(pair for pair in pairs if not pair.disagrees),
        conflicting=tuple(pair for pair in pairs if pair.disagrees),
        only_first=tuple(quotation for quotation in ours if quotation not in found),
        only_second=tuple(quotation for quotation in theirs if quotation not in found),
    )
