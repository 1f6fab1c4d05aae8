import time

import pytest

from storage.database import transaction
from storage.links import add_link
from tests.desk.test_story_page import FIRE, HOSTILE, TOLD, publish
from tests.pipeline.factories import report
from tests.pipeline.test_explanation import FIRE as MILL
from tests.pipeline.test_explanation import RUSSIAN
from tests.pipeline.test_explanation import TOLD as MILL_TOLD
from tests.storage.newsroom import NOON
from tests.storage.press_week import fill


@pytest.fixture
def mill(newsroom):
    """Two articles that tell one fire, each in its own way."""
    publish(newsroom, {"body": MILL}, {"body": MILL_TOLD, "credit": "Outlet1"})
    return newsroom


def marks(answer, kind: str, side: str) -> list[str]:
    """The text of the marks of a kind in one of the two columns."""
    path = f"//section[@aria-labelledby='{side}-head']//mark[contains(@class, '{kind}')]"
    return answer.texts(path)


def test_both_texts_stand_whole_with_their_outlets(mill, reader):
    page = reader.get("/pair/1/2").page
    for turn in page.xpath("//a[@class='turn']"):
        turn.text = ""  # its number is no text of the article
    for side, body in (("first", MILL), ("second", MILL_TOLD)):
        shown = page.xpath(f"//section[@aria-labelledby='{side}-head']//p[@dir='auto']")
        assert [p.text_content() for p in shown] == body.split("\n\n")


def test_marks_say_in_words_what_they_are(mill, reader):
    answer = reader.get("/pair/1/2")
    assert "Korvalen" in marks(answer, "name", "first")
    assert "Temirkanov" in marks(answer, "name otherwise", "second")
    titles = answer.page.xpath("//div[@class='sides']//mark[not(@class='passage')]/@title")
    assert len(titles) == len(
        answer.page.xpath("//div[@class='sides']//mark[not(@class='passage')]")
    )
    assert "Name told otherwise; the other text: Temirkanov" in titles
    quoted = " ".join(marks(answer, "quotation otherwise", "first"))
    assert quoted == "We had the flames under control within forty minutes,"


def test_passages_lead_from_one_text_to_the_other_and_back(mill, reader):
    answer = reader.get("/pair/1/2")
    turns = answer.page.xpath("//a[@class='turn']")
    assert turns
    ids = set(answer.page.xpath("//@id"))
    for turn in turns:
        assert turn.get("href").removeprefix("#") in ids
        assert turn.get("aria-label").startswith("Shared passage ")


def test_the_evidence_adds_up_in_the_words_of_explain(mill, reader):
    answer = reader.get("/pair/1/2")
    found = reader.get("/pair/1/2.json").json["explanation"]
    rows = answer.page.xpath("//table[@class='sum']/tbody/tr")
    total = 0
    telling = [one for one in found["contributions"] if one["added"]]
    for row, contribution in zip(rows, telling, strict=True):
        label, _, adds, running, _ = (cell.text_content().strip() for cell in row)
        total += contribution["added"]
        assert label == contribution["label"]
        assert round(float(adds) * 1000) == contribution["added"]
        assert round(float(running) * 1000) == total
    assert total == found["total"]
    silent = len(found["contributions"]) - len(telling)
    assert answer.texts("//summary")[-1] == f"{silent} measures that add nothing"
    assert len(answer.page.xpath("//svg[@class='step']")) == len(rows)


def test_what_tells_the_direction(mill, reader):
    told = " ".join(reader.get("/pair/1/2").texts("//section[@aria-labelledby='order-head']"))
    assert "outlet2.example probably took it from outlet1.example: credits outlet1.example" in told
    assert "The first was published before the other, by 1 h." in told
    assert "The second credits the outlet of the first." in told
    assert "stands in the second" in told
    back = " ".join(reader.get("/pair/2/1").texts("//section[@aria-labelledby='order-head']"))
    assert "The second was published before the other, by 1 h." in back


