"""Tests of pipeline.training."""

import random

from pipeline.training import (
    WITHIN,
    Example,
    Labelled,
    corpus_examples,
    fit_table,
)
from tests.pipeline.factories import profile, words

DIRECTIONS = {"shared": 1, "conflict": -1, "noise": 1}


def example(shared: float, conflict: float, noise: float, *, same: bool) -> Example:
    return Example(
        measures={"shared": shared, "conflict": conflict, "noise": noise},
        same=same,
        weight=1.0,
        folds=("a",),
        within=True,
    )


def drawn(count: int = 300) -> list[Example]:
    draw = random.Random(7)
    rows = [(draw.random(), draw.random(), draw.random()) for _ in range(count)]
    return [example(*row, same=row[0] - row[1] > 0) for row in rows]


def test_the_fit_finds_what_decides():
    table = fit_table(drawn(), DIRECTIONS, penalty=0.001)
    right = [(table.score(e.measures).total > 0) == e.same for e in drawn()]
    assert sum(right) / len(right) > 0.95
    span = {name: curve.added[-1] - curve.added[0] for name, curve in table.curves.items()}
    assert span["shared"] > 0 > span["conflict"]
    assert abs(span["noise"]) < span["shared"] / 4


def test_the_fit_is_deterministic():
    assert fit_table(drawn(), DIRECTIONS, penalty=0.01) == fit_table(
        drawn(), DIRECTIONS, penalty=0.01
    )


def test_a_measure_never_speaks_against_its_direction():
    backwards = [
        Example(measures=e.measures, same=not e.same, weight=1.0, folds=("a",), within=True)
        for e in drawn()
    ]
    table = fit_table(backwards, DIRECTIONS, penalty=0.01)
    assert set(table.curves["shared"].added) == {0}


def test_a_measure_that_never_varies_adds_nothing_that_varies():
    rows = [example(0.5, e.measures["conflict"], 0.1, same=e.same) for e in drawn()]
    table = fit_table(rows, DIRECTIONS, penalty=0.01)
    assert len(table.curves["shared"].knots) == 2


def labelled(number: int, body: str, *, story: str, event: str | None = None) -> Labelled:
    return Labelled(profile=profile(number, body), story=story, event=event or story)


def corpus() -> list[Labelled]:
    articles = []
    for story in range(12):
        body = words(story * 1000, 80)
        twin = words(story * 1000, 40) + " " + words(story * 1000 + 500, 40)
        affair = f"affair{story}"
        articles.append(labelled(story * 3, body, story=f"s{story}", event=affair))
        articles.append(labelled(story * 3 + 1, body, story=f"s{story}", event=affair))
        articles.append(labelled(story * 3 + 2, twin, story=f"t{story}", event=affair))
    return articles


def test_pairs_of_one_affair_are_all_kept_and_named_with_it():
    examples = list(corpus_examples(corpus()))
    of_one = [e for e in examples if len(e.folds) == 1]
    assert len(of_one) == 12 * 3
    assert sum(e.same for e in of_one) == 12
    assert all(e.measures.keys() == WITHIN.keys() for e in examples)


def test_unrelated_pairs_are_moved_close_together():
    apart = [e.measures["days_apart"] for e in corpus_examples(corpus()) if len(e.folds) == 2]
    assert apart
    assert all(0 <= days <= 1.5 for days in apart)
    assert len(set(apart)) > 5
