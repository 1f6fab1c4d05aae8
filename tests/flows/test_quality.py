"""The judgement, cross-validated on all labelled corpora that the repository holds."""

import re
from pathlib import Path

import pytest

from flows.training_job import cross_validated
from pipeline.evaluation import Report, Tally
from tests.flows.conftest import NOW

ROOT = Path(__file__).parents[2]
CORPORA = [
    ROOT / "flows/demo/data/rewrites-dev.jsonl",
    *sorted((ROOT / "tests/data").glob("*-dev-*.jsonl")),
]
ROW = re.compile(r"^\| `([\w-]+)` \| (0\.\d{3}|1\.000) \|", re.MULTILINE)
FALL = 0.01


def written_figures() -> dict[str, float]:
    """B-cubed F1 of each corpus, as docs/quality.md has it."""
    text = (ROOT / "docs/quality.md").read_text(encoding="utf-8")
    table = text.partition("<!-- cross-validated")[2].partition("<!-- end")[0]
    return {name: float(f1) for name, f1 in ROW.findall(table)}


def row(name: str, report: Report) -> str:
    """A row of the table in docs/quality.md."""
    rates = report.b_cubed
    figures = " | ".join(f"{figure:.3f}" for figure in (rates.f1, rates.precision, rates.recall))
    wrong = report.wrongly_merged
    return f"| `{name}` | {figures} | {counts(report.found)} | {counts(wrong)} |"


def counts(tallies: dict[str, Tally]) -> str:
    return ", ".join(f"{kind} {tally.hits}/{tally.of}" for kind, tally in tallies.items())


def test_every_corpus_has_its_figure():
    assert written_figures().keys() == {path.stem for path in CORPORA}


@pytest.mark.slow
def test_no_figure_has_fallen():
    written = written_figures()
    found = {Path(n).stem: report for n, report in cross_validated(CORPORA, now=NOW).items()}
    table = "\n".join(row(name, report) for name, report in found.items())
    fallen = [name for name, r in found.items() if r.b_cubed.f1 < written[name] - FALL]
    assert fallen == [], f"docs/quality.md would have to say:\n{table}"
