"""Cuts one component into stories: groups join while enough of the evidence between them agrees."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil, exp, log

import numpy as np
from numpy.typing import NDArray

from pipeline.grouping import Pair, ordered

QUORUM = 0.75
"""Share of the pairs between two groups, the best ones, whose mean decides whether they join."""

# A single pair may say no more than this, in logits: certainty about one pair is not certainty
# about two groups.
_LOUDEST = 4.0

# The first round of moves does nearly all of them; the rest is not worth waiting for.
_ROUNDS = 10

_NEVER = -np.inf


def clipped_logit(probability: float) -> float:
    """Return the logit of a probability, no louder than one pair may be."""
    quietest = 1 / (1 + exp(_LOUDEST))
    if probability <= quietest:
        return -_LOUDEST
    return _LOUDEST if probability >= 1 - quietest else log(probability / (1 - probability))


def cut_component(
    component: Sequence[int],
    scores: Mapping[Pair, float],
    *,
    order: Mapping[int, str],
    threshold: float,
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> list[frozenset[int]]:
    """Cut a component into stories.

    scores: the logit of the probability of each pair; one that was not judged counts as different,
    as loudly as a pair may. The two groups whose best `QUORUM` of pairs
    have the highest mean join first, while that mean reaches `threshold`. Then an article moves
    where more evidence speaks for another group than for its own. So one wrong pair cannot chain
    two stories, and one doubtful pair inside a story does not split it.

    together, apart: pairs that analysts linked. `together` join before anything else and are never
    parted; two groups that hold a pair of `apart` never join.

    The result depends on the pairs alone: ties are broken by `order` (the articles' addresses),
    never by when an article came in.
    """
    ids = sorted(component, key=lambda article_id: (order[article_id], article_id))
    row = {article_id: number for number, article_id in enumerate(ids)}
    groups = _Groups(_matrix(row, scores, apart), threshold)
    for one, other in sorted(ordered(row[a], row[b]) for a, b in together if a in row and b in row):
        groups.join(one, other)
    linked = groups.members()
    groups.join_all()
    groups.settle(linked)
    return [frozenset(ids[number] for number in rows) for rows in groups.members()]


class _Groups:
    """The groups of a component, as rows of its matrix, and how strongly each two are linked."""

    def __init__(self, matrix: NDArray[np.float64], threshold: float) -> None:
        self._matrix = matrix
        self._threshold = threshold
        # Two groups without a single pair that reaches the threshold have no mean that does.
        self._near = matrix >= threshold
        self._rows = {number: [number] for number in range(len(matrix))}
        self._name_of = np.arange(len(matrix))
        # Only above the diagonal, so that each link stands here once.
        self._strength = np.where(np.triu(self._near, 1), matrix, _NEVER)

    def members(self) -> list[list[int]]:
        """The rows of each group, the groups by their first row."""
        return sorted(self._rows.values())

    def join_all(self) -> None:
        """Join groups, the most strongly linked first, while any link reaches the threshold."""
        while len(self._rows) > 1:
            one, other = np.unravel_index(np.argmax(self._strength), self._strength.shape)
            if self._strength[one, other] < self._threshold:
                return
            self.join(int(one), int(other))

    def join(self, row: int, other_row: int) -> None:
        """Put the groups of two rows together, whatever their link."""
        kept, gone = sorted((int(self._name_of[row]), int(self._name_of[other_row])))
        if kept == gone:
            return
        self._give(self._rows[gone], kept)
        for name in (kept, gone):
            self._strength[name, :] = self._strength[:, name] = _NEVER
        for third in self._neighbours(self._rows[kept]):
            low, high = ordered(kept, third)
            self._strength[low, high] = self._link(self._rows[kept], self._rows[third])

    def settle(self, blocks: Sequence[Sequence[int]]) -> None:
        """Move each block of rows that another group pulls harder than the rest of its own.

        A pair that was wrong and loud may have been the first to join; now that the groups are
        there, what it took along goes back.
        """
        for _ in range(_ROUNDS):
            if not any([self._move(block) for block in blocks]):
                return

    def _move(self, block: Sequence[int]) -> bool:
        home = int(self._name_of[block[0]])
        own = self._pull(block, [row for row in self._rows[home] if row not in block])
        offers = [
            (self._pull(block, rows), -name)
            for name in self._neighbours(block)
            if self._link(block, rows := self._rows[name]) >= self._threshold
        ]
        pull, name = max(offers, default=(_NEVER, 0))
        if pull <= own:
            return False
        self._give(block, -name)
        return True

    def _give(self, rows: Sequence[int], name: int) -> None:
        """Take rows, which are one group or a part of one, out of it and into another."""
        home = int(self._name_of[rows[0]])
        rest = [row for row in self._rows.pop(home) if row not in rows]
        if rest:
            self._rows[home] = rest
        self._rows[name] = sorted([*self._rows[name], *rows])
        self._name_of[list(rows)] = name

    def _neighbours(self, rows: Sequence[int]) -> list[int]:
        """The other groups that might have a link to these rows which reaches the threshold."""
        names = np.unique(self._name_of[self._near[rows].any(axis=0)])
        return [name for name in names.tolist() if name != self._name_of[rows[0]]]

    def _pull(self, one: Sequence[int], other: Sequence[int]) -> float:
        """All the evidence that two groups are one; moves after it never go in a ring."""
        return float((self._matrix[np.ix_(one, other)] - self._threshold).sum())

    def _link(self, one: Sequence[int], other: Sequence[int]) -> float:
        pairs = np.sort(self._matrix[np.ix_(one, other)], axis=None)
        if pairs[0] == _NEVER:
            return _NEVER
        return float(pairs[-ceil(len(pairs) * QUORUM) :].mean())


def _matrix(
    row: Mapping[int, int], scores: Mapping[Pair, float], apart: Collection[Pair]
) -> NDArray[np.float64]:
    ids = list(row)
    matrix = np.zeros((len(ids), len(ids)))
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            logit = scores.get(ordered(one, other), -_LOUDEST)
            matrix[at, row[other]] = matrix[row[other], at] = logit
    matrix = matrix.clip(-_LOUDEST, _LOUDEST)
    for one, other in apart:
        if one in row and other in row:
            matrix[row[one], row[other]] = matrix[row[other], row[one]] = _NEVER
    return matrix
