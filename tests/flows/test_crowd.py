import json
from datetime import UTC, datetime, timedelta

import pytest

from flows.crowd import crowd_test, shifted
from flows.faults import WrongUse
from tests.flows.conftest import NOW, article
from tests.pipeline.factories import article as text
from tests.pipeline.factories import claim

WEEK = timedelta(days=7)


def at(day: int, month: int = 1, year: int = 1987) -> datetime:
    return datetime(year, month, day, 15, 30, tzinfo=UTC)


def times(articles):
    return [a.published.at if a.published else None for a in articles]


def test_the_crowd_goes_onto_the_days_of_the_corpus_in_its_order():
    crowd = [text(n, published=claim(at(day))) for n, day in enumerate([1, 2, 2, 5, 9])]
    corpus = [text(n, published=claim(at(day, 3, 2026))) for n, day in enumerate([4, 20])]
    assert times(shifted(crowd, corpus)) == [at(day, 3, 2026) for day in (4, 4, 4, 20, 20)]


def test_a_crowd_of_few_days_is_spread():
    crowd = [text(n, published=claim(at(day))) for n, day in enumerate([1, 2])]
    corpus = [text(n, published=claim(at(day, 3, 2026))) for n, day in enumerate([2, 4, 6, 8])]
    assert times(shifted(crowd, corpus)) == [at(2, 3, 2026), at(6, 3, 2026)]


def test_what_has_no_date_stays_without():
    crowd = [text(1, published=None), text(2, published=claim(at(1)))]
    assert times(shifted(crowd, [text(3)]))[0] is None
    assert shifted(crowd, [text(3, published=None)]) == crowd


@pytest.fixture
def corpus(tmp_path):
    """Five articles, the last a reprint of the fourth."""
    rows = [article(n) | {"story": f"s{min(n, 3)}", "kind": "original"} for n in range(5)]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_a_merge_with_the_crowd_is_counted(corpus, tmp_path):
    # A copy of the corpus's first article, forty years ago, and two of another story.
    rows = [article(0), article(8), article(9), article(20)]
    copies = [
        row | {"url": f"https://crowd.example/{n}", "published": f"1987-03-0{1 + n}T08:00:00+00:00"}
        for n, row in enumerate(rows)
    ]
    crowd = tmp_path / "crowd.jsonl"
    crowd.write_text("\n".join(map(json.dumps, copies)))
    [report] = crowd_test([corpus], crowd, window=WEEK, now=NOW)
    assert (report.name, report.articles, report.crowd) == ("corpus.jsonl", 5, 4)
    assert (report.merged_with_crowd, report.crowd_merged) == (1, 3)
    assert report.crowd_merged_share == 0.75
    assert report.candidates >= 3


def test_an_empty_crowd_is_named(corpus, tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(WrongUse, match=r"empty\.jsonl"):
        crowd_test([corpus], tmp_path / "empty.jsonl", window=WEEK, now=NOW)
