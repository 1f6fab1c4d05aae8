import hashlib
import re
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from lxml import html
from sqlalchemy import Engine

from desk import report_file
from desk.report_file import MOST_LISTED, MOST_QUOTED, read_report, render_report
from pipeline.records import StoryEvent, StoryEventKind
from storage.database import transaction
from storage.links import add_link
from tests.desk.test_story_page import FIRE, HOSTILE, TOLD, publish
from tests.storage.newsroom import NOON, Newsroom, hours, make_page, make_plan
from tests.storage.press_week import fill

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


class Report:
    """A report as a reader has it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.text = content.decode()
        self.page = html.document_fromstring(content)

    def texts(self, path: str) -> list[str]:
        """The text of each element that an XPath finds, its white space folded."""
        return [" ".join(found.text_content().split()) for found in self.page.xpath(path)]

    def section(self, head: str) -> str:
        return self.texts(f"//section[@aria-labelledby='{head}-head']")[0]


def report(engine: Engine, story_id: int = 1) -> Report:
    with transaction(engine) as session:
        found = read_report(session, story_id, now=NOW)
    assert found is not None
    return Report(render_report(found))


def check_stands_alone(found: Report) -> None:
    """Nothing is loaded, nothing runs, and every link within leads somewhere."""
    page = found.page
    assert not page.xpath("//script | //link | //img | //iframe | //object | //embed | //base")
    assert not page.xpath("//form | //*[local-name()='use' or local-name()='image'] | //*[@style]")
    assert not page.xpath("//@src | //@srcset | //@poster | //@action | //@data | //@background")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in page.xpath("//*[@href]"):
        assert link.tag == "a"
        if link.get("href").startswith("#"):
            assert link.get("href")[1:] in ids
        else:
            assert re.match("https?://", link.get("href"))
            assert link.get("rel") == "noopener noreferrer nofollow"
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    (style,) = page.xpath("//style/text()")
    assert not re.search(r"url\(|@import", style)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_it_tells_what_the_story_page_tells(engine: Engine):
    fill(engine)
    found = report(engine)
    assert found.content.startswith(b"<!doctype html>")
    assert found.texts("//h1") == ["Nobody hurt as crane falls in harbour"]
    assert found.texts("//*[@class='standfirst']") == [
        "5 articles at 5 outlets, but 2 independent sources: 3 articles hold the text of another, "
        "2 tell it in words of their own. 1 original, 2 reprints, 1 lightly edited and 1 rewrite."
    ]
    assert "Two hurt as crane falls in harbour." in found.section("text")
    assert "are one: copied text" in found.section("sources")
    assert len(found.page.xpath("//svg[@class='tree']//circle")) == 5
    assert len(found.page.xpath("//svg[@class='strip']")) == 4
    assert found.texts("//table[@class='articles']/tbody/tr/th")[0].endswith("2 versions")
    assert "joined" in found.section("log")
    check_stands_alone(found)


def test_who_took_it_from_whom_with_lag_share_and_credit(engine: Engine):
    fill(engine)
    found = report(engine)
    assert found.texts("//table[@class='takings']/tbody/tr")[0].startswith(
        "Harbour Post Meridian Wire reprint 40 min after 96% 96% credits it probably (95% sure)"
    )
    assert found.texts("//table[@class='takings']//strong") == ["none"]  # an uncredited copy


def test_edits_and_the_copies_that_they_never_reached(engine: Engine):
    fill(engine)
    found = report(engine)
    told = found.section("edits")
    assert "taken by 3 articles: 1 changed later, 1 stayed as it was, 1 not looked at again" in told
    assert found.texts("//*[@class='prose diff']//del")[0] == "Two"
    assert found.texts("//*[@class='prose diff']//ins")[0] == "Nobody"
    assert "No other word was changed." in told


def test_passages_stand_side_by_side(newsroom):
    publish(newsroom, {"body": FIRE, "lang": "en"}, {"body": f"Ashmere news. {FIRE}"})
    found = report(newsroom.engine)
    assert found.texts("//details[@open]/summary") == [
        "outlet2.example probably (50% sure) from outlet1.example: 1 passage of 23 words in both"
    ]
    pairs = found.page.xpath("//*[@class='excerpts']")
    quoted = [[" ".join(q.text_content().split()) for q in pair.iter("mark")] for pair in pairs]
    assert len(quoted) == 1
    assert quoted[0][0] == quoted[0][1]
    assert quoted[0][0].startswith("A fire killed 12 workers")
    assert found.texts("//*[@class='excerpts']//blockquote")[1].startswith("Ashmere news. A fire")


def test_disagreements_and_what_analysts_decided(newsroom):
    opened = StoryEvent(kind=StoryEventKind.OPENED, reason="by the first run")
    publish(newsroom, {"body": FIRE}, {"body": TOLD}, events=(opened,))
    with transaction(newsroom.engine) as session:
        add_link(session, 1, 2, same=True, why="read both", who="ada", now=NOON)
    found = report(newsroom.engine)
    assert "A number 12 workers outlet1.example 14 workers outlet2.example" in found.section(
        "disagree"
    )
    assert "same as outlet2.example read both ada" in found.section("log")


def test_how_it_was_made(engine: Engine):
    fill(engine)
    told = report(engine).section("made")
    assert "what its database held at 3 Mar 2026, 09:30" in told
    assert "by the method m1" in told
    assert "Only articles that were crawled are here." in told


def test_a_story_that_went_into_another(newsroom):
    newsroom.publish(4)
    first, second = newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3, 4]))
    newsroom.save(make_plan(first, [1, 2, 3, 4], absorbed_ids=(second,)))
    found = report(newsroom.engine, second)
    assert found.texts("//*[@class='notice']") == [
        f"Story {second}, which was asked for, has gone into this one."
    ]
    assert "Story 1" in found.texts("//title")[0]


def test_a_story_of_one_article(newsroom):
    newsroom.publish(1)
    newsroom.save(make_plan(None, [1], outlet_count=1))
    found = report(newsroom.engine)
    assert "Of no article is it known" in found.section("evidence")
    check_stands_alone(found)


def test_a_story_that_never_was(engine: Engine):
    with transaction(engine) as session:
        assert read_report(session, 1, now=NOW) is None


def test_hostile_articles_stay_text(newsroom):
    opened = StoryEvent(kind=StoryEventKind.OPENED, reason=HOSTILE)
    publish(
        newsroom,
        {"title": HOSTILE, "body": f"{HOSTILE}\n\n{FIRE}\n\n</style><script>alert(1)</script>"},
        {
            "title": "</title></style><script>alert(1)</script>",
            "body": f"{HOSTILE} {TOLD}",
            "url": 'https://b.example/"><script>alert(1)</script>',
            "credit": HOSTILE[:300],
            "lang": '"><svg onload=alert(1)>',
        },
        {"title": "", "body": f"{FIRE} javascript:alert(1) {HOSTILE[:60]}"},
        events=(opened,),
    )
    newsroom.record(
        make_page(
            "https://outlet1.example/1",
            title=f"{HOSTILE} again",
            body=f"{HOSTILE}\n\n{FIRE} </ins><img src=x>",
            fetched_at=NOON + hours(20),
        ),
        source_id=newsroom.name_source("outlet1.example"),
        run_id=newsroom.start_run(),
    )
    found = report(newsroom.engine)
    assert found.texts("//h3[starts-with(@id, 'edit-')]") == ["outlet1.example, version 1 to 2"]
    assert len(found.content) < 200_000
    assert "<script" not in found.text
    assert "<img" not in found.text
    assert "\0" not in found.text
    assert "\u202e" not in found.page.xpath("string(//title)")
    check_stands_alone(found)


def test_a_large_story_says_what_it_leaves_out(sqlite_engine, monkeypatch: pytest.MonkeyPatch):
    newsroom, count = Newsroom(sqlite_engine), 500
    source = newsroom.name_source("outlet.example")
    newsroom.record(
        *[
            make_page(
                f"https://outlet.example/{number}",
                title=f"{'long ' * 60}{number}",
                body=f"{FIRE}\n\nTold by {number}.",
                fetched_at=NOON + hours(number / 60),
            )
            for number in range(count)
        ],
        source_id=source,
    )
    joined = [
        StoryEvent(kind=StoryEventKind.JOINED, article_id=number, reason="long " * 1_000)
        for number in range(1, count + 1)
    ]
    newsroom.save(make_plan(None, range(1, count + 1), events=joined))
    monkeypatch.setattr(report_file, "MOST_READ", 50)  # to read 500 texts takes its time
    found = report(sqlite_engine)
    assert len(found.content) < 500_000
    assert len(found.page.xpath("//table[@class='articles']/tbody/tr")) == MOST_LISTED
    assert f"The first {MOST_LISTED} of 500; the others are left out." in found.section("articles")
    assert f"Of 499 such articles the {MOST_LISTED} that hold most" in found.section("evidence")
    assert len(found.page.xpath("//details")) <= MOST_QUOTED
    assert "The first 100 of 500 entries." in found.section("log")
    assert "of 499 articles, those that hold most" in found.section("evidence")
    check_stands_alone(found)
