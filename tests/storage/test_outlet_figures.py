import pytest
from sqlalchemy import Engine, text

from storage.database import transaction
from storage.outlet_figures import (
    OutletFigures,
    OutletRank,
    farm_score,
    figures_of_all,
    rank_outlets,
)
from tests.storage.newsroom import Newsroom
from tests.storage.press_week import fill

# What the page tells beside the view's columns.
_WEIGHTS = {"name", "taken_weight", "uncredited_weight", "first_at", "last_at"}


def test_the_figures_are_those_of_the_view(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        rows = session.execute(text("SELECT * FROM outlet_profile ORDER BY outlet")).mappings()
        figures = figures_of_all(session)
        names = set(OutletFigures.__dataclass_fields__) - _WEIGHTS
        for row, outlet in zip(rows, figures, strict=True):
            assert outlet.name == row["outlet"]
            assert {n: getattr(outlet, n) for n in names} == {n: row[n] for n in names}


def test_an_outlet_without_articles(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        (outlet,) = figures_of_all(session)
    assert (outlet.article_count, outlet.originality, outlet.farm_score) == (0, None, None)
    assert outlet.first_at is None


def test_ranks(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        assert rank_outlets(session)["meridian-wire"] == OutletRank(rank=1, percentile=100.0)


@pytest.mark.parametrize(
    ("weight", "grouped", "families", "score"),
    [(5.0, 5, 3, 100), (5.0, 5, 1, 33), (4.5, 5, 4, 90), (4.0, 4, 3, None), (0.0, 9, 0, 0)],
)
def test_the_score_of_content_farms(weight, grouped, families, score):
    assert farm_score(weight, grouped, families) == score
