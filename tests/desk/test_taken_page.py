import pytest
from sqlalchemy import Engine

from tests.storage.press_week import fill


def test_who_took_from_whom_without_a_credit(engine: Engine, reader):
    fill(engine)
    answer = reader.get("/taken?credit=none&from=Valley+Courier")
    rows = answer.texts("//table//tbody/tr")
    assert len(rows) == 2
    assert rows[0].startswith("3 Mar 2026, 07:15 Minister GONE Bright Daily, lightly edited; story")
    assert "Why the minister had to go Valley Courier (90% sure) 60% 15 min none texts" in rows[0]
    assert "/outlet/bright-daily" in answer.links()
    assert any(link.startswith("/pair/") for link in answer.links())


def test_its_pages_follow_each_other(engine: Engine, reader, monkeypatch):
    monkeypatch.setattr("desk.taken_page.TAKINGS_A_PAGE", 4)
    fill(engine)
    first = reader.get("/taken")
    (more,) = first.page.xpath("//a[@rel='next']/@href")
    seen = [*first.texts("//table//th/a[1]"), *reader.get(more).texts("//table//th/a[1]")]
    assert len(seen) == len(set(seen)) > 4


def test_what_was_taken_as_a_feed(engine: Engine, reader):
    fill(engine)
    feed = reader.get("/taken.atom?credit=none")
    assert feed.headers["content-type"] == "application/atom+xml"
    assert "Bright Daily from Harbour Post: lightly edited, names no origin." in feed.text


def test_nothing_that_fits_says_so(engine: Engine, reader):
    assert "Nothing fits" in reader.get("/taken").text


@pytest.mark.parametrize("query", ["outlet=nobody", "credit=some", "after=1.x", "after=9" * 40])
def test_a_question_that_cannot_be_understood(engine: Engine, reader, query):
    assert reader.get(f"/taken?{query}").status == 400
