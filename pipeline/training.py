"""Training the additive model on labelled pairs: monotone curves by penalised likelihood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.comparison import Profile, compare, one_language
from pipeline.model import UNIT, Curve, Table
from pipeline.records import ArticleText, DateClaim, DateOrigin

WITHIN: Mapping[str, int] = {
    "days_apart": -1,
    "days_conflict": -1,
    "numbers_shared": 1,
    "numbers_share": 1,
    "names_share": 1,
    "facts_shared": 1,
    "facts_share": 1,
    "rare_names_shared": 1,
    "lead_names_unmatched": -1,
    "lead_numbers_shared": 1,
    "lead_numbers_share": 1,
    "lead_numbers_found": 1,
    "units_conflict": -1,
    "concepts_share": 1,
    "concepts_share_of_longer": 1,
    "title_concepts_found": 1,
    "title_words_found": 1,
    "text_share": 1,
    "verbatim": 1,
    "title_in_lead": 1,
    "lead_words_share": 1,
    "lead_words_share_of_longer": 1,
    "words_beyond_leads": -1,
    "phrases_beyond_leads": -1,
    "length_share": 1,
    "quotations_share": 1,
    "quotations_disjoint": -1,
}
"""The measures of a pair within one language: 1 if more of it speaks for one story, -1 against."""

ACROSS: Mapping[str, int] = {
    "days_apart": -1,
    "days_conflict": -1,
    "days_named_shared": 1,
    "numbers_share": 1,
    "numbers_share_of_longer": 1,
    "names_share": 1,
    "names_share_of_longer": 1,
    "names_garbled": 1,
    "facts_share": 1,
    "facts_share_of_longer": 1,
    "lead_facts_found": 1,
    "lead_facts_found_of_newer": 1,
    "lead_numbers_unmatched": -1,
    "lead_names_unmatched": -1,
    "title_numbers_absent": -1,
    "concepts_share": 1,
    "concepts_share_of_longer": 1,
    "lead_concepts_found": 1,
    "lead_concepts_found_of_newer": 1,
    "title_concepts_found": 1,
    "title_concepts_found_either": 1,
}
"""The same for a pair across languages."""

GIVEN = {"verbatim": Curve(knots=(0.0, 1.0), added=(0, 8000))}
"""Curves that are set, not learned: the labelled corpora hold too few texts that are told twice
and say nothing to compare but their words, and one text is one story."""

UNLEARNED = Table(base=-8 * UNIT, curves={})
"""The table for a sort of pair of which there was no example: never the same story."""

KNOTS = (2, 15, 35, 65, 85, 98)
"""Percentiles of a measure at which its curve may bend."""

PENALTY_WITHIN, PENALTY_ACROSS = 0.01, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled pair."""

    measures: Mapping[str, float]
    same: bool
    weight: float
    folds: tuple[str, ...]
    """What it is held out with: its affairs, so that no affair is on both sides of a test."""
    within: bool
    """Whether both are in one language."""


def fit_table(
    examples: Sequence[Example], directions: Mapping[str, int], *, penalty: float
) -> Table:
    """Fit one table.

    The logit is a sum of ramps between a measure's knots; each ramp's coefficient has the sign of
    the measure's direction, so that every curve is monotone. Weighted logistic likelihood with a
    ridge penalty, minimised by L-BFGS-B (Byrd, Lu, Nocedal and Zhu 1995) from zero: deterministic.
    """
    if not examples:
        return UNLEARNED
    names = [name for name in directions if name not in GIVEN]
    values = np.array([[e.measures[name] for name in names] for e in examples])
    labels = np.array([e.same for e in examples])
    weights = np.array([e.weight for e in examples])
    informative = labels | (weights >= np.median(weights))
    knots = [_knots(column) for column in values[informative].T]
    ramps = np.column_stack([_ramps(column, k) for column, k in zip(values.T, knots, strict=True)])
    owners = np.repeat(np.arange(len(names)), [len(k) - 1 for k in knots])
    signs = np.array([directions[names[owner]] for owner in owners])
    base, coefficients = _minimise(
        ramps, labels, weights / weights.sum(), signs, penalty / len(names)
    )
    learned = {name: _curve(knots[at], coefficients[owners == at]) for at, name in enumerate(names)}
    curves = {name: GIVEN[name] if name in GIVEN else learned[name] for name in directions}
    return Table(base=round(base * UNIT), curves=curves)


def _knots(column: NDArray[np.float64]) -> NDArray[np.float64]:
    knots = np.unique(np.round(np.percentile(column, KNOTS), 4))
    if len(knots) >= 2:
        return knots
    seen = np.unique(column)
    return seen[[0, -1]] if len(seen) > 1 else np.array([seen[0], seen[0] + 1])


