"""From judged pairs to stories."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.records import JudgedPair

Pair = tuple[int, int]


def ordered(one: int, other: int) -> Pair:
    """Return the spelling of a pair under which it is kept: smaller id first."""
    return (one, other) if one < other else (other, one)


def components(article_ids: Collection[int], pairs: Iterable[JudgedPair]) -> list[tuple[int, ...]]:
    """Return the sets that proposed same-story pairs connect, singletons included.

    A component is where a story may lie, not a story: `stories_within` cuts it.
    """
    ids = sorted(article_ids)
    row = {article_id: number for number, article_id in enumerate(ids)}
    edges = [(row[p.first_id], row[p.second_id]) for p in pairs if p.same_story and p.proposed]
    ends = np.array(edges, np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
    count, labels = connected_components(graph, directed=False)
    found: list[list[int]] = [[] for _ in range(count)]
    for article_id, label in zip(ids, labels, strict=True):
        found[label].append(article_id)
    return [tuple(members) for members in found]


def missing_pairs(component: Sequence[int], judged: Collection[Pair]) -> list[Pair]:
    """Return the pairs of a component that are still to be judged before it can be cut."""
    ids = sorted(component)
    every = ((a, b) for at, a in enumerate(ids) for b in ids[at + 1 :])
    return [pair for pair in every if pair not in judged]


def stories_within(
    component: Sequence[int],
    probabilities: Mapping[Pair, float],
    *,
    order: Mapping[int, str],
    threshold: float,
) -> list[frozenset[int]]:
    """Cut one component by average linkage: two groups join while their pairs' mean allows it.

    So one wrong pair cannot chain two stories, and the result depends on the pairs alone: ties are
    broken by `order` (the articles' addresses), never by when an article came in.
    """
    ids = sorted(component, key=lambda article_id: order[article_id])
    if len(ids) == 1:
        return [frozenset(ids)]
    distances = [
        1.0 - probabilities[ordered(a, b)] for at, a in enumerate(ids) for b in ids[at + 1 :]
    ]
    tree = linkage(np.array(distances), method="average")
    labels = fcluster(tree, t=1.0 - threshold + 1e-9, criterion="distance")
    groups: dict[int, set[int]] = {}
    for article_id, label in zip(ids, labels, strict=True):
        groups.setdefault(int(label), set()).add(article_id)
    return [frozenset(members) for members in groups.values()]
