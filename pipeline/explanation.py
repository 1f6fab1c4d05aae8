"""Why two articles were judged as they were, in terms that a person can check against the texts."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from pipeline.comparison import Profile, one_language
from pipeline.facts import Facts, Part, look_up
from pipeline.measures import BASE, DESCRIPTIONS
from pipeline.model import Score, load_model
from pipeline.names import near_keys, skeleton
from pipeline.numbers_in_text import roundings
from pipeline.passages import Passage, shared_passages
from pipeline.text import tokens
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two articles share of one sort of thing, and where they differ."""

    shared: tuple[str, ...] = ()
    conflicting: tuple[Conflict, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was decided of a pair, and all that it rests on."""

    same_story: bool
    probability: float
    threshold: float
    method: str
    one_language: bool
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
    """Month and day of the dates that the texts name."""
    quotations: Agreement
    """Conflicting are quotations that have part of their words in common."""


def explain(first: Profile, second: Profile) -> Explanation:
    """Judge two articles, and say why; `first` and `second` stay what they are in what is said."""
    verdict = judge(first, second)
    within = one_language(first, second)
    score = load_model().score(verdict.measures, one_language=within)
    return Explanation(
        same_story=verdict.same_story,
        probability=verdict.probability,
        threshold=SAME_STORY,
        method=verdict.method,
        one_language=within,
        too_short=too_short(first, second),
        contributions=_contributions(score, verdict.measures),
        total=score.total,
        passages=tuple(shared_passages(first.article.body, second.article.body)),
        names=_names(first, second),
        numbers=_numbers(first, second),
        days=_days(first.facts, second.facts),
        quotations=_quotations(first.article.body, second.article.body),
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
            printed={look_up(word, facts.lang).roman: word for word in words},
            weights=facts.whole.names,
            lead=facts.lead.names,
        )

    def show(self, key: str, forms: Collection[str] | None = None) -> str:
        """The name as printed; the key where the text does not tell it."""
        shown = sorted(forms or self.forms[key])
        return "/".join(self.printed.get(form, form) for form in shown) or key.lower()


def _names(first: Profile, second: Profile) -> Agreement:
    ours, theirs = _NamesOf.of(first), _NamesOf.of(second)
    met = ours.forms.keys() & theirs.forms.keys()
    alike = {key for key in met if not ours.forms[key].isdisjoint(theirs.forms[key])}
    alike |= {key for key in met if not ours.forms[key] or not theirs.forms[key]}
    shared = [ours.show(key, ours.forms[key] & theirs.forms[key]) for key in _by(ours, alike)]
    garbled = _garbled(ours, theirs)
    spelled = [(key, key) for key in _by(ours, met - alike)] + garbled
    known = {key for pair in spelled for key in pair} | met
    return Agreement(
        shared=tuple(shared),
        conflicting=tuple(
            Conflict(first=ours.show(one), second=theirs.show(other)) for one, other in spelled
        ),
        only_first=tuple(ours.show(key) for key in _by(ours, set(ours.lead) - known)),
        only_second=tuple(theirs.show(key) for key in _by(theirs, set(theirs.lead) - known)),
    )


def _by(names: _NamesOf, keys: Collection[str]) -> list[str]:
    """Keys, the most telling first."""
    return sorted(keys, key=lambda key: (-names.weights[key], key))


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
        shared=(*map(_number, shared), *(f"{_number(o)} ~ {_number(t)}" for o, t in rounded)),
        conflicting=tuple(_miscounted(first.facts, second.facts)),
        only_first=tuple(map(_number, sorted(first.facts.lead.numbers.keys() - known))),
        only_second=tuple(map(_number, sorted(second.facts.lead.numbers.keys() - known))),
    )


def _rounded(
    ours: Mapping[float, float], theirs: Mapping[float, float]
) -> Iterator[tuple[float, float]]:
    """Numbers of ours that the others give rounded, with what they give."""
    for number in sorted(ours.keys() - theirs.keys()):
        for rounded in sorted(roundings(number) & theirs.keys() - ours.keys()):
            yield number, rounded


def _miscounted(a: Facts, b: Facts) -> Iterator[Conflict]:
    """What a lead counts and the other text counts otherwise."""
    units = {*_disjoint(a.lead, b.whole), *_disjoint(b.lead, a.whole)}
    for unit in sorted(units):
        word = next((w for w in (*a.words, *b.words) if look_up(w, a.lang).key == unit), unit[2:])
        counts = [sorted(facts.whole.counted[unit]) for facts in (a, b)]
        one, other = (", ".join(map(_number, numbers)) for numbers in counts)
        yield Conflict(first=one, second=other, about=word)


def _disjoint(lead: Part, whole: Part) -> Iterator[str]:
    for unit in lead.counted.keys() & whole.counted.keys():
        if lead.counted[unit].isdisjoint(whole.counted[unit]):
            yield unit


def _number(value: float) -> str:
    return f"{value:.15g}"


def _days(a: Facts, b: Facts) -> Agreement:
    return Agreement(
        shared=tuple(map(_day, sorted(a.days & b.days))),
        only_first=tuple(map(_day, sorted(a.days - b.days))),
        only_second=tuple(map(_day, sorted(b.days - a.days))),
    )


def _day(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


# --- Quotations ------------------------------------------------------------------------------

_QUOTED = re.compile(
    r"\"([^\"\n]+)\"|“([^”“\n]+)”|„([^“”\n]+)[“”]|«([^»\n]+)»|»([^«\n]+)«|「([^」\n]+)」|『([^』\n]+)』"
)
_SHORTEST_QUOTATION = 4
"""Words: shorter ones are titles and words held at arm's length."""

# Of the pairs of neighbouring words of the shorter quotation.
_SAME_QUOTATION, _PART_OF_QUOTATION = 0.8, 0.25


def _quotations(ours: str, theirs: str) -> Agreement:
    first, second = _quoted(ours), _quoted(theirs)
    pairs = sorted(
        (
            (_overlap(first[one], second[other]), one, other)
            for one, other in product(first, second)
        ),
        key=lambda found: -found[0],
    )
    matched: dict[str, tuple[float, str]] = {}
    taken: set[str] = set()
    for share, one, other in pairs:
        if share >= _PART_OF_QUOTATION and one not in matched and other not in taken:
            matched[one] = share, other
            taken.add(other)
    same = {one for one, (share, _) in matched.items() if share >= _SAME_QUOTATION}
    return Agreement(
        shared=tuple(one for one in first if one in same),
        conflicting=tuple(
            Conflict(first=one, second=matched[one][1])
            for one in first
            if one in matched and one not in same
        ),
        only_first=tuple(one for one in first if one not in matched),
        only_second=tuple(other for other in second if other not in taken),
    )


def _quoted(text: str) -> dict[str, frozenset[tuple[str, str]]]:
    """The quotations of a text in order, each with its pairs of neighbouring words."""
    found = {}
    for match in _QUOTED.finditer(text):
        quotation = next(group for group in match.groups() if group is not None).strip()
        words = tokens(quotation)
        if len(words) >= _SHORTEST_QUOTATION:
            found[quotation] = frozenset(pairwise(words))
    return found


def _overlap(ours: frozenset[tuple[str, str]], theirs: frozenset[tuple[str, str]]) -> float:
    return len(ours & theirs) / min(len(ours), len(theirs))
