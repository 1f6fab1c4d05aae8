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


def held_out(examples: Sequence[Example]) -> list[float]:
    """Return the probability of each pair, by a model that was trained without its affair.

    Affairs are dealt to folds as in `pipeline.validation`.
    """
    models = [_trained_without(examples, number) for number in range(FOLDS)]
    return [
        models[fold_of(e.folds[0])].score(e.measures, one_language=e.within).probability
        for e in examples
    ]


def _trained_without(examples: Sequence[Example], number: int) -> Model:
    within, across = fit_model([e for e in examples if number not in map(fold_of, e.folds)])
    return Model(name=f"without-{number}", within=within, across=across)


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
