"""The additive model of the judgement: each measure adds a number, and the sum is the score."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

UNIT = 1000
"""Contributions are whole thousandths of a logit, so that they add up to the score exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What one measure adds: straight lines between knots, level beyond the outer ones."""

    knots: tuple[float, ...]
    """Values of the measure, ascending."""
    added: tuple[int, ...]
    """What each adds, in thousandths of a logit; never down then up, so a reason has one sense."""

    def at(self, value: float) -> int:
        """Return what this value of the measure adds."""
        above = bisect_right(self.knots, value)
        if above == 0 or above == len(self.knots):
            return self.added[min(above, len(self.added) - 1)]
        low, high = self.knots[above - 1], self.knots[above]
        share = (value - low) / (high - low)
        return round(self.added[above - 1] + share * (self.added[above] - self.added[above - 1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score and what it is the sum of, in thousandths of a logit."""

    base: int
    contributions: Mapping[str, int]

    @property
    def total(self) -> int:
        """The sum. Over 0 is more likely the same story than not."""
        return self.base + sum(self.contributions.values())

    @property
    def logit(self) -> float:
        """The sum as a logit."""
        return self.total / UNIT

    @property
    def probability(self) -> float:
        """That both tell the same story, 0 to 1."""
        return 1 / (1 + exp(-self.logit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The curves of every measure for one sort of pair."""

    base: int
    curves: Mapping[str, Curve]

    def score(self, measures: Mapping[str, float]) -> Score:
        """Return the score of a pair; it must have every measure that the table knows."""
        return Score(
            base=self.base,
            contributions={name: curve.at(measures[name]) for name, curve in self.curves.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Two tables: for pairs within one language, and for pairs across languages."""

    name: str
    within: Table
    across: Table
    training: Mapping[str, Any] = field(default_factory=dict)
    """How it was made: data with checksums, settings, and cross-validated figures."""

    def score(self, measures: Mapping[str, float], *, one_language: bool) -> Score:
        """Return the score of a pair."""
        return (self.within if one_language else self.across).score(measures)


def to_logit(probability: float) -> float:
    """Return the logit of a probability that is neither 0 nor 1."""
    return log(probability / (1 - probability))


@cache
def load_model() -> Model:
    """Read the model that comes with the program."""
    return parse_model(files("pipeline").joinpath("models/story.json").read_text(encoding="utf-8"))


def parse_model(text: str) -> Model:
    """Read a model file."""
    content = json.loads(text)
    return Model(
        name=content["name"],
        within=_parse_table(content["within"]),
        across=_parse_table(content["across"]),
        training=content["training"],
    )


def write_model(model: Model) -> str:
    """Return the text of a model file: one line for each measure, to be read and compared."""
    parts = [f'"name": {json.dumps(model.name)}']
    parts += [f'"{name}": {_table_lines(getattr(model, name))}' for name in ("within", "across")]
    training = json.dumps(model.training, indent=1, ensure_ascii=False, sort_keys=True)
    return "{\n" + ",\n".join([*parts, f'"training": {training}']) + "\n}\n"


def _parse_table(content: Mapping[str, Any]) -> Table:
    return Table(
        base=content["base"],
        curves={
            name: Curve(knots=tuple(curve["knots"]), added=tuple(curve["added"]))
            for name, curve in content["curves"].items()
        },
    )


def _table_lines(table: Table) -> str:
    curves = ",\n".join(
        f"  {json.dumps(name)}: " + json.dumps({"knots": c.knots, "added": c.added})
        for name, c in table.curves.items()
    )
    return f'{{"base": {table.base}, "curves": {{\n{curves}\n}}}}'
