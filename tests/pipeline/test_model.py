"""Tests of pipeline.model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Curve, load_model, parse_model, to_logit, write_model
from pipeline.training import ACROSS, WITHIN
from pipeline.verdict import METHOD

CURVE = Curve(knots=(0.0, 1.0, 3.0), added=(-500, 500, 700))


@pytest.mark.parametrize(
    ("value", "added"),
    [(-9, -500), (0, -500), (0.25, -250), (0.5, 0), (1, 500), (2, 600), (3, 700), (99, 700)],
)
def test_a_curve_goes_straight_between_its_knots(value, added):
    assert CURVE.at(value) == added


@given(st.lists(st.floats(0, 20), min_size=len(WITHIN), max_size=len(WITHIN)))
def test_contributions_add_up_to_the_score_exactly(values):
    score = load_model().score(dict(zip(WITHIN, values, strict=True)), one_language=True)
    assert score.base + sum(score.contributions.values()) == score.total
    assert 0 <= score.probability <= 1
    assert score.logit == score.total / 1000


def test_the_model_that_comes_with_the_program_knows_every_measure():
    model = load_model()
    assert model.name == METHOD
    assert model.within.curves.keys() == WITHIN.keys()
    assert model.across.curves.keys() == ACROSS.keys()


@pytest.mark.parametrize("table", ["within", "across"])
def test_every_curve_has_one_sense(table):
    directions = {"within": WITHIN, "across": ACROSS}[table]
    for name, curve in getattr(load_model(), table).curves.items():
        ascending = directions[name] > 0
        assert list(curve.added) == sorted(curve.added, reverse=not ascending), name
        assert list(curve.knots) == sorted(curve.knots), name


def test_a_model_file_is_read_as_it_was_written():
    model = load_model()
    assert parse_model(write_model(model)) == model


def test_logits():
    assert to_logit(0.5) == 0
    assert to_logit(0.9) == pytest.approx(-to_logit(0.1))
