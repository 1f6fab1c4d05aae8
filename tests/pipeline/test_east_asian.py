"""Tests of pipeline.east_asian."""

import pytest

from pipeline.east_asian import behind_in_chinese, in_chinese, in_japanese, in_korean
from pipeline.saying import Wording, pieces
from pipeline.speakers import UNNAMED, Speaker

ZH, JA, KO = Wording("zh"), Wording("ja"), Wording("ko")


def told(text, found):
    """Phrase and names of who was found; UNNAMED and None as they are."""
    return (text[found.start : found.end], found.names) if isinstance(found, Speaker) else found


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("천무겸 해원경찰서장은 ", ("천무겸 해원경찰서장", ("천무겸",))),
        ("석우진 재무담당 부사장은 이날 회의에서 ", ("석우진 재무담당 부사장", ("석우진",))),
        ("선장 표만식(61) 씨가 ", ("선장 표만식(61) 씨", ("표만식",))),
        ("그는 취재진에게 ", UNNAMED),
        ("", UNNAMED),
        ("이날 오전 ", None),
    ],
)
def test_korean_marks_the_subject_with_a_particle(text, who):
    assert told(text, in_korean(KO, pieces(text, 0, len(text)))) == who


@pytest.mark.parametrize(
    ("before", "after", "who"),
    [
        ("樋之口さんは取材に", "と笑った", ("樋之口さん", ("樋之口",))),
        ("記者会見した鵜沼啓作市長は", "と陳謝。", ("鵜沼啓作市長", ("鵜沼啓作",))),
        ("小学5年の男児（10）が", "と市に電話した", ("男児（10）", ())),
        ("", "と話していた", UNNAMED),
        ("彼は", "と話した", UNNAMED),
        ("委託先の", "の担当者が入力した", None),
        ("雨の中で会見し、", "と話した", None),
        ("市長は", "と橋", None),
    ],
)
def test_japanese_marks_the_subject_and_closes_with_to(before, after, who):
    text = before + after
    spans = (0, len(before)), (len(before), len(text))
    assert told(text, in_japanese(JA, text, *spans)) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("在场的湖南姑娘欧阳玲回忆：", ("在场的湖南姑娘欧阳玲", ("欧阳玲",))),
        ("雨停了，董事长仲孙衡在仪式上说：", ("董事长仲孙衡", ("仲孙衡",))),
        ("她说：", UNNAMED),
        ("说：", UNNAMED),
        ("景区写着", None),
    ],
)
def test_chinese_has_the_speaker_before_the_verb(text, who):
    assert told(text, in_chinese(ZH, text, 0, len(text))) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("来自湖南的游客欧阳菱说", ("游客欧阳菱", ("欧阳菱",))),
        ("，他说", UNNAMED),
        ("为由未予同意", None),
    ],
)
def test_chinese_may_have_the_speaker_behind_the_quotation(text, who):
    assert told(text, behind_in_chinese(ZH, text, 0, len(text))) == who


def test_offsets_are_into_the_whole_text():
    text = "雨停了。“水来得太快了。”负责人母开银说。"
    start = text.index("负责人")
    found = behind_in_chinese(ZH, text, start, len(text))
    assert told(text, found) == ("负责人母开银", ("母开银",))
