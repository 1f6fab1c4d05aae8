"""Tests of pipeline.banding."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.banding import propose


def pairs(keys, *, new=None, at=None, window=10.0, crowded=200):
    rows = np.array(keys, np.uint64)
    count = len(rows)
    is_new = np.ones(count, np.bool_) if new is None else np.isin(np.arange(count), new)
    found = propose(
        rows,
        is_new=is_new,
        reference_at=np.array(at or [0.0] * count, np.float64),
        window_seconds=window,
        crowded=crowded,
    )
    return [tuple(pair) for pair in found.rows.tolist()], found.crowded_bands


def test_a_shared_band_proposes_a_pair_once():
    assert pairs([[1, 2], [1, 2], [3, 4]]) == ([(0, 1)], 0)


def test_a_pair_outside_the_window_is_not_proposed():
    assert pairs([[1], [1], [1]], at=[0.0, 5.0, 11.0]) == ([(0, 1), (1, 2)], 0)


def test_only_pairs_with_a_new_article_are_proposed():
    assert pairs([[1], [1], [1]], new=[2])[0] == [(0, 2), (1, 2)]


def test_a_crowded_band_proposes_neighbours_in_time_only_and_is_counted():
    at = [5.0, 1.0, 3.0, 2.0, 4.0]
    found, crowded = pairs([[7]] * 5, at=at, crowded=4)
    # In time: 1, 3, 2, 4, 0; each with the next two.
    assert found == [(0, 2), (0, 4), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4)]
    assert crowded == 1


def test_no_articles_propose_nothing():
    assert pairs(np.empty((0, 4))) == ([], 0)


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=12))
def test_all_pairs_that_share_a_key_are_proposed(keys):
    expected = [
        (a, b)
        for a in range(len(keys))
        for b in range(a + 1, len(keys))
        if set(keys[a]) & set(keys[b])
    ]
    assert pairs(keys)[0] == expected
