from datetime import UTC, datetime

import pytest

from desk.asked import MAX_ID, Asked, NotFound, WrongQuestion


def ask(path=None, **query) -> Asked:
    return Asked(session=None, now=datetime(2026, 3, 2, tzinfo=UTC), path=path or {}, query=query)


def test_a_number_that_no_row_can_have_is_not_found():
    assert ask({"story_id": MAX_ID}).id("story_id") == MAX_ID
    with pytest.raises(NotFound):
        ask({"story_id": MAX_ID + 1}).id("story_id")


def test_numbers_have_bounds():
    assert ask().number("hours", 24) == 24
    assert ask(hours=" 6 ").number("hours", 24) == 6
    for wrong in ("x", "-1", "6.5", "٣", "9" * 40, "0"):
        with pytest.raises(WrongQuestion, match="hours must be a whole number from 1 to 48"):
            ask(hours=wrong).number("hours", 24, least=1, most=48)


def test_an_empty_field_is_none():
    assert ask().text("outlet") is None
    assert ask(outlet="  ").text("outlet") is None
    assert ask(outlet=" a.example ").text("outlet") == "a.example"
    with pytest.raises(WrongQuestion):
        ask(outlet="x" * 201).text("outlet")


def test_one_word_of_a_list():
    assert ask().one_of("sort", ("name", "farm"), "name") == "name"
    assert ask(sort="farm").one_of("sort", ("name", "farm"), "name") == "farm"
    with pytest.raises(WrongQuestion, match="sort must be one of name, farm"):
        ask(sort="x").one_of("sort", ("name", "farm"), "name")
