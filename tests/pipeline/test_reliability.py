"""Tests of pipeline.reliability."""

import random

import pytest

from pipeline.reliability import held_out, reliability
from pipeline.training import ACROSS, WITHIN, Example


def test_pairs_are_counted_by_tenths_of_their_probability():
    low, high = reliability([(1.0, True), (0.05, False), (0.95, False), (0.0, False), (0.93, True)])
    assert (low.lowest, low.pairs, low.same) == (0.0, 2, 0.0)
    assert (high.lowest, high.pairs) == (0.9, 3)
    assert high.expected == pytest.approx(0.96)
    assert high.same == pytest.approx(2 / 3)


def test_nothing_scored_gives_no_tenths():
    assert reliability([]) == []


def example(draw: random.Random, *, same: bool, within: bool) -> Example:
    names = WITHIN if within else ACROSS
    senses = {name: sense if same else -sense for name, sense in names.items()}
    return Example(
        measures={n: draw.gauss(0.5 + 0.2 * sense, 0.05) for n, sense in senses.items()},
        same=same,
        weight=1.0,
        folds=(f"affair{draw.randrange(40)}",),
        within=within,
    )


def test_each_pair_is_scored_once_by_a_model_that_learned_of_others():
    draw = random.Random(3)
    examples = [example(draw, same=at % 2 == 0, within=at % 3 == 0) for at in range(200)]
    probabilities = held_out(examples)
    assert len(probabilities) == 200
    assert all((p > 0.5) == e.same for p, e in zip(probabilities, examples, strict=True))
