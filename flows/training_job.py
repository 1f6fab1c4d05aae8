"""Rebuilding the model of the judgement from labelled data."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.evaluating import article_text, file_names, load_lines
from flows.faults import WrongUse
from flows.labelled_pairs import (
    SAME,
    LabelledPair,
    PairFiles,
    PairsReport,
    load_pairs,
    report_pairs,
)
from pipeline.evaluation import Report
from pipeline.folding import make_profiles
from pipeline.model import Model
from pipeline.reliability import Decile, held_out, reliability
from pipeline.training import Example, Labelled, corpus_examples, fit_model, wire_example
from pipeline.validation import LabelledCorpus, cross_validate, validate_by_corpus
from pipeline.verdict import SAME_STORY

_WIRE = "wire pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A model, and how it did on what it had not seen."""

    model: Model
    reports: dict[str, Report]
    """Of each corpus, cross-validated."""
    by_corpus: dict[str, Report]
    """Of each corpus, by a model that learned from the others alone; empty for a single corpus."""
    deciles: list[Decile]
    """How far its probabilities can be relied on, cross-validated."""
    wire: PairsReport | None
    """Of the wire pairs, each judged by a model that did not learn from it."""


def train(corpora: Sequence[Path], wire: PairFiles | None, *, now: datetime) -> Training:
    """Fit the model to the labelled corpora and, if given, the wire pairs; deterministic."""
    paths = file_names(corpora)
    loaded, parts = _load(paths, now)
    pairs = [] if wire is None else load_pairs(wire, now)
    parts[_WIRE] = [_steady(_wire_example(pair)) for pair in pairs]
    examples = [example for part in parts.values() for example in part]
    if wire is not None:
        paths |= file_names([wire.labels, wire.texts])
    if not examples:
        raise WrongUse("the corpora hold no pairs of articles to learn from")
    reports = cross_validate(loaded, examples)
    by_corpus = validate_by_corpus(loaded, parts) if len(loaded) > 1 else {}
    within, across = fit_model(examples)
    training = {
        "data": {name: _checksum(path) for name, path in paths.items()},
        "pairs": len(examples),
        "same": sum(example.same for example in examples),
        "cross-validated": {name: _figures(report) for name, report in reports.items()},
        "by-corpus": {name: _figures(report) for name, report in by_corpus.items()},
    }
    tables = repr((within, across)).encode()
    name = f"story-{hashlib.sha256(tables).hexdigest()[:8]}"
    model = Model(name=name, within=within, across=across, training=training)
    chances = held_out(examples)
    return Training(
        model=model,
        reports=reports,
        by_corpus=by_corpus,
        deciles=reliability(zip(chances, (e.same for e in examples), strict=True)),
        wire=None if wire is None else _report_wire(wire, pairs, chances[-len(pairs) :]),
    )


def cross_validated(corpora: Sequence[Path], *, now: datetime) -> dict[str, Report]:
    """Return the cross-validated figures of each corpus alone, in half the time of `train`."""
    loaded, parts = _load(file_names(corpora), now)
    return cross_validate(loaded, [example for part in parts.values() for example in part])


def _load(
    paths: Mapping[str, Path], now: datetime
) -> tuple[dict[str, LabelledCorpus], dict[str, list[Example]]]:
    """Read the corpora, and make the examples of each."""
    loaded = {name: _corpus(path, now) for name, path in paths.items()}
    parts = {
        name: [_steady(example) for example in corpus_examples(corpus.articles)]
        for name, corpus in loaded.items()
    }
    return loaded, parts


def _report_wire(
    files: PairFiles, pairs: Sequence[LabelledPair], chances: Sequence[float]
) -> PairsReport:
    said = [chance >= SAME_STORY for chance in chances]
    return report_pairs(files.labels.name, [pair.label for pair in pairs], said)


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _corpus(path: Path, now: datetime) -> LabelledCorpus:
    lines = [line for line in load_lines(path, now) if line.page.article is not None]
    texts = [article_text(number, line.outlet, line.page) for number, line in enumerate(lines)]
    return LabelledCorpus(
        articles=[
            Labelled(profile=profile, story=line.label.story, event=line.event)
            for profile, line in zip(make_profiles(texts), lines, strict=True)
        ],
        labels=[line.label for line in lines],
    )


def _wire_example(pair: LabelledPair) -> Example:
    return wire_example(pair.first, pair.second, same=pair.label == SAME, fold=pair.name)


def _steady(example: Example) -> Example:
    """The example without the last digits of sums, which depend on the order of adding up."""
    return replace(example, measures={k: round(v, 9) for k, v in example.measures.items()})


def _figures(report: Report) -> dict[str, Any]:
    return {
        "b_cubed_f1": round(report.b_cubed.f1, 3),
        "precision": round(report.b_cubed.precision, 3),
        "recall": round(report.b_cubed.recall, 3),
        "found": {kind: f"{t.hits}/{t.of}" for kind, t in report.found.items()},
        "wrongly_merged": {kind: f"{t.hits}/{t.of}" for kind, t in report.wrongly_merged.items()},
    }