def _ramps(column: NDArray[np.float64], knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """One column for each interval between knots: 0 below it, 1 above, straight within."""
    return ((column[:, np.newaxis] - knots[:-1]) / np.diff(knots)).clip(0, 1)


def _minimise(
    ramps: NDArray[np.float64],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64],
    signs: NDArray[np.int64],
    penalty: float,
) -> tuple[float, NDArray[np.float64]]:
    targets = np.where(labels, 1.0, -1.0)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        base, coefficients = point[0], point[1:]
        margins = targets * (base + ramps @ coefficients)
        slopes = -targets * weights / (1 + np.exp(margins))
        value = (weights * np.logaddexp(0, -margins)).sum()
        value += penalty * (coefficients @ coefficients) / 2
        return value, np.r_[slopes.sum(), ramps.T @ slopes + penalty * coefficients]

    bounds = [(None, None)] + [(0, None) if sign > 0 else (None, 0) for sign in signs]
    start = np.zeros(1 + ramps.shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    return float(found.x[0]), found.x[1:]


def _curve(knots: NDArray[np.float64], coefficients: NDArray[np.float64]) -> Curve:
    added = np.r_[0.0, np.cumsum(coefficients)]
    return Curve(
        knots=tuple(float(knot) for knot in knots),
        added=tuple(round(float(value) * UNIT) for value in added),
    )


# How much a labelled pair counts. Pairs of one affair that are no one story are what is hard;
# pairs of different affairs that share facts come next; the rest is easy and plentiful.
SAME_WEIGHT, AFFAIR_WEIGHT, LIKE_WEIGHT, UNLIKE_WEIGHT, WIRE_WEIGHT = 1.0, 2.0, 2.0, 0.25, 2.0
NOTHING_WEIGHT = 100.0
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)

_MUCH_SHARED_WITHIN, _MUCH_SHARED_ACROSS = 6.0, 0.45
_SOME_TEXT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article of a labelled corpus."""

    profile: Profile
    story: str
    event: str
    """The affair: follow-ups share it with the story that they follow."""


def corpus_examples(articles: Sequence[Labelled]) -> Iterator[Example]:
    """Yield the pairs of one labelled corpus that are worth learning from.

    Unrelated articles of a corpus lie weeks apart, which in the world they do not: such pairs are
    moved to within a day and a half of each other, so that time alone does not tell them apart.
    """
    for at, one in enumerate(articles):
        for other in articles[at + 1 :]:
            yield from _example(one, other, draw=crc32(_pair_name(one, other)))


def wire_example(first: Profile, second: Profile, *, same: bool, fold: str) -> Example:
    """Return the example of a pair of real wire copy that was labelled by reading."""
    return Example(
        measures=compare(first, second), same=same, weight=WIRE_WEIGHT, folds=(fold,), within=True
    )


def fit_model(examples: Sequence[Example]) -> tuple[Table, Table]:
    """Fit the tables for pairs within one language and for pairs across languages.

    Each also learns that a pair of which nothing is known is no one story: no labelled text is
    without any name and number, but texts in the world are, and smoothed shares would speak for
    them.
    """
    within = [example for example in examples if example.within]
    across = [example for example in examples if not example.within]
    within += [_nothing_known("en", "en")] if within else []
    across += [_nothing_known("en", "ru")] if across else []
    return (
        fit_table(within, WITHIN, penalty=PENALTY_WITHIN),
        fit_table(across, ACROSS, penalty=PENALTY_ACROSS),
    )


def _example(one: Labelled, other: Labelled, *, draw: int) -> Iterator[Example]:
    measures = compare(one.profile, other.profile)
    within = one_language(one.profile, other.profile)
    same, affair = one.story == other.story, one.event == other.event
    alike = (
        measures["facts_shared"] > _MUCH_SHARED_WITHIN or measures["text_share"] > _SOME_TEXT
        if within
        else measures["facts_share"] > _MUCH_SHARED_ACROSS
    )
    if not (same or affair):
        if not alike and draw % 4:
            return
        measures["days_apart"] = draw % 100 / 66
    weight = (
        SAME_WEIGHT
        if same
        else AFFAIR_WEIGHT
        if affair
        else LIKE_WEIGHT
        if alike
        else UNLIKE_WEIGHT
    )
    folds = tuple(sorted({one.event, other.event}))
    yield Example(measures=measures, same=same, weight=weight, folds=folds, within=within)


def _nothing_known(lang: str, other_lang: str) -> Example:
    first, second = (
        Profile(
            ArticleText(
                article_id=number,
                version_id=number,
                url=f"https://{number}.example/",
                outlet=f"{number}.example",
                title="",
                body="",
                first_seen_at=_ANY_TIME,
                published=DateClaim(at=_ANY_TIME, origin=DateOrigin.IMPORT),
                lang=language,
            )
        )
        for number, language in enumerate((lang, other_lang))
    )
    within = lang == other_lang
    measures = compare(first, second) | ({"length_share": 1.0} if within else {})
    return Example(measures=measures, same=False, weight=NOTHING_WEIGHT, folds=(), within=within)


def _pair_name(one: Labelled, other: Labelled) -> bytes:
    return f"{one.profile.article.url} {other.profile.article.url}".encode()
