import json

import pytest

from flows.faults import WrongUse
from flows.labelled_pairs import PairFiles, evaluate_pairs, load_pairs, report_pairs
from pipeline.evaluation import Tally
from tests.flows.conftest import NOW

PAIRS = [
    {"a": "3", "b": "4", "label": "same"},
    {"a": "0", "b": "1", "label": "follow"},
    {"a": "8", "b": "9", "label": "other"},
    {"a": "2", "b": "0", "label": "same"},
]


@pytest.fixture
def files(tmp_path, write_articles):
    """Ten articles, of which 4 is a reprint of 3 and 9 one of 8."""
    labels = tmp_path / "pairs.jsonl"
    labels.write_text("\n".join(map(json.dumps, PAIRS)))
    return PairFiles(labels=labels, texts=write_articles(count=10))


def test_pairs_are_judged_and_held_against_their_labels(files):
    report = evaluate_pairs(files, now=NOW)
    assert (report.name, report.pairs) == ("pairs.jsonl", 4)
    assert report.judged_same == {
        "follow": Tally(hits=0, of=1),
        "other": Tally(hits=1, of=1),
        "same": Tally(hits=1, of=2),
    }
    assert (report.rates.precision, report.rates.recall) == (0.5, 0.5)


def test_nothing_judged_the_same_is_no_division_by_nought():
    rates = report_pairs("x", ["other"], [False]).rates
    assert (rates.precision, rates.recall, rates.f1) == (0, 0, 0)


def test_a_pair_is_named_by_both_ids_in_one_order(files):
    assert [pair.name for pair in load_pairs(files, NOW)] == ["3 4", "0 1", "8 9", "0 2"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "line 1: not a labelled pair"),
        ("[]", "line 1: not a labelled pair"),
        ("nonsense", "line 1: not a labelled pair"),
        ('{"a": "1", "b": "1", "label": "same"}', "1 is paired with itself"),
        ('{"a": "1", "b": "77", "label": "same"}', "lacks 1 of the 2 articles"),
    ],
)
def test_what_is_wrong_is_named(files, line, message):
    files.labels.write_text(line)
    with pytest.raises(WrongUse, match=message):
        load_pairs(files, NOW)


def test_a_file_that_cannot_be_read_is_named(files, tmp_path):
    with pytest.raises(WrongUse, match=r"none\.jsonl"):
        load_pairs(PairFiles(labels=tmp_path / "none.jsonl", texts=files.texts), NOW)
