from sqlalchemy import Engine

from desk import outlets_page
from tests.storage.newsroom import Newsroom
from tests.storage.press_week import fill


def names(answer):
    return answer.texts("//tbody/tr/th/a")


def test_outlets_by_how_many_take_from_them(engine: Engine, reader):
    fill(engine)
    answer = reader.get("/outlets")
    assert answer.texts("//h1") == ["7 outlets"]
    assert names(answer)[0] == "Meridian Wire"
    assert "/outlet/meridian-wire" in answer.links()
    (sorted_by,) = answer.texts("//th[@aria-sort='descending']")
    assert sorted_by.startswith("Taken by")


def test_a_column_sorts_and_turns_round(engine: Engine, reader):
    fill(engine)
    farms = reader.get("/outlets?sort=farm")
    assert names(farms)[0] == "Bright Daily"
    # Of outlets with less than five articles nothing is said, so they stay at the end.
    turned = reader.get("/outlets?sort=farm&order=reversed")
    known = [name for name, score in zip(names(farms), scores(farms), strict=True) if score != "–"]
    assert names(turned)[: len(known)] == known[::-1]
    assert "/outlets?sort=farm&order=reversed" in farms.links()
    assert "/outlets?sort=farm" in turned.links()
    assert names(reader.get("/outlets?sort=name"))[:2] == ["Bright Daily", "Harbour Echo"]
    ways = [link for link in farms.links() if link.startswith("/outlets?sort=")]
    assert {len(names(reader.get(way))) for way in ways} == {7}


def scores(answer):
    return answer.texts("//tbody/tr/td[8]")


def test_the_next_page_goes_on(engine: Engine, reader, monkeypatch):
    monkeypatch.setattr(outlets_page, "OUTLETS_A_PAGE", 4)
    fill(engine)
    first = reader.get("/outlets?sort=name")
    (following,) = first.page.xpath("//a[@rel='next']/@href")
    second = reader.get(following)
    assert len(set(names(first) + names(second))) == 7
    assert second.page.xpath("//a[@rel='next']") == []


def test_wrong_questions_and_no_outlets(newsroom: Newsroom, reader):
    assert "sort must be one of" in reader.get("/outlets?sort=x").text
    assert reader.get("/outlets?after=nobody").status == 400
    assert reader.get("/outlets.json").json["outlets"][0]["farm_score"] is None
