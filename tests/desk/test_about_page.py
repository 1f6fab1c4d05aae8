from storage.dictionary import describe
from tests.storage.newsroom import Newsroom, make_plan


def test_what_there_is_and_by_which_methods(newsroom: Newsroom, reader):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]), method="<m1>")
    answer = reader.get("/about")
    assert answer.texts("//*[@class='standfirst']") == [
        "2 articles of 1 outlet in 2 versions, grouped into 1 story."
    ]
    assert answer.texts("//*[@class='methods']/tbody/tr/*")[:2] == ["judgement <m1>", "1 story"]
    assert answer.texts("//*[@class='runs']/tbody/tr/th") == ["crawl 1"]
    listed = answer.texts("//*[@class='holders']/tbody/tr/th")
    assert listed == [each.name for each in describe()]


def test_every_view_and_table_has_a_page(newsroom: Newsroom, reader):
    for each in describe():
        value = reader.get(f"/about/{each.name}.json").json
        assert [column["name"] for column in value["described"]["columns"]] == [
            column.name for column in each.columns
        ]
    page = reader.get("/about/outlet_profile")
    assert "farm_score" in page.texts("//*[@class='columns']/tbody/tr/th")
    assert "1 row" in reader.get("/about/source").text


def test_what_is_not_there(newsroom: Newsroom, reader):
    assert reader.get("/about/nothing").status == 404
    assert reader.get("/about").status == 200
