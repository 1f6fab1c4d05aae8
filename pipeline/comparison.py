"""What two texts share, measured exactly."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.records import ArticleText
from pipeline.text import shingle_hashes, tokens

# Shorter runs than the signature's, so that what bands proposed by long runs is measured finely.
SHINGLE_WORDS = 3


@dataclass(frozen=True)
class Profile:
    """One article, with what comparing needs of it worked out once."""

    article: ArticleText

    @cached_property
    def words(self) -> list[str]:
        """The words of its body."""
        return tokens(self.article.body)

    @cached_property
    def shingles(self) -> NDArray[np.uint32]:
        """The distinct shingle hashes of its body, sorted."""
        return np.unique(shingle_hashes(self.words, SHINGLE_WORDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The measures of a pair. All shares are between 0 and 1."""

    jaccard: float
    first_in_second: float
    """Share of the first one's shingles that stand in the second."""
    second_in_first: float
    shorter_words: int

    def measures(self) -> dict[str, float]:
        """The measures by name, as they are stored."""
        return {name: float(getattr(self, name)) for name in self.__slots__}


def compare(first: Profile, second: Profile) -> Comparison:
    """Measure a pair by its shared shingles of three words."""
    shared = len(np.intersect1d(first.shingles, second.shingles, assume_unique=True))
    sizes = len(first.shingles), len(second.shingles)
    return Comparison(
        jaccard=_share(shared, sum(sizes) - shared),
        first_in_second=_share(shared, sizes[0]),
        second_in_first=_share(shared, sizes[1]),
        shorter_words=min(len(first.words), len(second.words)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
