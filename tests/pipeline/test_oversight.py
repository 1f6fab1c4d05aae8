"""Tests of pipeline.oversight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.oversight import (
    JUMP_ARTICLES,
    MANY_ARTICLES,
    MANY_OF_ONE_OUTLET,
    StoryShape,
    StoryWarning,
    Suspicion,
    jump_warning,
    source_depth,
    story_shape,
    warnings_of,
)
from pipeline.records import VariantKind, VariantPlan
from tests.pipeline.factories import pair


def variant(number: int, source: int | None = None) -> VariantPlan:
    return VariantPlan(
        article_id=number,
        version_id=number,
        kind=VariantKind.REWRITE,
        canonical=False,
        score=None,
        likely_source_id=source,
    )


def shape(**changes) -> StoryShape:
    values = {
        "articles": 40,
        "outlets": 40,
        "depth": 1,
        "busiest_outlet": "harbour-post",
        "busiest_articles": 1,
        "same_share": 0.9,
    }
    return StoryShape(**values | changes)


def suspicions(**changes) -> list[Suspicion]:
    return [warning.suspicion for warning in warnings_of(7, shape(**changes))]


def test_a_shape_tells_size_depth_outlets_and_pairs():
    found = story_shape(
        [variant(1), variant(2, 1), variant(3, 2), variant(4)],
        {1: "wire", 2: "post", 3: "post", 4: "post"},
        {(1, 2): pair(1, 2), (2, 3): pair(2, 3), (1, 4): pair(1, 4, 0.1), (4, 9): pair(4, 9)},
    )
    assert found == StoryShape(
        articles=4,
        outlets=2,
        depth=2,
        busiest_outlet="post",
        busiest_articles=3,
        same_share=2 / 6,
    )


def test_a_single_article_has_no_weak_pairs():
    assert story_shape([variant(1)], {1: "wire"}, {}).same_share == 1.0


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=20), st.integers(0, 40))
def test_pairs_are_counted_alike_whichever_way_is_shorter(edges, others):
    pairs = {(a, b): pair(a, b) for a, b in edges if a < b}
    expected = len(pairs) / 36
    pairs |= {(n, n + 1): pair(n, n + 1) for n in range(10, 10 + others)}
    found = story_shape([variant(n) for n in range(1, 10)], dict.fromkeys(range(1, 10), "a"), pairs)
    assert found.same_share == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sources", "depth"),
    [
        ({}, 0),
        ({1: None}, 0),
        ({1: None, 2: 1, 3: 1}, 1),
        ({4: 3, 3: 2, 2: 1, 1: None}, 3),
        ({2: 99}, 1),
        ({1: 2, 2: 1}, 2),
    ],
    ids=["none", "unknown", "copies", "copy of a copy of a copy", "outside", "ring"],
)
def test_depth_is_the_longest_chain_of_sources(sources, depth):
    assert source_depth(sources) == depth


def test_a_large_story_whose_pairs_agree_is_fine():
    assert suspicions() == []


def test_many_articles_with_weak_pairs_look_wrong():
    assert suspicions(articles=MANY_ARTICLES, same_share=0.49) == [Suspicion.WEAK_PAIRS]
    assert suspicions(articles=MANY_ARTICLES, same_share=0.5) == []
    assert suspicions(articles=MANY_ARTICLES - 1, same_share=0.1) == []


def test_many_articles_of_one_outlet_look_like_a_template():
    assert suspicions(articles=11, busiest_articles=MANY_OF_ONE_OUTLET) == [Suspicion.TEMPLATE]
    assert suspicions(articles=12, busiest_articles=MANY_OF_ONE_OUTLET) == []
    assert suspicions(articles=5, busiest_articles=5) == []


@pytest.mark.parametrize(
    ("articles", "before", "warned"),
    [(25, 12, True), (24, 12, False), (JUMP_ARTICLES - 1, 2, False), (500, 0, False)],
    ids=["more than twice", "twice", "small", "first run"],
)
def test_a_jump_of_the_largest_story_looks_wrong(articles, before, warned):
    found = jump_warning(7, articles=articles, before=before)
    assert (found is not None) is warned
    assert found is None or found.suspicion is Suspicion.JUMP


def test_a_warning_names_the_story_the_reason_and_the_remedy():
    (warning,) = warnings_of(7, shape(same_share=0.31))
    assert isinstance(warning, StoryWarning)
    assert str(warning) == (
        "story 7 looks wrong: 40 articles, but only 31% of their pairs were judged to tell the "
        "same story. See: newsfold show 7, then newsfold link different A B --why TEXT for what "
        "does not belong together"
    )
