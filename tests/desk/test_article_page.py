import time
from datetime import timedelta

import pytest

from desk.article_page import SHOWN_CHARACTERS, VERSIONS_A_PAGE
from pipeline.records import ArticleKind, DateCandidate, DateOrigin
from storage.database import transaction
from storage.models import Article
from tests.desk.test_story_page import FIRE, HOSTILE, publish
from tests.pipeline.factories import report
from tests.storage.newsroom import NOON, hours, make_claim, make_page, make_plan

URL = "https://harbour.example/crane"


def edit(newsroom, *bodies: str, **page):
    """One article, read once an hour with another text."""
    for number, body in enumerate(bodies):
        newsroom.record(
            make_page(URL, body=body, **{"fetched_at": NOON + hours(number)} | page),
            run_id=newsroom.start_run(),
        )


def section(answer, name: str) -> str:
    """The text of a section of the page."""
    return " ".join(answer.texts(f"//section[@aria-labelledby='{name}-head']"))


def test_dates_are_told_with_where_they_come_from(newsroom, reader):
    day = make_claim(NOON.replace(hour=0), has_time=False, has_offset=False)
    changed = make_claim(NOON - hours(1), origin=DateOrigin.META)
    newsroom.record(
        make_page(published=day, modified=changed, credit="Reuters", authors=("Ada L",))
    )
    told = section(reader.get("/article/1"), "glance")
    assert "2 Mar 2026 read from JSON-LD; a day, no time of it, without an offset" in told
    assert "2 Mar 2026, 11:00 read from a meta tag; with an offset" in told
    assert "Reuters" in told
    assert "Ada L" in told


def test_what_else_the_page_says_of_it(newsroom, reader):
    field, printed = "datePublished", "2026-03-02T11:00Z"
    newsroom.record(
        make_page(
            published=make_claim(NOON - hours(1)),
            published_reason="json-ld datePublished; meta date lies ahead",
            published_candidates=(
                DateCandidate(field, printed, make_claim(NOON - hours(1))),
                DateCandidate("date", "<b>soon", None),
            ),
            standfirst="What a crane did.",
            section="Local <b>news",
            tags=("harbour", "cranes"),
            kind=ArticleKind.LIVE_BLOG,
            free=False,
            image_url="javascript:alert(1)",
            amp_url="https://harbour.example/amp/crane",
        )
    )
    answer = reader.get("/article/1")
    assert section(answer, "text").startswith("Text What a crane did. The harbour was closed")
    told = section(answer, "glance")
    assert "Why this one json-ld datePublished; meta date lies ahead" in told
    assert f"json-ld {field}: {printed}, read as 2026-03-02T11:00:00+00:00" in told
    assert "date: <b>soon, not readable" in told
    for words in ("Local <b>news", "harbour, cranes", "live blog", "by subscribers"):
        assert words in told
    assert "https://harbour.example/amp/crane" in answer.links()
    assert not [link for link in answer.links() if link.startswith("javascript")]
    assert answer.page.xpath("//img") == []
    assert reader.get("/article/1.json").json["standfirst"] == "What a crane did."


def test_what_is_no_tag_of_a_language_is_no_attribute(newsroom, reader):
    newsroom.record(make_page(lang="en_GB, maybe"))
    answer = reader.get("/article/1")
    assert answer.page.xpath("//main//@lang") == []
    assert "en_GB, maybe" in section(answer, "glance")


def test_a_standfirst_that_opens_the_text_is_shown_once(newsroom, reader):
    newsroom.record(make_page(standfirst="Nobody was hurt."))
    assert reader.get("/article/1").text.count("Nobody was hurt.") == 1


def test_a_time_after_it_was_seen_is_not_believed(newsroom, reader):
    newsroom.record(make_page(published=make_claim(NOON + hours(5))))
    assert "Not believed" in section(reader.get("/article/1"), "glance")


def test_an_article_without_any_claim(newsroom, reader):
    newsroom.record(make_page())
    answer = reader.get("/article/1")
    assert "no date is claimed" in section(answer, "glance")
    assert "Not grouped yet" in answer.texts("//*[@class='standfirst']")[0]
    assert "It was never changed." in section(answer, "versions")


def test_versions_as_differences_the_newest_first(newsroom, reader):
    edit(newsroom, FIRE, FIRE.replace("12 workers", "14 workers"))
    newsroom.record(
        make_page(
            URL,
            title="Crane falls",
            body=FIRE.replace("12 workers", "14 workers"),
            fetched_at=NOON + hours(3),
        )
    )
    answer = reader.get("/article/1")
    assert answer.texts("//article[@class='version']/h3") == ["Version 3", "Version 2", "Version 1"]
    headline, text = "//*[@id='version-3']", "//*[@id='version-2']"
    assert answer.texts(f"{headline}//del") == ["in harbour"]
    assert answer.texts(f"{text}//del") == ["12"]
    assert answer.texts(f"{text}//ins") == ["14"]
    assert "1 word added, 1 removed." in answer.texts(text)[0]
    assert answer.texts("//*[@id='version-1']//ins") == []


