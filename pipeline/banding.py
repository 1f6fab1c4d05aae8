"""Which pairs share a band: candidates, and nothing more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A band shared by more articles than this tells of a template, of a common name, or of a story that
# many carry: of those each is paired with its nearest in time only, which is enough to connect a
# story whose pairs are all judged before it is cut.
CROWDED = 16
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Pairs of row numbers, each with the smaller one first, sorted and without repeats."""

    rows: NDArray[np.int64]
    """Shape (pairs, 2)."""
    crowded_bands: int
    """Band keys shared by so many articles that only neighbours in time were proposed."""


def propose(
    keys: NDArray[np.uint64],
    *,
    is_new: NDArray[np.bool_],
    reference_at: NDArray[np.float64],
    window_seconds: float,
    crowded: int = CROWDED,
) -> Candidates:
    """Return the pairs that share a band key, lie within the window and hold a new article.

    keys: shape (articles, bands). is_new, reference_at (seconds): shape (articles,).
    """
    articles, bands = keys.shape
    if articles == 0:
        return Candidates(rows=np.empty((0, 2), np.int64), crowded_bands=0)
    flat = keys.ravel()
    order = np.argsort(flat, kind="stable")
    starts = np.flatnonzero(np.r_[True, flat[order][1:] != flat[order][:-1]])
    sizes = np.diff(np.r_[starts, len(flat)])
    owners = order // bands
    found = [np.empty((0, 2), np.int64)]
    for size in np.unique(sizes[sizes <= crowded]):
        found.append(_pairs_within(owners, starts[sizes == size], int(size)))
    for start, size in zip(starts[sizes > crowded], sizes[sizes > crowded], strict=True):
        found.append(_neighbours(owners[start : start + size], reference_at))
    pairs = np.concatenate(found)
    pairs = pairs[is_new[pairs].any(axis=1)]
    close = np.abs(np.diff(reference_at[pairs], axis=1)).ravel() <= window_seconds
    distinct = np.unique(pairs[close] @ np.array([articles, 1]))
    return Candidates(
        rows=np.stack(np.divmod(distinct, articles), axis=1),
        crowded_bands=int((sizes > crowded).sum()),
    )


def _pairs_within(
    owners: NDArray[np.int64], starts: NDArray[np.int64], size: int
) -> NDArray[np.int64]:
    """All pairs of owners inside the runs of one size: shape (runs * size*(size-1)/2, 2)."""
    members = owners[starts[:, np.newaxis] + np.arange(size)]
    first, second = np.triu_indices(size, k=1)
    pairs = np.stack([members[:, first], members[:, second]], axis=-1).reshape(-1, 2)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return np.sort(pairs, axis=1)


def _neighbours(owners: NDArray[np.int64], reference_at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Each owner with the next few after it in time: shape (at most owners * NEIGHBOURS, 2)."""
    distinct = np.unique(owners)
    by_time = distinct[np.argsort(reference_at[distinct], kind="stable")]
    pairs = [
        np.stack([by_time[:-step], by_time[step:]], axis=1) for step in range(1, NEIGHBOURS + 1)
    ]
    return np.sort(np.concatenate(pairs), axis=1)
