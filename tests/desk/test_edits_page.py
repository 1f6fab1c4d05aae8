import pytest
from sqlalchemy import Engine

from tests.storage.press_week import fill


def test_an_edit_with_the_copies_that_it_never_reached(engine: Engine, reader):
    fill(engine)
    answer = reader.get("/edits?of=copied")
    (row,) = answer.texts("//table//tbody/tr[contains(., 'Meridian Wire')]")
    assert "Meridian Wire, version 2; story 1" in row
    assert row.endswith("1 unchanged, 1 changed, 1 not looked at again")
    assert "/article/1#version-2" in answer.links()


def test_the_edits_of_one_outlet_as_json(engine: Engine, reader):
    fill(engine)
    value = reader.get("/edits.json?outlet=Harbour+Post").json
    assert {one["outlet"] for one in value["edits"]} == {"harbour-post"}


def test_edits_as_a_feed(engine: Engine, reader):
    fill(engine)
    assert "Meridian Wire: version 2" in reader.get("/edits.atom").text


def test_no_edit_says_what_to_do(engine: Engine, reader):
    assert "newsfold recrawl" in reader.get("/edits").text


@pytest.mark.parametrize("query", ["outlet=nobody", "of=some", "after=x"])
def test_a_question_that_cannot_be_understood(engine: Engine, reader, query):
    assert reader.get(f"/edits?{query}").status == 400
