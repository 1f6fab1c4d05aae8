"""Tests of pipeline.evaluation."""

import json

import pytest

from pipeline.evaluation import Label, Tally, load_labels, score

LABELS = [
    Label(key=key, story=story, kind=kind)
    for key, story, kind in [
        ("a", "flood", "original"),
        ("b", "flood", "rewrite"),
        ("c", "flood", "rewrite"),
        ("d", "flood-later", "follow"),
        ("e", "derby", "original"),
    ]
]


def test_the_labels_themselves_score_one():
    report = score(LABELS, {label.key: label.story for label in LABELS})
    assert report.b_cubed.f1 == report.pairwise.f1 == report.ari == 1.0
    assert report.found == {"rewrite": Tally(hits=2, of=2)}
    assert report.wrongly_merged == {"follow": Tally(hits=0, of=1)}


def test_absent_articles_count_as_alone():
    report = score(LABELS, {})
    assert report.found_stories == 5
    assert report.b_cubed.precision == report.pairwise.precision == 1.0
    # flood's three articles each find a third of it, the two others all of theirs.
    assert report.b_cubed.recall == pytest.approx((3 * 1 / 3 + 2) / 5)
    assert report.pairwise.recall == report.ari == 0.0


def test_a_follow_up_put_with_its_story_is_a_wrong_merge():
    report = score(LABELS, {"a": 1, "b": 1, "c": 2, "d": 1, "e": 3})
    assert report.wrongly_merged["follow"] == Tally(hits=1, of=1)
    assert report.found["rewrite"] == Tally(hits=1, of=2)
    assert report.pairwise.precision == pytest.approx(1 / 3)
    assert report.pairwise.recall == pytest.approx(1 / 3)
    assert report.b_cubed.precision == pytest.approx((2 * 2 / 3 + 1 / 3 + 1 + 1) / 5)


def test_a_corpus_is_read_with_its_rows(tmp_path):
    row = {"url": "u", "story": "s", "kind": "original", "title": "t", "body": "b"}
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(row) + "\n\n")
    assert load_labels(path) == [(Label(key="u", story="s", kind="original"), row)]


@pytest.mark.parametrize("line", ["{", "[]", '{"url": "u"}'])
def test_a_line_that_is_no_labelled_article_is_named(tmp_path, line):
    path = tmp_path / "corpus.jsonl"
    path.write_text(line)
    with pytest.raises(ValueError, match=r"corpus\.jsonl, line 1: not a labelled article"):
        load_labels(path)
