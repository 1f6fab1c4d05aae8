from datetime import timedelta

import pytest
from lxml import etree

from desk.front_page import STORIES_A_PAGE
from tests.storage.newsroom import NOON, hours, make_claim, make_page, make_plan

HOSTILE = "<script>alert(1)</script> \"quoted\" 'x' \u202eevil\u202c \0 " + "w" * 10_000


def publish(newsroom, titles, **plan):
    """One story for each title, of two articles of which the first has it."""
    mirror = newsroom.name_source("mirror.example")
    for number, title in enumerate(titles):
        at = NOON + timedelta(minutes=10 * number)
        for place, source_id in (("a", None), ("b", mirror)):
            newsroom.record(
                make_page(
                    f"https://{place}.example/{number}",
                    title=title,
                    published=make_claim(at + hours(1) * (place == "b")),
                    fetched_at=at + hours(2),
                    lang="en",
                ),
                source_id=source_id,
            )
        newsroom.save(make_plan(None, [2 * number + 1, 2 * number + 2], **plan))


def test_an_empty_front_page_says_what_to_do(newsroom, reader):
    answer = reader.get("/")
    assert answer.status == 200
    assert answer.texts("//h1") == ["Stories of the last 24 hours"]
    assert "Ask for a longer time" in answer.text
    assert reader.get("/front.json").json["stories"] == []


def test_where_all_is_old_it_leads_to_the_last_stories(newsroom, reader):
    publish(newsroom, ["Crane falls in harbour"], independent_count=2, first_certain=True)
    empty = reader.get("/?independent=900")
    assert "The last story moved" in empty.text
    [link] = [link for link in empty.links() if "hours=" in link]
    assert "Crane falls in harbour" in reader.get(link).text


def test_a_story_in_words(newsroom, reader):
    publish(newsroom, ["Crane falls in harbour"], independent_count=2, first_certain=True)
    answer = reader.get("/")
    assert answer.texts("//h2/a") == ["Crane falls in harbour"]
    assert "/story/1" in answer.links()
    assert answer.texts("//*[@class='facts']") == [
        "2 articles at 2 outlets: 1 original and 1 reprint.",
        "First: harbour-post, 2 Mar 2026, 12:00, 1 h before the next. Latest: 2 Mar 2026, 13:00.",
    ]
    (label,) = answer.page.xpath("//svg/@aria-label")
    assert label == "Articles over time: 2 articles in 1 h"


def test_the_same_value_as_json(newsroom, reader):
    publish(newsroom, ["Crane falls in harbour"])
    value = reader.get("/front.json?hours=12&language=en").json
    assert value["asked"] == {"hours": 12, "language": "en", "outlet": None, "independent": 1}
    (story,) = value["stories"]
    assert story["title"] == "Crane falls in harbour"
    assert story["kinds"] == {"original": 1, "reprint": 1}
    assert story["last_at"] == "2026-03-02T13:00:00Z"


def test_the_next_page_goes_on_with_the_same_question(newsroom, reader):
    publish(newsroom, [f"Title {number}" for number in range(STORIES_A_PAGE + 1)])
    first = reader.get("/?outlet=mirror.example")
    (following,) = first.page.xpath("//a[@rel='next']/@href")
    assert "outlet=mirror.example" in following
    second = reader.get(following)
    assert second.texts("//h2/a") == ["Title 0"]
    assert second.page.xpath("//a[@rel='next']") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("hours=0", "hours must be"),
        ("outlet=nobody.example", "No outlet is called nobody.example."),
        ("after=x", "after must be"),
        ("independent=-1", "independent must be"),
    ],
)
def test_wrong_questions(newsroom, reader, query, told):
    answer = reader.get(f"/?{query}")
    assert answer.status == 400
    assert told in answer.text


def test_hostile_headlines_stay_text(newsroom, reader):
    publish(newsroom, [HOSTILE])
    answer = reader.get("/")
    assert answer.page.xpath("//script") == []
    assert "<script" not in answer.text
    assert "\0" not in answer.text
    (headline,) = answer.page.xpath("//h2/a/bdi")
    assert headline.text.startswith("<script>alert(1)</script>")
    assert len(headline.text) <= 300


def test_a_feed_of_the_stories(newsroom, reader):
    publish(newsroom, ["Crane falls", HOSTILE])
    answer = reader.get("/front.atom?hours=12")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.response.content)
    name = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("//a:entry/a:id/text()", namespaces=name) == [
        "http://127.0.0.1:8765/story/2",
        "http://127.0.0.1:8765/story/1",
    ]
    assert feed.xpath("//a:link[@rel='self']/@href", namespaces=name) == [
        "http://127.0.0.1:8765/front.atom?hours=12"
    ]
    assert feed.xpath("string(//a:entry[2]/a:title)", namespaces=name) == "Crane falls"
    assert feed.xpath("string(/a:feed/a:updated)", namespaces=name) == "2026-03-02T13:10:00Z"
