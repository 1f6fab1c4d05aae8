"""Whether probabilities mean what they say: of the pairs given 0.8, eight in ten are the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Model
from pipeline.training import Example, fit_model
from pipeline.validation import FOLDS, fold_of

DECILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Decile:
    """The pairs whose probability lies in one tenth of 0 to 1."""

    lowest: float
    pairs: int
    expected: float
    """Their mean probability."""
    same: float
    """The share of them that are the same story."""


def held_out(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """Return probability and label of each pair, by a model that was trained without its affair.

    Affairs are dealt to folds as in `pipeline.validation`.
    """
    return [scored for number in range(FOLDS) for scored in _scored(examples, number)]


def _scored(examples: Sequence[Example], number: int) -> list[tuple[float, bool]]:
    within, across = fit_model([e for e in examples if number not in map(fold_of, e.folds)])
    model = Model(name=f"without-{number}", within=within, across=across)
    return [
        (model.score(e.measures, one_language=e.within).probability, e.same)
        for e in examples
        if fold_of(e.folds[0]) == number
    ]


def reliability(scored: Iterable[tuple[float, bool]]) -> list[Decile]:
    """Return the tenths of the probability that any pair lies in, lowest first."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for probability, same in scored:
        tenths.setdefault(min(int(probability * DECILES), DECILES - 1), []).append(
            (probability, same)
        )
    return [
        Decile(
            lowest=number / DECILES,
            pairs=len(pairs),
            expected=sum(probability for probability, _ in pairs) / len(pairs),
            same=sum(same for _, same in pairs) / len(pairs),
        )
        for number, pairs in sorted(tenths.items())
    ]
