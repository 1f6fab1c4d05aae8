import hashlib
import json
from pathlib import Path

import pytest

from flows.faults import WrongUse
from flows.labelled_pairs import PairFiles
from flows.training_job import train
from pipeline.model import parse_model, write_model
from pipeline.training import ACROSS, WITHIN
from tests.flows.conftest import NOW, article

pytestmark = pytest.mark.slow  # many fits

LANGUAGES = Path(__file__).parents[1] / "data/languages-dev-1.jsonl"


@pytest.fixture
def small(tmp_path):
    """The twenty first articles of a corpus of many languages."""
    lines = LANGUAGES.read_text("utf-8").splitlines()[:20]
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_model_knows_every_measure_and_what_it_was_made_of(small):
    training = train([small], None, now=NOW)
    model = training.model
    assert model.within.curves.keys() == WITHIN.keys()
    assert model.across.curves.keys() == ACROSS.keys()
    assert model.training["data"] == {"small.jsonl": hashlib.sha256(small.read_bytes()).hexdigest()}
    assert model.training["cross-validated"].keys() == training.reports.keys() == {"small.jsonl"}
    assert sum(d.pairs for d in training.deciles) == model.training["pairs"]
    assert parse_model(write_model(model)) == model


def test_the_same_data_gives_the_same_file(small):
    first, second = (write_model(train([small], None, now=NOW).model) for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_the_same_data_gives_the_same_file_in_every_process(newsfold, small, tmp_path):
    # The order of a set, and with it the last digits of a sum, differs from process to process.
    for seed in ("1", "2"):
        done = newsfold("train", small, "--output", f"{seed}.json", PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_wire_pairs_are_learned_from_and_judged_by_models_that_did_not(
    small, tmp_path, write_articles
):
    labels = tmp_path / "pairs.jsonl"
    rows = [("3", "4", "same"), ("8", "9", "same"), ("0", "1", "other"), ("1", "2", "other")]
    labels.write_text("\n".join(json.dumps(dict(zip("ab", r, strict=False)) | {"label": r[2]})
                                for r in rows))  # fmt: skip
    wire = PairFiles(labels=labels, texts=write_articles(count=10))
    training = train([small], wire, now=NOW)
    plain = train([small], None, now=NOW)
    assert training.model.training["pairs"] == plain.model.training["pairs"] + 4
    assert training.model.training["data"].keys() == {
        "small.jsonl", "pairs.jsonl", "articles.jsonl"
    }  # fmt: skip
    assert training.wire is not None
    assert training.wire.pairs == 4
    assert plain.wire is None


def test_corpora_of_one_name_are_told_apart(small, tmp_path):
    (tmp_path / "b").mkdir()
    other = tmp_path / "b/small.jsonl"
    other.write_bytes(small.read_bytes())
    reports = train([small, other], None, now=NOW).reports
    assert reports.keys() == {str(small), str(other)}


def test_a_corpus_without_pairs_is_refused(tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(article(0) | {"story": "s", "kind": "original"}))
    with pytest.raises(WrongUse, match="no pairs"):
        train([path], None, now=NOW)
