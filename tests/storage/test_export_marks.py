"""Tests of storage.export_marks; what changed since is tested in tests/storage/test_export.py."""

import json

import pytest

from storage.database import transaction
from storage.export_marks import (
    BEGINNING,
    Mark,
    Marks,
    MarksUnusable,
    marks_object,
    parse_marks,
    read_marks,
)
from tests.storage.newsroom import NOON, Newsroom, make_plan


def marks(newsroom: Newsroom) -> Marks:
    with transaction(newsroom.engine) as session:
        return read_marks(session)


def test_an_empty_database_has_got_nowhere(newsroom: Newsroom):
    found = marks(newsroom)
    assert (found.of(Mark.VERSION), found.of(Mark.STORY)) == (0, BEGINNING)


def test_marks_survive_a_file(newsroom: Newsroom):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    found = marks(newsroom)
    assert (found.of(Mark.VERSION), found.of(Mark.STORY)) == (2, NOON)
    assert parse_marks(json.loads(json.dumps(marks_object(found))), found) == found


@pytest.mark.parametrize(
    "change",
    [{"version": "2"}, {"version": 1.5}, {"story": 5}, {"story": "soon"}, {"story": "2026-03-02"}],
)
def test_what_are_no_marks_are_refused(newsroom: Newsroom, change: dict[str, object]):
    now = marks(newsroom)
    for found in (marks_object(now) | change, None, [], {}):
        with pytest.raises(MarksUnusable, match="no state"):
            parse_marks(found, now)


def test_marks_beyond_the_database_are_of_another(newsroom: Newsroom):
    now = marks(newsroom)
    with pytest.raises(MarksUnusable, match="another database"):
        parse_marks(marks_object(now) | {"outcome": 7}, now)