def test_facts_told_otherwise_stand_against_each_other(mill, reader):
    told = reader.get("/pair/1/2").texts("//table[@class='pairfacts']//tr")
    assert any("workers: 12 ≠ 14" in row for row in told)


def test_commands_to_copy_with_and_without_a_link(mill, reader):
    assert reader.get("/pair/2/1").texts("//pre") == [
        "newsfold explain 2 1",
        "newsfold diff 2 1",
        'newsfold link same 2 1 --why "..."',
        'newsfold link different 2 1 --why "..."',
    ]
    with transaction(mill.engine) as session:
        add_link(session, 1, 2, same=True, why="read <b>both</b>", who="ada", now=NOON)
    answer = reader.get("/pair/2/1")
    assert "newsfold link remove 2 1" in answer.texts("//pre")
    assert 'newsfold link same 2 1 --why "..."' not in answer.texts("//pre")
    assert any("Linked as the same by ada" in text for text in answer.texts("//main/p"))


def test_two_languages_need_more(newsroom, reader):
    publish(newsroom, {"body": MILL}, {"body": RUSSIAN, "lang": "ru"})
    answer = reader.get("/pair/1/2")
    assert any("In two languages (en, ru)" in text for text in answer.texts("//p"))
    assert any("by their names and numbers" in text for text in answer.texts("//p"))


@pytest.mark.parametrize("path", ["/pair/1/99", "/pair/99/1", f"/pair/1/{10**30}"])
def test_what_is_not_stored_makes_no_pair(mill, reader, path):
    assert reader.get(path).status == 404


def test_one_article_is_no_pair(mill, reader):
    assert reader.get("/pair/1/1").status == 400


def test_hostile_articles_stay_text(newsroom, reader):
    publish(
        newsroom,
        {
            "title": HOSTILE,
            "body": f'{HOSTILE}\n\n"{HOSTILE[:90]}" said\n\n{FIRE}',
            "credit": "<b>",
        },
        {"title": HOSTILE, "body": f"{TOLD}\n\n{HOSTILE}", "url": 'https://b.example/"><script>'},
    )
    answer = reader.get("/pair/1/2")
    assert answer.status == 200
    assert "<img" not in answer.text
    assert "<script" not in answer.text
    assert "\0" not in answer.text
    assert not answer.page.xpath("//@onerror")
    assert all("\u202e" not in title for title in answer.page.xpath("//@title"))
    for link in answer.links():
        assert link.startswith(("/", "#", "https://"))


def test_usual_texts_weigh_under_100_kb(newsroom, reader):
    body = "\n\n".join(report(60 * n, 16) for n in range(12))
    publish(newsroom, {"body": body}, {"body": body.replace("counted", "tallied", 30)})
    answer = reader.get("/pair/1/2")
    assert len(body) > 4_000
    assert len(answer.response.content) < 100_000


def test_texts_of_120_kb_are_compared_in_seconds_and_folded(newsroom, reader):
    said = '"We saw so many boats here," said Oskar Hollings of Korvalen on March {}.'
    lines = [f"{report(20 * n, 9)} {said.format(n % 28 + 1)}" for n in range(320)]
    others = [line if n % 40 == 0 else report(30_000 + 9 * n, 10) for n, line in enumerate(lines)]
    publish(newsroom, {"body": "\n\n".join(lines)}, {"body": "\n\n".join(others)})
    start = time.monotonic()
    answer = reader.get("/pair/1/2")
    assert time.monotonic() - start < 8
    assert len("\n\n".join(lines)) > 110_000
    assert answer.texts("//details/summary")[0].endswith("with no shared passage")


def test_outlets_are_named_as_readers_know_them(engine, reader):
    fill(engine)
    assert reader.get("/pair/1/2").texts("//h2/span/a") == ["Meridian Wire", "Harbour Post"]
