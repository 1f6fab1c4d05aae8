"""Tests of pipeline.folding."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.comparison import Profile
from pipeline.folding import fold, sign_profile, sign_profiles
from tests.pipeline.factories import NOON, article, claim, words

TEXTS = [
    article(1, words(0, 100)),
    article(2, words(0, 100)),
    article(3, words(20, 100)),
    article(4, words(1000, 100)),
    article(5, words(1000, 90) + " " + words(3000, 30)),
    article(6, words(0, 100), published=claim(NOON + timedelta(days=30))),
    article(7, ""),
]
STORIES = {frozenset({1, 2, 3}), frozenset({4, 5}), frozenset({6}), frozenset({7})}


def test_rewordings_fold_and_the_rest_stays_apart():
    assert set(fold(TEXTS).stories) == STORIES


@given(st.permutations(TEXTS))
def test_the_order_of_articles_does_not_matter(articles):
    assert set(fold(articles).stories) == STORIES


def test_every_pair_of_a_story_has_been_judged():
    pairs = fold(TEXTS).pairs
    assert {(1, 2), (1, 3), (2, 3), (4, 5)} <= pairs.keys()


def test_no_articles_make_no_stories():
    assert fold([]).stories == []


def test_articles_sign_together_as_each_does():
    profiles = [Profile(a) for a in [*TEXTS, article(8, words(0, 9), left_out=frozenset({5}))]]
    signed = sign_profiles(profiles)
    assert signed == [sign_profile(profile) for profile in profiles]
    assert [signature.left_out for signature in signed[-1]] == [frozenset({5})] * 2
