import pytest

from crawlers.extract import second_opinion
from crawlers.extract.reading import Part, PartKind
from crawlers.extract.second_opinion import ask_again, can_ask, is_doubtful, second_is_better
from tests.extract.pages import BODY, PARAGRAPHS, make_page, tree_of

LONG = BODY * 3


@pytest.mark.parametrize(
    ("text", "fit", "share", "doubtful"),
    [
        ("", 0.0, 0.0, True),
        (LONG, 1.0, 0.9, False),
        (LONG, 1.0, 0.1, False),
        (LONG, 0.1, 0.1, True),
        (LONG, 0.1, 0.9, False),
        ("Short.", 0.1, 0.9, True),
        ("Short.", 1.0, 0.1, True),
        ("Short.", 1.0, 0.9, False),
        ("町議会は火曜夜、公営プールの閉鎖を可決した。" * 9, 1.0, 0.1, False),
    ],
)
def test_when_to_ask(text, fit, share, doubtful):
    assert is_doubtful(text, fit=fit, share=share) is doubtful


def test_the_other_reading():
    page = make_page(after="<ul><li>a pool in Leyburn, which reopened in March</li></ul>")
    parts = ask_again(page)
    assert [part.text for part in parts][1:4] == list(PARAGRAPHS)
    item = Part(PartKind.LIST_ITEM, "a pool in Leyburn, which reopened in March")
    assert item in parts


def test_nothing_found_is_no_parts():
    assert ask_again("<html><body></body></html>") == ()


def test_a_page_that_is_too_long_is_not_read(monkeypatch):
    monkeypatch.setattr(second_opinion, "_MAX_MARKUP", 100)
    assert ask_again(make_page()) == ()


def test_pages_that_would_take_too_long_are_not_asked_about():
    assert can_ask(tree_of(make_page()))
    assert not can_ask(tree_of("<div>" * 500 + "x"))
    assert not can_ask(tree_of("<p>x</p>" * 9_000))


@pytest.mark.parametrize(
    ("ours", "theirs", "fits", "better"),
    [
        ("", BODY, (0.0, 1.0), True),
        (BODY, "", (1.0, 0.0), False),
        (BODY, LONG, (1.0, 1.0), False),
        (PARAGRAPHS[0], BODY, (1.0, 1.0), True),
        (PARAGRAPHS[0], PARAGRAPHS[1] * 3, (1.0, 1.0), False),
        (PARAGRAPHS[0], PARAGRAPHS[1], (0.1, 1.0), True),
        (PARAGRAPHS[0], PARAGRAPHS[1], (1.0, 0.1), False),
    ],
)
def test_which_reading_is_believed(ours, theirs, fits, better):
    assert second_is_better(ours, theirs, our_fit=fits[0], their_fit=fits[1]) is better
