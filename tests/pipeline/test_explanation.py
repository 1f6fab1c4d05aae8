"""Tests of pipeline.explanation."""

import pytest

from pipeline.explanation import Conflict, explain
from pipeline.model import UNIT, to_logit
from pipeline.records import JudgedPair
from pipeline.training import ACROSS, WITHIN
from pipeline.verdict import judge, score
from tests.pipeline.factories import profile

FIRE = (
    "A fire at the Korvalen paper mill in Ashmere injured 12 workers on Tuesday, March 3, the "
    "regional fire chief Yaramyr Temirkhanov said.\n\n"
    '"We had the flames under control within forty minutes," Temirkhanov told reporters. '
    "Damage is put at 4.1 million crowns; 1,234 bales were lost."
)
TOLD = (
    "Fourteen workers... 14 workers were hurt when the Korvalen mill burned, said fire chief "
    "Yaromir Temirkanov of Ashmere district on March 3.\n\n"
    '"We had the flames under control within half an hour," he told reporters. '
    "Some 1,200 bales went up, and Lindqvist Insurance will pay for the 4.1 million crowns."
)
RUSSIAN = (
    "При пожаре на бумажной фабрике в Эшмере пострадали 12 рабочих, сообщил Ярамир Темирханов. "
    "Ущерб оценён в 4,1 миллиона крон, сгорело 1234 кипы бумаги, добавил Темирханов во вторник, "
    "3 марта, говорится в сообщении ведомства."
)
FIRST, SECOND = profile(1, FIRE, title="Mill fire"), profile(2, TOLD, title="Blaze at mill")
THIRD = profile(3, RUSSIAN, title="Пожар на фабрике", lang="ru")


@pytest.mark.parametrize("other", [SECOND, THIRD], ids=["within", "across"])
def test_what_is_added_is_the_score_exactly(other):
    found = explain(FIRST, other)
    assert sum(c.added for c in found.contributions) == found.total
    assert found.total == score(FIRST, other).total
    names = {c.measure for c in found.contributions}
    assert names == {"base", *(WITHIN if other is SECOND else ACROSS)}
    assert found.probability == score(FIRST, other).probability


def test_what_adds_or_takes_most_comes_first():
    sizes = [abs(c.added) for c in explain(FIRST, SECOND).contributions]
    assert sizes == sorted(sizes, reverse=True)


def test_the_values_are_those_of_the_judgement():
    found = explain(FIRST, SECOND)
    verdict: JudgedPair = judge(FIRST, SECOND)
    values = {c.measure: c.value for c in found.contributions if c.measure != "base"}
    assert values == verdict.measures
    assert (found.same_story, found.probability) == (verdict.same_story, verdict.probability)


def test_first_and_second_stay_what_they_are():
    there, back = explain(FIRST, SECOND), explain(SECOND, FIRST)
    assert there.contributions == back.contributions
    assert there.numbers.conflicting[0].first == back.numbers.conflicting[0].second
    assert there.names.only_second == back.names.only_first


def test_passages_are_in_both_texts():
    passages = explain(FIRST, SECOND).passages
    assert passages
    for p in passages:
        assert FIRE[p.first_start : p.first_end] == TOLD[p.second_start : p.second_end]


def test_names_are_shown_as_printed_and_garbled_ones_as_conflicts():
    names = explain(FIRST, SECOND).names
    assert {"Korvalen", "Ashmere"} <= set(names.shared)
    garbled = Conflict(first="Temirkhanov", second="Temirkanov", counts=True)
    assert garbled in names.conflicting


def test_names_meet_across_scripts_as_each_spells_them():
    assert "Ashmere ~ Эшмере" in explain(FIRST, THIRD).names.shared


def test_a_name_garbled_across_languages_is_evidence_and_a_disagreement():
    other = profile(4, RUSSIAN.replace("Темирханов", "Темирхадов"), lang="ru")
    found = explain(FIRST, other)
    (conflict,) = [c for c in found.names.conflicting if c.first == "Temirkhanov"]
    assert (conflict.second, conflict.counts) == ("Темирхадов", True)
    (measured,) = [c for c in found.contributions if c.measure == "names_garbled"]
    assert measured.value > 0


def test_a_name_in_another_case_is_no_disagreement():
    one = profile(1, "Пожар начался в посёлке Глубокий Лог.", lang="ru")
    other = profile(2, "Пожар у посёлка Глубокого Лога потушили.", lang="ru")
    names = explain(one, other).names
    assert names.conflicting == ()
    assert "Лог ~ Лога" in names.shared


def test_words_without_capitals_are_not_told_for_garbled_names():
    one = profile(1, "여객선이 좌초했다고 해경이 전해졌다.", lang="ko")
    other = profile(2, "여객선이 좌초됐다고 해경이 전했다.", lang="ko")
    assert explain(one, other).names.conflicting == ()


def test_two_languages_need_more_of_the_evidence_that_there_is():
    across, within = explain(FIRST, THIRD), explain(FIRST, SECOND)
    assert across.languages == ("en", "ru")
    assert (within.demand_within, across.demand_within) == (None, within.demand)
    assert across.demand.share > within.demand.share
    for found in (across, within):
        threshold = found.demand.needed + next(
            c.added for c in found.contributions if c.measure == "base"
        )
        assert threshold == round(to_logit(found.threshold) * UNIT)
        assert found.same_story is (found.total >= threshold)


def test_numbers_are_shared_rounded_or_counted_otherwise():
    numbers = explain(FIRST, SECOND).numbers
    assert "4100000" in numbers.shared
    assert "1234 ~ 1200" in numbers.shared
    assert Conflict(first="12", second="14", about="workers") in numbers.conflicting


def test_days_that_both_name():
    assert explain(FIRST, SECOND).days.shared == ("03-03",)


def test_days_of_which_none_is_in_both_are_a_conflict():
    other = profile(4, FIRE.replace("March 3", "March 9, not April 2"))
    days = explain(FIRST, other).days
    assert days.conflicting == (Conflict(first="03-03", second="03-09, 04-02"),)
    assert (days.shared, days.only_first, days.only_second) == ((), (), ())


def test_a_reworded_quotation_is_a_conflict_and_an_equal_one_is_shared():
    (pair,) = explain(FIRST, SECOND).quotations.conflicting
    assert pair.first.text == "We had the flames under control within forty minutes,"
    assert (pair.first.speaker.phrase, pair.same_speaker) == ("Temirkhanov", True)
    assert "Temirkanov" in pair.second.speaker.phrase
    same = explain(FIRST, profile(4, FIRE)).quotations
    assert (len(same.shared), same.conflicting, same.only_first) == (1, (), ())


def test_the_same_words_of_another_speaker_are_a_conflict():
    told = FIRE.replace("Temirkhanov told reporters", "mill owner Ada Holm told reporters")
    (pair,) = explain(FIRST, profile(4, told)).quotations.conflicting
    assert (pair.same_words, pair.same_speaker) == (True, False)
    assert pair.second.speaker.names == ("Ada", "Holm")


def test_quotations_of_one_text_alone_are_told():
    more = FIRE + ' "Nobody will lose their job over this," said Ada Holm.'
    (only,) = explain(FIRST, profile(2, more)).quotations.only_second
    assert more[only.start : only.end] == only.text == "Nobody will lose their job over this,"


def test_texts_too_short_to_be_judged_say_so():
    found = explain(profile(1, "All is well."), profile(2, "All is well."))
    assert (found.too_short, found.same_story, found.probability) == (True, True, 1.0)
    assert sum(c.added for c in found.contributions) == found.total
