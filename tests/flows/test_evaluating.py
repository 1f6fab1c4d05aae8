import json
from datetime import timedelta

import pytest

from flows.evaluating import evaluate_corpora
from flows.faults import WrongUse
from pipeline.evaluation import Tally
from tests.flows.conftest import NOW, article


@pytest.fixture
def write_corpus(tmp_path):
    def write(name="corpus.jsonl", **odd):
        rows = [
            article(number) | {"story": f"s{min(number, 3)}", "kind": kind}
            for number, kind in enumerate(["original"] * 4 + ["reprint"])
        ]
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(json.dumps(row | odd) for row in rows))
        return path

    return write


def evaluate(*paths):
    return evaluate_corpora(paths, window=timedelta(days=7), now=NOW)


def test_a_corpus_is_grouped_and_scored(write_corpus):
    [report] = evaluate(write_corpus())
    assert (report.name, report.scores.articles) == ("corpus.jsonl", 5)
    assert report.scores.b_cubed.f1 == 1.0
    assert report.scores.found == {"reprint": Tally(hits=1, of=1)}


def test_an_article_without_text_is_a_story_by_itself(write_corpus):
    [report] = evaluate(write_corpus(body=""))
    assert report.scores.found == {"reprint": Tally(hits=0, of=1)}
    assert report.scores.found_stories == 5


def test_several_corpora_are_scored_together_too_without_mixing_their_labels(write_corpus):
    one, other = write_corpus("a/corpus.jsonl"), write_corpus("b/corpus.jsonl")
    reports = evaluate(one, other)
    assert [report.name for report in reports] == [str(one), str(other), "all together"]
    together = reports[-1].scores
    # Each article twice, once in each corpus: merged, which the labels call wrong.
    assert (together.articles, together.labelled_stories, together.found_stories) == (10, 8, 4)


def test_a_line_without_labels_is_named(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps(article(0)))
    with pytest.raises(WrongUse, match=r"articles\.jsonl, line 1.*story"):
        evaluate(path)


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(WrongUse, match=r"none\.jsonl"):
        evaluate(tmp_path / "none.jsonl")
