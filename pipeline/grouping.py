"""From judged pairs to stories."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.records import JudgedPair

Pair = tuple[int, int]


def ordered(one: int, other: int) -> Pair:
    """Return the spelling of a pair under which it is kept: smaller id first."""
    return (one, other) if one < other else (other, one)


def components(
    article_ids: Collection[int], pairs: Iterable[JudgedPair], together: Collection[Pair] = ()
) -> list[tuple[int, ...]]:
    """Return the sets that proposed same-story pairs connect, singletons included.

    together: pairs that analysts linked; they connect, whatever was judged.
    A component is where a story may lie, not a story: `pipeline.linkage` cuts it.
    """
    known = set(article_ids)
    edges = [(p.first_id, p.second_id) for p in pairs if p.same_story and p.proposed]
    edges += [(one, other) for one, other in together if one in known and other in known]
    return connected(article_ids, edges)


def connected(article_ids: Iterable[int], edges: Collection[Pair]) -> list[tuple[int, ...]]:
    """Return the sets that edges connect, lowest member first, singletons included."""
    ids = sorted(article_ids)
    row = {article_id: number for number, article_id in enumerate(ids)}
    ends = np.array([(row[one], row[other]) for one, other in edges], np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
    count, labels = connected_components(graph, directed=False)
    found: list[list[int]] = [[] for _ in range(count)]
    for article_id, label in zip(ids, labels, strict=True):
        found[label].append(article_id)
    return [tuple(members) for members in found]


LARGEST_COMPLETED = 500
"""Articles of a component up to which all its pairs are judged; 500 have 125,000."""


def missing_pairs(component: Sequence[int], judged: Collection[Pair]) -> list[Pair]:
    """Return the pairs of a component that are still to be judged before it can be cut.

    A component of more than `LARGEST_COMPLETED` articles is no story but a flood of one template:
    it is cut by the pairs that were proposed, and the others count as different.
    """
    if len(component) > LARGEST_COMPLETED:
        return []
    ids = sorted(component)
    every = ((a, b) for at, a in enumerate(ids) for b in ids[at + 1 :])
    return [pair for pair in every if pair not in judged]
