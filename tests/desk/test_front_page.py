def test_an_empty_front_page(newsroom, reader):
    answer = reader.get("/")
    assert answer.status == 200
    assert answer.texts("//h1") == ["Stories of the last 24 hours"]
    assert reader.get("/front.json").json["stories"] == []
