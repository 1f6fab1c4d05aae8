"""Tests of pipeline.linkage."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grouping import ordered
from pipeline.linkage import clipped_logit, cut_component

ORDER = {number: f"https://a.example/{number:02}" for number in range(40)}
STRONG = st.floats(2.5, 8)
WEAK = st.floats(-8, -4)
FEW = st.lists(st.integers(1, 4), max_size=4)


def cut(component, scores, order=ORDER, **links):
    return set(cut_component(component, scores, order=order, threshold=0.0, **links))


def scored(stories, inside, across):
    """The scores of all pairs of some stories: numbers to take from for each sort of pair."""
    story_of = {member: story for story in stories for member in story}
    return {
        (a, b): next(inside if story_of[a] is story_of[b] else across)
        for a, b in combinations(sorted(story_of), 2)
    }


@st.composite
def newsrooms(draw, inside=STRONG, across=WEAK, sizes=FEW):
    """Stories, and the scores of all pairs of their articles."""
    numbers = iter(draw(st.permutations(range(16))))
    stories = [frozenset(next(numbers) for _ in range(size)) for size in draw(sizes)]
    draws = [iter(lambda kind=kind: draw(kind), None) for kind in (inside, across)]
    return stories, scored(stories, *draws)


ANY = newsrooms(inside=st.floats(-8, 8), across=st.floats(-8, 8))
PAIRS = st.sets(
    st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda p: p[0] < p[1]), max_size=4
)


def members(stories):
    return sorted(member for story in stories for member in story)


def share_a_story(found, pair):
    return any(set(pair) <= story for story in found)


class TestPairs:
    @given(newsrooms())
    def test_clear_stories_are_found(self, newsroom):
        stories, scores = newsroom
        assert cut(members(stories), scores) == set(stories)

    @given(ANY)
    def test_every_article_is_in_one_story(self, newsroom):
        stories, scores = newsroom
        found = cut(members(stories), scores)
        assert members(found) == members(stories)

    @given(ANY, PAIRS, PAIRS, st.randoms(use_true_random=False))
    def test_neither_ids_nor_their_order_matter(self, newsroom, together, apart, random):
        stories, scores = newsroom
        ids = members(stories)
        new = dict(zip(range(16), random.sample(range(16), 16), strict=True))
        renamed = {ordered(new[a], new[b]): score for (a, b), score in scores.items()}
        found = cut(ids, scores, together=together, apart=apart)
        arrived = random.sample(ids, len(ids))
        again = cut(
            [new[i] for i in arrived],
            renamed,
            order={new[number]: ORDER[number] for number in range(16)},
            together=[(new[b], new[a]) for a, b in together],
            apart=[(new[b], new[a]) for a, b in apart],
        )
        assert again == {frozenset(new[i] for i in story) for story in found}

    @given(newsrooms(sizes=st.lists(st.integers(3, 5), min_size=2, max_size=3)), st.data())
    def test_one_wrong_pair_does_not_chain_two_stories(self, newsroom, data):
        stories, scores = newsroom
        ends = [data.draw(st.sampled_from(sorted(story))) for story in stories[:2]]
        assert cut(members(stories), scores | {ordered(*ends): 8.0}) == set(stories)

    @given(newsrooms(inside=st.floats(4, 8), sizes=st.just([2, 2])), st.data())
    def test_nor_two_of_two_articles_each(self, newsroom, data):
        stories, scores = newsroom
        ends = [data.draw(st.sampled_from(sorted(story))) for story in stories]
        assert cut(members(stories), scores | {ordered(*ends): 8.0}) == set(stories)

    def test_a_doubtful_pair_inside_a_story_does_not_split_it(self):
        assert cut([1, 2, 3], {(1, 2): 3.0, (1, 3): 3.0, (2, 3): -2.0}) == {frozenset({1, 2, 3})}

    def test_a_quarter_of_the_pairs_between_two_groups_is_not_asked(self):
        stories = [{1, 2}, {3, 4}]
        scores = scored(stories, iter([4.0] * 2), iter([0.5, 0.5, 0.5, -4.0]))
        assert cut([1, 2, 3, 4], scores) == {frozenset({1, 2, 3, 4})}

    def test_a_mean_at_the_threshold_joins(self):
        assert cut([1, 2], {(1, 2): 0.0}) == {frozenset({1, 2})}

    def test_a_pair_that_was_not_judged_counts_as_different(self):
        assert cut([1, 2], {}) == {frozenset({1}), frozenset({2})}


class TestLinks:
    @given(ANY, PAIRS)
    def test_what_analysts_put_together_is_in_one_story(self, newsroom, together):
        stories, scores = newsroom
        ids = members(stories)
        found = cut(ids, scores, together=together)
        assert all(share_a_story(found, pair) for pair in together if set(pair) <= set(ids))

    @given(ANY, PAIRS)
    def test_what_they_put_apart_is_not(self, newsroom, apart):
        stories, scores = newsroom
        assert not any(share_a_story(cut(members(stories), scores, apart=apart), p) for p in apart)

    @given(newsrooms(sizes=st.just([3, 3])), st.data())
    def test_both_hold_at_once(self, newsroom, data):
        (one, other), scores = newsroom
        a, b = sorted(one)[:2]
        c, d = sorted(other)[:2]
        found = cut(members([one, other]), scores, together=[(a, c)], apart=[(a, b), (c, d)])
        assert share_a_story(found, (a, c))
        assert not any(share_a_story(found, pair) for pair in [(a, b), (c, d)])

    def test_a_link_is_stronger_than_what_else_its_articles_are(self):
        scores = scored([{1, 2, 3}, {4, 5, 6}], iter([8.0] * 6), iter([-8.0] * 9))
        found = cut(range(1, 7), scores, together=[(3, 4)])
        assert share_a_story(found, (3, 4))
        assert not share_a_story(found, (1, 6))

    def test_an_article_that_is_put_apart_leaves_alone(self):
        scores = scored([{1, 2, 3}], iter([8.0] * 3), iter([]))
        found = cut([1, 2, 3], scores, apart=[(1, 2)])
        assert sorted(map(len, found)) == [1, 2]


@pytest.mark.parametrize(
    ("probability", "logit"), [(0.0, -4.0), (1e-9, -4.0), (0.5, 0.0), (0.9999, 4.0), (1.0, 4.0)]
)
def test_no_pair_is_louder_than_it_may_be(probability, logit):
    assert clipped_logit(probability) == logit
