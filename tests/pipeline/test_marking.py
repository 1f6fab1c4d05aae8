"""Tests of pipeline.marking."""

from pipeline.explanation import explain
from pipeline.marking import MarkKind, Telling, mark_pair
from tests.pipeline.factories import profile
from tests.pipeline.test_explanation import FIRST, SECOND, THIRD


def marked(first, second, kind, telling):
    """The stretches of each text with such marks."""
    sides = mark_pair(first, second, explain(first, second))
    return tuple(
        [
            p.article.body[mark.start : mark.end]
            for mark in marks
            if (mark.kind, mark.telling) == (kind, telling)
        ]
        for p, marks in zip((first, second), sides, strict=True)
    )


def test_names_in_both_and_names_spelled_otherwise():
    ours, theirs = marked(FIRST, SECOND, MarkKind.NAME, Telling.ALIKE)
    assert {"Korvalen", "Ashmere"} <= set(ours) & set(theirs)
    ours, theirs = marked(FIRST, SECOND, MarkKind.NAME, Telling.OTHERWISE)
    assert set(ours) >= {"Temirkhanov"}
    assert set(theirs) >= {"Temirkanov"}


def test_only_the_count_of_the_thing_itself_is_told_otherwise():
    first = profile(1, "A fire hurt 12 workers in Ashmere after 14 days of drought there.")
    second = profile(2, "In Ashmere 14 workers were hurt by a fire after 14 days of drought.")
    assert marked(first, second, MarkKind.NUMBER, Telling.OTHERWISE) == (["12"], ["14"])
    assert marked(first, second, MarkKind.NUMBER, Telling.ALIKE) == (["14"], ["14"])


def test_a_number_that_was_rounded_and_one_in_both():
    ours, theirs = marked(FIRST, SECOND, MarkKind.NUMBER, Telling.ALIKE)
    assert {"1,234", "4.1 million"} <= set(ours)
    assert {"1,200", "4.1 million"} <= set(theirs)


def test_days():
    assert marked(FIRST, SECOND, MarkKind.DAY, Telling.ALIKE) == (["March 3"], ["March 3"])
    other = profile(2, SECOND.article.body.replace("March 3", "March 4"))
    assert marked(FIRST, other, MarkKind.DAY, Telling.OTHERWISE) == (["March 3"], ["March 4"])


def test_quotations_told_otherwise_and_of_one_text_alone():
    ours, theirs = marked(FIRST, SECOND, MarkKind.QUOTATION, Telling.OTHERWISE)
    assert len(ours) == len(theirs) == 1
    assert ours[0].endswith("forty minutes,")
    plain = profile(2, "Nobody said a word of it.")
    assert marked(FIRST, plain, MarkKind.QUOTATION, Telling.ONLY_HERE)[0] == ours


def test_passages_are_numbered_alike_in_both():
    found = explain(FIRST, SECOND)
    for marks in mark_pair(FIRST, SECOND, found):
        numbers = [mark.number for mark in marks if mark.kind is MarkKind.PASSAGE]
        assert sorted(numbers) == list(range(1, len(found.passages) + 1))
        assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)


def test_names_across_languages_are_marked_as_each_prints_them():
    ours, theirs = marked(FIRST, THIRD, MarkKind.NAME, Telling.ALIKE)
    assert ours
    assert theirs
    assert any(name.startswith("Темирханов") for name in theirs)


def test_texts_with_nothing_in_common():
    sides = mark_pair(*(two := (profile(1, "Rain fell."), profile(2, "Snow fell."))), explain(*two))
    assert sides == ((), ())
