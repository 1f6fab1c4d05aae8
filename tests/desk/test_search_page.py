from lxml import etree

from desk.search_page import HITS_A_PAGE
from tests.storage.newsroom import NOON, Newsroom, hours, make_page, make_plan
from tests.storage.press_week import fill

HOSTILE = 'storm <script>alert(1)</script> <mark>"x" \u202eevil ' + "w" * 3_000


def publish(newsroom: Newsroom, *titles: str, body: str = "The storm came at night.") -> None:
    newsroom.record(
        *[
            make_page(
                f"https://h.example/{number}",
                title=title,
                body=body,
                fetched_at=NOON + hours(number),
                lang="en",
            )
            for number, title in enumerate(titles, 1)
        ]
    )


def test_an_empty_search_tells_how_to_ask(newsroom: Newsroom, reader):
    answer = reader.get("/search")
    assert answer.status == 200
    assert "storm OR flood" in answer.text
    assert answer.page.xpath("//details[@open]")
    assert reader.get("/search?q=nothing").texts("//*[@class='empty']")[0].startswith("Nothing")


def test_stories_with_what_was_searched_for_marked(newsroom: Newsroom, reader):
    publish(newsroom, "Storm over the harbour", "The harbour after the night", "Quiet")
    newsroom.save(make_plan(None, [1, 2], independent_count=2))
    answer = reader.get("/search?q=storm&language=en")
    assert answer.texts("//h2/a") == ["Storm over the harbour", "Quiet"]
    assert [link for link in answer.links() if link in ("/story/1", "/article/3")]
    assert answer.texts("//h2//mark") == ["Storm"]
    assert answer.texts("//*[@class='snippet']//mark") == ["storm", "storm"]
    assert answer.texts("//*[@class='facts']")[0].startswith(
        "2 articles at 1 outlet; 2 independent sources; latest 2 Mar 2026, 14:00."
    )
    assert "3 articles in 2 stories." in answer.text


def test_filters_alone(newsroom: Newsroom, reader):
    publish(newsroom, "One", "Two")
    found = reader.get("/search.json?outlet=harbour-post&since=2026-03-02T13:30").json
    assert [hit["best"]["title"]["text"] for hit in found["hits"]] == ["Two"]
    assert reader.get("/search.json?kind=rewrite").json["hits"] == []
    # A quotation mark that is not closed takes no filter along.
    assert reader.get("/search.json?q=%22storm+came&language=de").json["hits"] == []
    assert len(reader.get("/search.json?q=%22storm+came&language=en").json["hits"]) == 2
    chosen = reader.get("/search?kind=rewrite").texts("//option[@selected]")
    assert chosen == ["rewrite"]


def test_a_question_that_cannot_be_read(newsroom: Newsroom, reader):
    for query, told in (
        ("q=-storm", "say what to find too"),
        ("q=storm&since=x", "no day or time"),
        ("q=storm&outlet=nobody", "no outlet is called"),
        ("q=storm&kind=x", "kind"),
        ("q=storm&after=x", "no cursor of a search"),
        ("q=%22storm&language=%22%22", "lang: needs a value"),
    ):
        answer = reader.get(f"/search?{query}")
        assert answer.status == 400, query
        (fault,) = answer.texts("//*[@id='fault']")
        assert fault.startswith("This cannot be searched for."), query
        assert told in fault
        assert answer.page.xpath("//form//input[@name='q']/@aria-invalid") == ["true"]
    assert reader.get("/search.json?q=-storm").json["fault"].startswith("say what to find")


def test_the_next_page_goes_on_with_the_same_question(newsroom: Newsroom, reader):
    publish(newsroom, *[f"Storm {number}" for number in range(HITS_A_PAGE + 1)])
    first = reader.get("/search?q=storm&language=en")
    (following,) = first.page.xpath("//a[@rel='next']/@href")
    assert "language=en" in following
    assert reader.get(following).texts("//h2/a") == ["Storm 0"]


def test_hostile_texts_stay_text(newsroom: Newsroom, reader):
    publish(newsroom, HOSTILE, body=HOSTILE)
    answer = reader.get("/search?q=storm+%3Cscript%3E")
    assert answer.page.xpath("//script") == []
    (headline,) = answer.page.xpath("//h2/a/bdi")
    assert headline.text_content().startswith("storm <script>alert(1)</script> <mark>")
    assert len(headline.text_content()) <= 300
    assert {mark.get("class") for mark in answer.page.xpath("//mark")} == {"found"}
    assert len(answer.response.content) < 20_000


def test_a_feed_of_a_search(newsroom: Newsroom, reader):
    publish(newsroom, "Storm over the harbour", HOSTILE)
    newsroom.save(make_plan(None, [1]))
    answer = reader.get("/search.atom?q=storm")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.response.content)
    name = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("string(/a:feed/a:title)", namespaces=name) == "Newsfold: storm"
    assert set(feed.xpath("//a:entry/a:id/text()", namespaces=name)) == {
        "http://127.0.0.1:8765/story/1",
        "http://127.0.0.1:8765/article/2",
    }
    assert reader.get("/search").page.xpath("//link[@rel='alternate']/@href") == ["/search.atom"]


def test_outlets_are_named_as_readers_know_them(engine, reader):
    fill(engine)
    (found,) = reader.get("/search?q=resigns").texts("//ol[@class='hits']/li")
    assert "Shown: Tidal Times," in found
