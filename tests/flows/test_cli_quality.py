"""Tests of flows.cli_quality."""

import json

import pytest

from pipeline.model import parse_model
from tests.flows.conftest import article

pytestmark = pytest.mark.slow  # commands with a database of their own


def test_a_corpus_is_evaluated(run, tmp_path):
    row = article(0) | {"story": "s", "kind": "original"}
    (tmp_path / "c.jsonl").write_text(json.dumps(row))
    code, printed, _ = run("evaluate", "c.jsonl")
    assert code == 0
    assert printed.splitlines()[1].startswith("c.jsonl\t1\t1\t1\t1.000")
    _, printed, _ = run("evaluate", "c.jsonl", "--json")
    assert json.loads(printed)[0]["b_cubed"]["f1"] == 1.0


def test_pairs_and_a_crowd_are_evaluated(run, tmp_path, write_articles):
    texts = write_articles(count=10)
    (tmp_path / "p.jsonl").write_text('{"a": "3", "b": "4", "label": "same"}')
    (tmp_path / "c.jsonl").write_text(json.dumps(article(0) | {"story": "s", "kind": "original"}))
    options = ["--pairs", "p.jsonl", "--texts", texts]
    code, printed, _ = run("evaluate", *options)
    assert (code, "p.jsonl: 1 pair, precision of 'same' 1.000, recall 1.000" in printed) == (
        0,
        True,
    )
    assert "merged with the crowd" in run("evaluate", "c.jsonl", "--crowd", texts)[1]
    _, printed, _ = run("evaluate", "c.jsonl", *options, "--crowd", texts, "--json")
    corpus, pairs, crowd = json.loads(printed)
    assert (corpus["corpus"], pairs["pairs"], crowd["name"]) == ("c.jsonl", "p.jsonl", "c.jsonl")
    assert (pairs["recall"], crowd["crowd"]) == (1.0, 10)


def test_a_model_is_trained_and_its_figures_are_printed(run, tmp_path):
    rows = [article(n) | {"story": f"s{min(n, 3)}", "kind": "original"} for n in range(5)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    code, printed, told = run("train", "c.jsonl", "--output", "m.json")
    assert code == 0
    assert printed.splitlines()[1].startswith("c.jsonl\t5\t4\t")
    model = parse_model((tmp_path / "m.json").read_text())
    assert model.name in told
    _, printed, _ = run("train", "c.jsonl", "-o", "m.json", "--json")
    assert json.loads(printed)["model"] == model.name
    assert parse_model(run("train", "c.jsonl", "-o", "-")[1]) == model
