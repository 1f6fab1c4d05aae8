import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from crawlers.extract.article import extract_article

RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "pages"


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


@pytest.mark.slow
def test_bodies_of_real_pages_are_found():
    """F1 of mean precision and recall, measured 0.983, and exact bodies, 0.525, must not fall."""
    if not RECORDED.exists():
        pytest.skip(f"{RECORDED} is absent: the recorded pages are not part of the project")
    precision, recall, exact, dated = [], [], 0, 0
    lines = (RECORDED / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        found = extract_article(
            gzip.decompress((RECORDED / line["page"]).read_bytes()), line["url"]
        )
        assert found is not None, line["url"]
        printed, true = shingles(found.body), shingles(line["body"])
        shared = (printed & true).total()
        precision.append(shared / printed.total())
        recall.append(shared / true.total())
        exact += re.findall(r"\w+", found.body) == re.findall(r"\w+", line["body"])
        dated += found.published is not None
        assert found.title, line["url"]
    mean_precision, mean_recall = sum(precision) / len(lines), sum(recall) / len(lines)
    f1 = 2 * mean_precision * mean_recall / (mean_precision + mean_recall)
    assert f1 >= 0.978
    assert exact >= 0.5 * len(lines)
    assert dated >= 0.97 * len(lines)
