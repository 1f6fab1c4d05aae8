from desk import runs_page
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.database import transaction
from storage.models import FinishReason, Job
from storage.page_requests import note_requests
from storage.runs import finish_run
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page


def crawl(newsroom: Newsroom) -> None:
    mirror = newsroom.name_source("mirror.example")
    newsroom.record(
        make_page(),
        make_ending(Outcome.FEED_READ, "https://harbour.example/feed", kind=PageKind.FEED),
        make_ending(Outcome.GONE, "https://harbour.example/old"),
    )
    newsroom.record(
        make_ending(Outcome.TIMED_OUT, "javascript:alert(1)", detail="<b>after 30 s</b>"),
        make_ending(Outcome.HTTP_ERROR, "https://m.example/", status=503, detail="503 Unavailable"),
        source_id=mirror,
    )
    with transaction(newsroom.engine) as session:
        finish_run(session, newsroom.run_id, now=NOON + hours(1), reason=FinishReason.FINISHED)


def test_runs_the_newest_first(newsroom: Newsroom, reader):
    crawl(newsroom)
    newsroom.start_run(Job.RECRAWL)
    answer = reader.get("/runs")
    assert answer.texts("//tbody/tr/th") == ["recrawl 2", "crawl 1"]
    (row,) = answer.texts("//tbody/tr[2]")
    assert row.split()[-8:] == ["5", "1", "0", "0", "1", "0", "2", "1"]
    assert "1 h finished" in row


def test_the_next_page_goes_on(newsroom: Newsroom, reader, monkeypatch):
    monkeypatch.setattr(runs_page, "RUNS_A_PAGE", 1)
    newsroom.start_run()
    (following,) = reader.get("/runs").page.xpath("//a[@rel='next']/@href")
    second = reader.get(following)
    assert second.texts("//tbody/tr/th") == ["crawl 1"]
    assert second.page.xpath("//a[@rel='next']") == []


def test_a_run_says_what_failed(newsroom: Newsroom, reader):
    crawl(newsroom)
    answer = reader.get("/runs/1")
    assert answer.texts("//h1") == ["Run 1: crawl"]
    assert answer.texts("//*[@class='pages']/tbody/tr/td[last()]") == [
        "timed-out <b>after 30 s</b>",
        "http-error 503 Unavailable",
    ]
    assert not [link for link in answer.links() if link.startswith("javascript")]
    assert answer.texts("//*[@class='runs']/tbody/tr/th/a[1]") == ["mirror.example", "harbour-post"]


def test_pages_by_how_they_ended_and_by_outlet(newsroom: Newsroom, reader, monkeypatch):
    crawl(newsroom)
    gone = reader.get("/runs/1.json?outcome=gone").json
    assert [page["url"] for page in gone["pages"]] == ["https://harbour.example/old"]
    assert reader.get("/runs/1.json?outlet=harbour-post").json["pages"] == []
    monkeypatch.setattr(runs_page, "PAGES_A_PAGE", 1)
    first = reader.get("/runs/1?outlet=mirror.example")
    (following,) = first.page.xpath("//a[@rel='next']/@href")
    second = reader.get(following.partition("#")[0])
    assert second.texts("//*[@class='pages']/tbody/tr/th/a") == ["https://m.example/"]


def ask(newsroom: Newsroom, *paths: str) -> None:
    pages = [
        (newsroom.source_id, f"https://harbour.example/{path}", PageKind.ARTICLE) for path in paths
    ]
    with transaction(newsroom.engine) as session:
        note_requests(session, pages, run_id=newsroom.run_id, now=NOON)


def test_a_run_says_whether_its_requests_and_outcomes_add_up(newsroom: Newsroom, reader):
    ask(newsroom, "crane")
    newsroom.record(make_page())
    assert "1 request = 1 outcome: nothing was lost." in reader.get("/runs/1").text
    ask(newsroom, "<b>lost")
    answer = reader.get("/runs/1")
    assert "2 requests and 1 outcome: 1 page lost." in answer.texts("//main/p[2]")
    assert answer.texts("//*[@aria-labelledby='lost-head']//tbody/tr/th/a") == [
        "https://harbour.example/<b>lost"
    ]
    assert "not known any more" in answer.text
    (row,) = answer.texts("//*[@class='runs']/tbody/tr")
    assert row.split() == ["harbour-post", "2", "1", "1", "1", "0", "0", "0", "0", "0", "0"]
    (row,) = reader.get("/runs").texts("//tbody/tr")
    assert row.split()[-11:-7] == ["killed", "2", "1", "1"]
    given = reader.get("/runs/1.json").json
    assert given["fates"] == {"nowhere": 1}
    assert given["run"]["requests"]["balanced"] is False


def test_outlets_that_have_fallen_silent_are_named(newsroom: Newsroom, reader):
    assert "Silent outlets" not in reader.get("/runs").text
    newsroom.fall_silent(NOON - hours(12), asked_at=NOON)
    newsroom.start_run()
    answer = reader.get("/runs")
    (told,) = answer.texts("//*[@class='silent']/li")
    assert told.startswith("harbour-post: usually an article every 60 min, nothing new for 12 h")
    assert "/outlet/harbour-post" in answer.links()
    outlet = reader.get("/outlet/harbour-post")
    assert any("Silent against its own rhythm" in text for text in outlet.texts("//p"))


def test_what_is_not_there(newsroom: Newsroom, reader):
    assert "There is no run 9." in reader.get("/runs/9").text
    assert reader.get("/runs/9").status == 404
    assert reader.get("/runs/1?outcome=x").status == 400
    assert "There are none." in reader.get("/runs/1").text
