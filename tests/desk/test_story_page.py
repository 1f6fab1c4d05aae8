from datetime import timedelta

import pytest

from desk.story_page import VARIANTS_A_PAGE
from pipeline.records import StoryEvent, StoryEventKind, VariantKind, VariantPlan
from storage.database import transaction
from storage.links import add_link
from tests.storage.newsroom import NOON, hours, make_claim, make_page, make_plan

HOSTILE = "<img src=x onerror=alert(1)> \"q\" 'x' \u202eevil \0 " + "w" * 10_000
FIRE = (
    "A fire killed 12 workers in a mill at Ashmere on March 3.\n\n"
    "The mayor, Oskar Hollingsworth, said that nobody had warned them."
)
TOLD = FIRE.replace("12 workers", "14 workers").replace("Hollingsworth", "Hollinsworth")


def publish(newsroom, *pages, **plan):
    """One story of pages of an outlet each, an hour apart; the first stands for it."""
    for number, page in enumerate(pages, 1):
        outlet = f"outlet{number}.example"
        newsroom.record(
            make_page(
                **{
                    "url": f"https://{outlet}/{number}",
                    "title": f"Title {number}",
                    "published": make_claim(NOON + hours(number) + timedelta(minutes=1)),
                    "fetched_at": NOON + hours(number) + timedelta(minutes=9),
                    "lang": "en",
                }
                | page
            ),
            source_id=newsroom.name_source(outlet),
        )
    newsroom.save(make_plan(None, range(1, len(pages) + 1), **plan))


@pytest.fixture
def fire(newsroom):
    """A story of three: an original, one that tells it otherwise, and a copy of the original."""
    opened = StoryEvent(kind=StoryEventKind.OPENED, reason="by the first run")
    pages = {"body": FIRE}, {"body": TOLD}, {"body": FIRE, "credit": "Reuters"}
    publish(newsroom, *pages, events=(opened,))
    return newsroom


def test_its_text_and_numbers(fire, reader):
    answer = reader.get("/story/1")
    assert answer.texts("//h1") == ["Title 1"]
    assert answer.texts("//*[@class='prose']/p") == FIRE.split("\n\n")
    assert answer.texts("//*[@class='standfirst']") == [
        "3 articles at 3 outlets, 1 independent source. 1 original and 2 reprints."
    ]
    assert "Reuters (1)" in answer.texts("//*[@class='glance']")[0]


def test_facts_that_are_told_otherwise_stand_side_by_side(fire, reader):
    rows = reader.get("/story/1").texts("//table[caption[contains(., 'more than one way')]]//tbody")
    assert rows == [
        "A number 12 workers outlet1.example, outlet3.example 14 workers outlet2.example",
        "A name Hollingsworth outlet1.example, outlet3.example Hollinsworth outlet2.example",
    ]


def test_how_it_spread_by_kind(fire, reader):
    answer = reader.get("/story/1")
    assert answer.texts("//table[@class='lanes']//tbody/tr") == ["Original 1", "Reprint 2"]
    assert answer.page.xpath("//svg[@class='strip']/@aria-label") == [
        "1 article, from 2 Mar 2026, 13:01 to 2 Mar 2026, 13:01",
        "2 articles, from 2 Mar 2026, 14:01 to 2 Mar 2026, 15:01",
    ]


def test_who_took_it_from_whom(fire, reader):
    answer = reader.get("/story/1")
    assert answer.texts("//ul[@class='taken']/li")[1] == (
        "outlet2.example (reprint) probably from outlet1.example: credits it (50% sure)"
    )
    assert len(answer.page.xpath("//svg[@class='tree']//circle")) == 3


def test_outlets_that_are_one_source(fire, reader):
    told = reader.get("/story/1").texts("//*[@class='groups']/li")
    assert len(told) == 1
    assert told[0].startswith("outlet1.example, outlet2.example, outlet3.example are one: copied")


def test_its_articles_lead_to_pages_of_their_own_and_to_pairs(fire, reader):
    links = reader.get("/story/1").links()
    assert {"/article/2", "/pair/1/2", "/pair/1/3", "https://outlet2.example/2"} <= set(links)


