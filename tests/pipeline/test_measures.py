"""Tests of pipeline.measures: every measure has its words, and the docs have them too."""

import re
from pathlib import Path

from pipeline.measures import DESCRIPTIONS
from pipeline.training import ACROSS, WITHIN

DOC = Path(__file__).parents[2] / "docs/measures.md"
SENSES = {1: "for", -1: "against", None: "-"}


def test_every_measure_of_the_model_is_described():
    assert DESCRIPTIONS.keys() == WITHIN.keys() | ACROSS.keys()


def test_no_two_measures_are_called_the_same():
    labels = [description.label for description in DESCRIPTIONS.values()]
    assert sorted(set(labels)) == sorted(labels)


def test_the_docs_have_the_same_words_and_senses():
    rows = re.findall(
        r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", DOC.read_text("utf-8"), re.MULTILINE
    )
    assert rows == [
        (name, d.label, d.meaning, SENSES[WITHIN.get(name)], SENSES[ACROSS.get(name)])
        for name, d in DESCRIPTIONS.items()
    ]
