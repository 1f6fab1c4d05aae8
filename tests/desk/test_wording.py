from datetime import UTC, datetime

import pytest

from desk import wording
from pipeline.records import VariantKind
from pipeline.snippets import Marked


def test_counts_and_lists():
    assert wording.counted(1, "story", "stories") == "1 story"
    assert wording.counted(1200, "article") == "1,200 articles"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c", "d"], most=2) == "a, b and 2 more"


def test_kinds_in_the_order_of_how_near_they_are():
    kinds = {VariantKind.REWRITE: 2, VariantKind.ORIGINAL: 1, VariantKind.REPRINT: 1}
    assert wording.kinds_in_words(kinds) == "1 original, 1 reprint and 2 rewrites"


@pytest.mark.parametrize("kind", VariantKind)
def test_every_kind_has_a_word(kind):
    assert wording.kind_in_words(kind)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (20, "under a minute"),
        (60, "1 min"),
        (3 * 3600 + 300, "3 h 5 min"),
        (2 * 86400 + 300, "2 d 5 min"),
        (3600, "1 h"),
    ],
)
def test_stretches_of_time(seconds, said):
    assert wording.lasting(seconds) == said


def test_days_of_a_month_in_words():
    assert wording.days_in_words("03-09, 11-30") == "9 Mar and 30 Nov"


def test_hours_that_are_days():
    said = [wording.hours_in_words(hours) for hours in (1, 24, 36, 72, 8000)]
    assert said == ["hour", "24 hours", "36 hours", "3 days", "333 days"]


def test_times_are_in_utc():
    at = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
    assert wording.minute(at) == "2 Mar 2026, 08:05"
    assert wording.day(at) == "2 Mar 2026"
    assert wording.iso(at) == "2026-03-02T08:05:00Z"


def test_marks_that_turn_text_around_are_taken_out_of_labels():
    assert wording.plain("abc\u202efdp\u2066.exe\n\x07 x") == "abcfdp.exe x"


def test_what_no_markup_may_hold_is_replaced():
    assert wording.fit("a\x00b\x1bc\nd") == "a\ufffdb\ufffdc\nd"


def test_tags_of_languages():
    assert all(map(wording.is_language, ["en", "pt-BR", "zh-Hant-TW", "sl-rozaj-1994"]))
    assert not any(
        map(wording.is_language, [None, "", "english", "e", "en_GB", "en-", 'en"', "en "])
    )


def test_cutting():
    assert wording.cut("abcdef", 4) == "abc…"
    assert wording.cut("abc", 3) == "abc"


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://b.example:8080/ä"])
def test_addresses_of_the_web_may_be_followed(url):
    assert wording.outward(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/",
        "/story/1",
        "http:///path",
        "http://[::1",
        "https://a.example/\u202egpj",
        "report.jsonl#3",
        "",
    ],
)
def test_others_may_not(url):
    assert wording.outward(url) is None


def test_shares_in_percent():
    shares = (None, 0.0, 0.001, 0.42, 0.9987, 1.0)
    said = ["–", "0%", "< 1%", "42%", "> 99%", "100%"]
    assert [wording.percent(share) for share in shares] == said


def test_what_is_called_probable():
    said = ["perhaps", "perhaps", "probably"]
    assert [wording.likelihood(confidence) for confidence in (None, 0.49, 0.5)] == said


def test_pieces_of_a_marked_text():
    marked = Marked("Storm over storms", ((0, 5), (11, 17)))
    assert wording.pieces(marked) == [("Storm", True), (" over ", False), ("storms", True)]
    assert wording.pieces(marked, 13) == [("Storm", True), (" over s…", False)]
    assert wording.pieces(Marked("plain")) == [("plain", False)]