def test_many_versions_come_in_pages(newsroom, reader):
    count = 2 * VERSIONS_A_PAGE + 3
    edit(newsroom, *[f"{FIRE}\n\nTold for the time {number}." for number in range(count)])
    seen, path = [], "/article/1"
    while path:
        answer = reader.get(path)
        seen += answer.page.xpath("//article[@class='version']/@id")
        path = next(iter(answer.page.xpath("//a[@rel='next']/@href")), None)
    assert seen == [f"version-{number}" for number in range(count, 0, -1)]
    assert reader.get("/article/1?before=1").status == 400


def test_gone_and_moved_are_remarked(newsroom, reader):
    newsroom.publish(2)
    with transaction(newsroom.engine) as session:
        article = session.get_one(Article, 1)
        article.gone_at, article.moved_to_id = NOON + hours(9), 2
    answer = reader.get("/article/1")
    notices = answer.texts("//*[@class='notice']")
    assert "its address answered on 2 Mar 2026, 21:00" in notices[0]
    assert "leads to article 2 now" in notices[1]
    assert "/article/1" in reader.get("/article/2").links()


def test_its_addresses(newsroom, reader):
    newsroom.record(
        make_page(URL, requested_url=f"{URL}?utm=1", declared_url="https://other.example/x")
    )
    told = section(reader.get("/article/1"), "addresses")
    assert "the canonical one" in told
    assert "https://other.example/x; that is a claim" in told


def test_its_place_in_the_story_and_the_pairs(newsroom, reader):
    publish(newsroom, {"body": FIRE}, {"body": FIRE}, {"body": FIRE})
    answer = reader.get("/article/2")
    told = section(answer, "place")
    assert "Its kind: reprint." in told
    assert "Probably from outlet1.example: credits it (50% sure)" in told
    assert {"/story/1", "/pair/1/2", "/pair/3/2", "/article/1"} <= set(answer.links())


def test_a_story_of_one(newsroom, reader):
    newsroom.publish(1)
    newsroom.save(make_plan(None, [1], outlet_count=1))
    assert "No other article tells it." in section(reader.get("/article/1"), "place")


def test_the_same_value_as_json(newsroom, reader):
    edit(newsroom, FIRE, FIRE.replace("12", "14"))
    value = reader.get("/article/1.json").json
    assert value["body"] == FIRE.replace("12", "14")
    assert [change["version"]["number"] for change in value["versions"]] == [2, 1]
    assert {part["fate"] for line in value["versions"][0]["body"] for part in line} == {
        "same",
        "removed",
        "added",
    }


def test_what_is_not_there(newsroom, reader):
    for path in ("/article/9", f"/article/{10**30}", "/article/9.json"):
        assert reader.get(path).status == 404


def test_hostile_articles_stay_text(newsroom, reader):
    url = 'https://b.example/"><script>alert(1)</script>'
    edit(
        newsroom, FIRE, f"{HOSTILE}\n\n{FIRE}", authors=(HOSTILE[:200],), credit="<b>", title="<i>"
    )
    newsroom.record(
        make_page(
            URL,
            title=HOSTILE,
            body=f"</del><script>{HOSTILE}",
            declared_url="javascript:alert(1)",
            requested_url=url,
            fetched_at=NOON + timedelta(days=1),
        )
    )
    answer = reader.get("/article/1")
    assert answer.status == 200
    for tag in ("<img", "<script", "<i>", "<b>", "\0"):
        assert tag not in answer.text
    assert "\u202e" not in answer.page.xpath("string(//title)")
    for link in answer.links():
        assert link.startswith(("/", "#", "https://"))


@pytest.mark.parametrize("versions", [2, 4])
def test_texts_of_120_kb_are_shown_in_seconds(newsroom, reader, versions):
    lines = [report(20 * number, 10) for number in range(360)]
    bodies = [
        "\n\n".join(line.replace("Then", f"Then {n}", n) for line in lines) for n in range(versions)
    ]
    assert len(bodies[0]) > 110_000
    edit(newsroom, *bodies)
    start = time.monotonic()
    answer = reader.get("/article/1")
    assert time.monotonic() - start < 10
    assert answer.texts("//details/summary")[0].endswith("more paragraphs")
    shown = "".join(answer.texts("//section[@aria-labelledby='text-head']//div/p"))
    assert len(shown) > SHOWN_CHARACTERS
    compared = answer.texts("//article[@class='version']//code")
    assert compared == (["newsfold diff 1 --to 2"] if versions == 4 else [])
