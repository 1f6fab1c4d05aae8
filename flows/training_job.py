"""Rebuilding the model of the judgement from labelled data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.archive import read_jsonl
from flows.evaluating import LabelledLine, article_text, load_lines
from flows.faults import WrongUse
from pipeline.comparison import Profile
from pipeline.evaluation import Report
from pipeline.model import Model
from pipeline.training import Example, Labelled, corpus_examples, fit_model, wire_example
from pipeline.validation import LabelledCorpus, cross_validate


@dataclass(frozen=True, slots=True, kw_only=True)
class WirePairs:
    """Pairs of real wire copy: labels of ids, and the file that holds the texts."""

    labels: Path
    texts: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A model, and how it did on what it had not seen."""

    model: Model
    reports: dict[str, Report]


def train(corpora: Sequence[Path], wire: WirePairs | None, *, now: datetime) -> Training:
    """Fit the model to the labelled corpora and, if given, the wire pairs; deterministic."""
    loaded = {path.name: _corpus(path, now) for path in corpora}
    examples = [e for corpus in loaded.values() for e in corpus_examples(corpus.articles)]
    if wire is not None:
        examples += _wire_examples(wire, now)
    reports = cross_validate(loaded, examples)
    within, across = fit_model(examples)
    files = [*corpora, *([] if wire is None else [wire.labels, wire.texts])]
    training = {
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "pairs": len(examples),
        "same": sum(example.same for example in examples),
        "cross-validated": {name: _figures(report) for name, report in reports.items()},
    }
    tables = repr((within, across)).encode()
    name = f"story-{hashlib.sha256(tables).hexdigest()[:8]}"
    model = Model(name=name, within=within, across=across, training=training)
    return Training(model=model, reports=reports)


def _corpus(path: Path, now: datetime) -> LabelledCorpus:
    lines = [line for line in load_lines(path, now) if line.page.article is not None]
    return LabelledCorpus(
        articles=[_labelled(number, line) for number, line in enumerate(lines)],
        labels=[line.label for line in lines],
    )


def _labelled(number: int, line: LabelledLine) -> Labelled:
    return Labelled(
        profile=Profile(article_text(number, line.outlet, line.page)),
        story=line.label.story,
        event=line.event,
    )


def _wire_examples(wire: WirePairs, now: datetime) -> list[Example]:
    rows = [json.loads(row) for row in wire.labels.read_text(encoding="utf-8").splitlines()]
    wanted = {row[end] for row in rows for end in ("a", "b")}
    profiles = _profiles_by_id(wire.texts, wanted, now)
    missing = wanted - profiles.keys()
    if missing:
        raise WrongUse(f"{wire.texts} lacks {len(missing)} articles of {wire.labels}")
    return [_wire_example(row, profiles) for row in rows]


def _profiles_by_id(path: Path, wanted: set[str], now: datetime) -> dict[str, Profile]:
    """The articles of an ingest file whose address ends in a wanted id."""
    found: dict[str, Profile] = {}
    for number, (outlet, page) in enumerate(read_jsonl(path, now=now)):
        if page.article is not None and (key := page.article.url.rsplit("/", 1)[1]) in wanted:
            found[key] = Profile(article_text(number, outlet, page))
    return found


def _wire_example(row: dict[str, Any], profiles: dict[str, Profile]) -> Example:
    return wire_example(
        profiles[row["a"]],
        profiles[row["b"]],
        same=row["label"] == "same",
        fold=" ".join(sorted((row["a"], row["b"]))),
    )


def _figures(report: Report) -> dict[str, Any]:
    return {
        "b_cubed_f1": round(report.b_cubed.f1, 3),
        "precision": round(report.b_cubed.precision, 3),
        "recall": round(report.b_cubed.recall, 3),
        "found": {kind: f"{t.hits}/{t.of}" for kind, t in report.found.items()},
        "wrongly_merged": {kind: f"{t.hits}/{t.of}" for kind, t in report.wrongly_merged.items()},
    }
