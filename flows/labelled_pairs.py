"""Pairs of articles that were labelled by reading, and how well the judgement does on them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawlers.article_lines import read_jsonl
from flows.evaluating import article_text
from flows.faults import WrongUse
from pipeline.comparison import Profile
from pipeline.evaluation import Rates, Tally
from pipeline.folding import make_profiles
from pipeline.verdict import judge

SAME = "same"
"""The label of a pair that tells one story; every other label says that it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFiles:
    """Labels of pairs of ids, and the ingest file with the articles whose addresses end in them."""

    labels: Path
    texts: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Two articles and what a reader said of them."""

    name: str
    """The ids of both, for a fold to be dealt by."""
    first: Profile
    second: Profile
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsReport:
    """How well the judgement tells labelled pairs apart."""

    name: str
    pairs: int
    rates: Rates
    """Of "same story"."""
    judged_same: dict[str, Tally]
    """For each label, how many of its pairs were judged to be the same story."""


def evaluate_pairs(files: PairFiles, *, now: datetime) -> PairsReport:
    """Judge the labelled pairs, each by itself."""
    pairs = load_pairs(files, now)
    said = [judge(pair.first, pair.second).same_story for pair in pairs]
    return report_pairs(files.labels.name, [pair.label for pair in pairs], said)


def report_pairs(name: str, labels: Sequence[str], judged_same: Sequence[bool]) -> PairsReport:
    """Compare what was judged of pairs with their labels."""
    of = Counter(labels)
    said = Counter(label for label, same in zip(labels, judged_same, strict=True) if same)
    return PairsReport(
        name=name,
        pairs=len(labels),
        rates=Rates(
            precision=said[SAME] / max(said.total(), 1), recall=said[SAME] / max(of[SAME], 1)
        ),
        judged_same={label: Tally(hits=said[label], of=of[label]) for label in sorted(of)},
    )


def load_pairs(files: PairFiles, now: datetime) -> list[LabelledPair]:
    """Read labelled pairs with their articles. Raises WrongUse if either file lacks anything."""
    rows = _read_labels(files.labels)
    wanted = {end for a, b, _ in rows for end in (a, b)}
    profiles = _profiles_by_id(files.texts, wanted, now)
    if missing := sorted(wanted - profiles.keys()):
        raise WrongUse(
            f"{files.texts} lacks {len(missing)} of the {len(wanted)} articles of {files.labels}, "
            f"{missing[0]} for one; the address of an article must end in its id"
        )
    return [
        LabelledPair(
            name=" ".join(sorted((a, b))), first=profiles[a], second=profiles[b], label=label
        )
        for a, b, label in rows
    ]


def _read_labels(path: Path) -> list[tuple[str, str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}") from error
    return [_read_label(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read_label(path: Path, number: int, line: str) -> tuple[str, str, str]:
    try:
        row = json.loads(line)
        a, b, label = row["a"], row["b"], row["label"]
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse(
            f"{path}, line {number}: not a labelled pair (needs a, b, label): {error!r}"
        ) from None
    if a == b:
        raise WrongUse(f"{path}, line {number}: {a} is paired with itself")
    return str(a), str(b), str(label)


def _profiles_by_id(path: Path, wanted: Iterable[str], now: datetime) -> dict[str, Profile]:
    """The profiles of the wanted articles, as they are among all those of the file."""
    ids = frozenset(wanted)
    profiles = make_profiles(
        article_text(number, outlet, page)
        for number, (outlet, page) in enumerate(read_jsonl(path, now=now))
        if page.article is not None
    )
    named = ((profile.article.url.rsplit("/", 1)[1], profile) for profile in profiles)
    return {key: profile for key, profile in named if key in ids}
