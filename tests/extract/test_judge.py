import pytest

from crawlers.extract.judge import confirmation, judge, read_described
from crawlers.extract.reading import BodySource, Part, PartKind
from crawlers.extract.titles import letters_of
from tests.extract.pages import PARAGRAPHS

PARTS = tuple(Part(PartKind.PARAGRAPH, text) for text in PARAGRAPHS)
OTHER = Part(PartKind.PARAGRAPH, "The library in Leyburn will stay open for another year.")


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        ("one\n\n two  three", ["one", "two three"]),
        ("<p>one</p><p>two <b>three</b></p>", ["one", "two three"]),
        ("one<br/>two &amp; three", ["one", "two & three"]),
        ("5 < 7", ["5 < 7"]),
    ],
)
def test_a_text_for_machines_may_hold_markup(printed, lines):
    assert read_described(printed) == lines


def test_confirmation_is_the_share_that_is_found():
    described = letters_of(PARAGRAPHS[0])
    assert confirmation(PARAGRAPHS[0], described) == 1
    assert confirmation(PARAGRAPHS[1], described) == 0
    assert 0.3 < confirmation(PARAGRAPHS[0] + PARAGRAPHS[1], described) < 0.6
    assert confirmation("...", described) == 1


def test_what_a_whole_description_does_not_have_is_dropped():
    assert judge((*PARTS, OTHER), PARAGRAPHS) == (PARTS, BodySource.PAGE)


def test_subheadings_need_no_confirmation():
    parts = (PARTS[0], Part(PartKind.SUBHEADING, "Ten minutes"), *PARTS[1:])
    assert judge(parts, PARAGRAPHS) == (parts, BodySource.PAGE)


def test_a_description_that_goes_on_completes_the_text():
    assert judge(PARTS[:1], PARAGRAPHS) == (PARTS, BodySource.JSON_LD)


def test_where_nothing_was_found_the_description_is_the_text():
    assert judge((), PARAGRAPHS) == (PARTS, BodySource.JSON_LD)


@pytest.mark.parametrize("described", [[], [PARAGRAPHS[0]], [OTHER.text * 9]])
def test_a_teaser_or_another_text_decides_nothing(described):
    assert judge(PARTS, described) == (PARTS, BodySource.PAGE)


def test_a_description_that_would_drop_too_much_decides_nothing():
    half = (*PARTS, *(Part(PartKind.PARAGRAPH, f"{OTHER.text} {n}") for n in range(4)))
    assert judge(half, PARAGRAPHS) == (half, BodySource.PAGE)
