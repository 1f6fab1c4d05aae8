"""How good stories are, measured on a labelled corpus."""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

LOOK_ALIKES = ("follow", "twin")
"""Kinds of labelled articles that are no variants of the story they resemble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a labelled corpus says about one article."""

    key: str
    story: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many of so many."""

    hits: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of one evaluation."""

    articles: int
    labelled_stories: int
    found_stories: int
    b_cubed: Rates
    """Bagga and Baldwin, Algorithms for scoring coreference chains (1998)."""
    pairwise: Rates
    ari: float
    """Hubert and Arabie, Comparing partitions (1985)."""
    found: Mapping[str, Tally]
    """For each kind of variant, how many sit with their story's original."""
    wrongly_merged: Mapping[str, Tally]
    """For each kind of look-alike, how many share a story with an article of another one."""


def score(labels: Sequence[Label], predicted: Mapping[str, Hashable]) -> Report:
    """Compare predicted stories with labels.

    predicted: label key -> any name of the story; an absent key counts as a story of its own.
    """
    guess = {label.key: predicted.get(label.key, ("alone", label.key)) for label in labels}
    gold_sizes = Counter(label.story for label in labels)
    guess_sizes = Counter(guess.values())
    cells = Counter((guess[label.key], label.story) for label in labels)
    return Report(
        articles=len(labels),
        labelled_stories=len(gold_sizes),
        found_stories=len(guess_sizes),
        b_cubed=_b_cubed(cells, guess_sizes, gold_sizes),
        pairwise=_pairwise(cells, guess_sizes, gold_sizes),
        ari=_adjusted_rand(cells, guess_sizes, gold_sizes),
        found=_found(labels, guess),
        wrongly_merged=_wrongly_merged(labels, guess),
    )


def load_labels(path: Path) -> list[tuple[Label, dict[str, object]]]:
    """Read a labelled corpus: each line's label with the line itself.

    Raises ValueError, naming the line, for one that is no labelled article.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    found = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                label = Label(key=row["url"], story=str(row["story"]), kind=row["kind"])
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}, line {number}: not a labelled article "
                    f"(needs url, story, kind, title, body): {error!r}"
                ) from None
            found.append((label, row))
    return found


Cells = Counter[tuple[Hashable, str]]


def _b_cubed(cells: Cells, guesses: Counter[Hashable], gold: Counter[str]) -> Rates:
    count = sum(gold.values())
    precision = sum(n * n / guesses[guess] for (guess, _), n in cells.items())
    recall = sum(n * n / gold[story] for (_, story), n in cells.items())
    return Rates(precision=_ratio(precision, count), recall=_ratio(recall, count))


def _pairwise(cells: Cells, guesses: Counter[Hashable], gold: Counter[str]) -> Rates:
    both = _pairs(cells.values())
    return Rates(
        precision=_ratio(both, _pairs(guesses.values()), empty=1.0),
        recall=_ratio(both, _pairs(gold.values()), empty=1.0),
    )


def _adjusted_rand(cells: Cells, guesses: Counter[Hashable], gold: Counter[str]) -> float:
    both, guess_pairs, gold_pairs = (_pairs(c.values()) for c in (cells, guesses, gold))
    every = comb(sum(gold.values()), 2)
    expected = guess_pairs * gold_pairs / every if every else 0.0
    highest = (guess_pairs + gold_pairs) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def _found(labels: Sequence[Label], guess: Mapping[str, Hashable]) -> dict[str, Tally]:
    originals = {label.story: guess[label.key] for label in labels if label.kind == "original"}
    marks: dict[str, list[bool]] = defaultdict(list)
    for label in labels:
        if label.kind not in ("original", *LOOK_ALIKES) and label.story in originals:
            marks[label.kind].append(guess[label.key] == originals[label.story])
    return _tallies(marks)


def _wrongly_merged(labels: Sequence[Label], guess: Mapping[str, Hashable]) -> dict[str, Tally]:
    stories: dict[Hashable, set[str]] = defaultdict(set)
    for label in labels:
        stories[guess[label.key]].add(label.story)
    marks: dict[str, list[bool]] = defaultdict(list)
    for label in labels:
        if label.kind in LOOK_ALIKES:
            marks[label.kind].append(len(stories[guess[label.key]]) > 1)
    return _tallies(marks)


def _tallies(marks: Mapping[str, Sequence[bool]]) -> dict[str, Tally]:
    return {kind: Tally(hits=sum(m), of=len(m)) for kind, m in sorted(marks.items())}


def _pairs(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


def _ratio(part: float, whole: float, *, empty: float = 0.0) -> float:
    return part / whole if whole else empty