def test_its_history_and_what_analysts_decided(fire, reader):
    with transaction(fire.engine) as session:
        add_link(session, 1, 2, same=True, why="read both", who="ada", now=NOON)
    told = " ".join(reader.get("/story/1").texts("//section[@aria-labelledby='log-head']"))
    assert "opened by the first run test" in told
    assert "outlet1.example same as outlet2.example read both ada" in told


def test_commands_to_copy(fire, reader):
    assert reader.get("/story/1").texts("//pre") == [
        "newsfold show 1",
        "newsfold report --story 1 --output report.html",
        "newsfold explain 1 2",
        'newsfold link different 1 2 --why "..."',
        'newsfold link same 1 2 --why "..."',
    ]


def test_the_same_value_as_json(fire, reader):
    value = reader.get("/story/1.json").json
    assert [variant["article_id"] for variant in value["variants"]] == [1, 2, 3]
    assert value["variants"][1]["lag_seconds"] == 3600
    assert value["disagreements"][0]["about"] == "workers"
    assert value["first"]["article_id"] == 1
    assert value["sources"][0]["reasons"] == ["copied text"]


def test_a_story_that_went_into_another_leads_there(newsroom, reader):
    newsroom.publish(4)
    first, second = newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3, 4]))
    newsroom.save(make_plan(first, [1, 2, 3, 4], absorbed_ids=(second,)))
    answer = reader.get(f"/story/{second}.json")
    assert (answer.status, answer.headers["location"]) == (308, f"/story/{first}.json")


def test_a_story_of_one_article(newsroom, reader):
    newsroom.publish(1)
    newsroom.save(make_plan(None, [1], outlet_count=1))
    answer = reader.get("/story/1")
    assert answer.status == 200
    assert len(answer.texts("//pre")) == 2


def test_hostile_articles_stay_text(newsroom, reader):
    publish(
        newsroom,
        {"title": HOSTILE, "body": f"{HOSTILE}\n\n{FIRE}", "credit": HOSTILE[:300]},
        {"title": HOSTILE, "body": TOLD, "url": 'https://b.example/"><script>alert(1)</script>'},
    )
    answer = reader.get("/story/1")
    assert answer.status == 200
    assert "<img" not in answer.text
    assert "<script" not in answer.text
    assert "\0" not in answer.text
    assert "\u202e" not in answer.page.xpath("string(//title)")
    for link in answer.links():
        assert link.startswith(("/", "#", "https://"))
    for link in answer.page.xpath("//a[starts-with(@href, 'http')]"):
        assert link.get("rel") == "noopener noreferrer nofollow"


def test_a_large_story_comes_in_pages_under_100_kb(newsroom, reader):
    count = 2 * VARIANTS_A_PAGE + 5
    publish(newsroom, *[{"body": f"{FIRE}\n\nTold by {number}."} for number in range(count)])
    seen, path = [], "/story/1"
    while path:
        answer = reader.get(path)
        assert len(answer.response.content) < 100_000
        seen += answer.page.xpath("//table[contains(@class, 'articles')]/tbody/tr/@id")
        path = next(iter(answer.page.xpath("//a[@rel='next']/@href")), None)
    assert seen == [f"article-{number}" for number in range(1, count + 1)]


def test_a_cursor_of_another_story_is_refused(fire, reader):
    assert reader.get("/story/1?after=99").status == 400


def test_sources_that_go_round_in_a_circle_are_all_shown(newsroom, reader):
    plan = make_plan(None, [1, 2, 3]).variants
    around = (
        plan[0],
        *(
            VariantPlan(
                article_id=article_id,
                version_id=article_id,
                kind=VariantKind.REWRITE,
                canonical=False,
                score=0.5,
                likely_source_id=source_id,
            )
            for article_id, source_id in ((2, 3), (3, 2))
        ),
    )
    publish(newsroom, {"body": FIRE}, {"body": TOLD}, {"body": FIRE}, variants=around)
    answer = reader.get("/story/1")
    assert len(answer.texts("//ul[@class='taken']/li")) == 3
