from urllib.parse import quote

from sqlalchemy import Engine, update

from desk.outlet_page import ARTICLES_A_PAGE
from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Feed, FeedKind, Source
from tests.storage.newsroom import NOON, Newsroom, hours, make_page
from tests.storage.press_week import fill

HOSTILE = "a b?#/<script>alert(1)</script>\u202e\"'&%2e"


def test_an_outlet_in_words(engine: Engine, reader):
    fill(engine)
    answer = reader.get("/outlet/bright-daily")
    assert answer.texts("//h1") == ["Bright Daily"]
    rows = {row[0].text_content(): row for row in answer.page.xpath("//*[@class='profile']//tr")}
    told = {name: " ".join(row[1].text_content().split()) for name, row in rows.items()}
    assert told["Its own"] == "10%"
    assert told["Uncredited"] == "100%"
    assert told["Content-farm score"] == "90"
    assert (
        "4.5 of 5 articles, each weighed by how sure it is that it was taken from another family, "
        "name no origin: 90.0%; taken from 4 families, and 3 or more count in full. "
        "That makes 90 of 100." in rows["Content-farm score"].text_content()
    )


def test_partners_on_both_sides(engine: Engine, reader):
    fill(engine)
    wire = reader.get("/outlet/meridian-wire")
    assert "rank 1 of 7" in wire.text
    (takers,) = wire.page.xpath("//section[@aria-labelledby='by-head']")
    assert "/outlet/harbour-post" in takers.xpath(".//a/@href")
    value = reader.get("/outlet/bright-daily.json").json
    most = value["takes_from"][0]
    assert (most["name"], most["likely_count"]) == ("valley-courier", 2)


def test_counts_of_partners_lead_to_what_was_taken(engine: Engine, reader):
    fill(engine)
    with transaction(engine) as session:
        session.execute(update(Source).values(name="OTHER " + Source.name))
    taker = reader.get("/outlet/OTHER%20bright-daily")
    link = "/taken?outlet=OTHER%20bright-daily&from=OTHER%20valley-courier"
    assert link in taker.links()
    assert link in reader.get("/outlet/OTHER%20valley-courier").links()
    assert "Minister GONE" in reader.get(link).text


def test_an_outlet_that_was_only_named(newsroom: Newsroom, reader):
    answer = reader.get("/outlet/harbour-post")
    assert answer.status == 200
    assert "No article of it is known yet." in answer.text
    assert "this one has 0." in answer.text


def test_listings_that_fail_say_since_when(newsroom: Newsroom, reader):
    with transaction(newsroom.engine) as session:
        session.add(
            Feed(
                source_id=newsroom.source_id,
                url="javascript:alert(1)",
                kind=FeedKind.FEED,
                last_fetched_at=NOON,
                last_outcome=Outcome.FEED_BROKEN,
                failing_since=NOON,
            )
        )
    answer = reader.get("/outlet/harbour-post")
    (row,) = answer.texts("//*[@class='listings']/tbody/tr")
    assert "feed-broken fails since 2 Mar 2026, 12:00" in row
    assert not [link for link in answer.links() if link.startswith("javascript")]


def test_articles_from_the_latest_on(newsroom: Newsroom, reader):
    newsroom.publish(ARTICLES_A_PAGE + 1)
    first = reader.get("/outlet/harbour-post")
    assert first.texts("//*[@class='latest']/tbody/tr/th/a")[0] == f"Title {ARTICLES_A_PAGE + 1}"
    (following,) = first.page.xpath("//a[@rel='next']/@href")
    second = reader.get(following.partition("#")[0])
    assert second.texts("//*[@class='latest']/tbody/tr/th/a") == ["Title 1"]


def test_hostile_names_stay_text(newsroom: Newsroom, reader):
    source_id = newsroom.name_source(HOSTILE)
    pages = [
        make_page(f"https://h.example/{n}", title=HOSTILE, fetched_at=NOON + hours(n))
        for n in range(ARTICLES_A_PAGE + 1)
    ]
    newsroom.record(*pages, source_id=source_id)
    with transaction(newsroom.engine) as session:
        facts = {"title": HOSTILE, "home_url": "javascript:alert(1)", "owner": HOSTILE}
        session.execute(update(Source).where(Source.id == source_id).values(**facts))
    (link,) = [at for at in reader.get("/outlets").links() if at.startswith("/outlet/a%20b")]
    answer = reader.get(link)
    assert answer.status == 200
    assert answer.page.xpath("//script") == []
    assert not [at for at in answer.links() if at.startswith("javascript")]
    (following,) = answer.page.xpath("//a[@rel='next']/@href")
    assert reader.get(following.partition("#")[0]).texts("//*[@class='latest']/tbody/tr/th/a")
    assert reader.get(f"/outlet/{quote(HOSTILE)}.json").json["figures"]["name"] == HOSTILE


def test_what_is_not_there(newsroom: Newsroom, reader):
    for after in ("x", "1", "-1.2", "9" * 18 + ".1"):
        assert reader.get(f"/outlet/harbour-post?after={after}").status == 400
    answer = reader.get("/outlet/nobody")
    assert answer.status == 404
    assert "No outlet is called nobody." in answer.text
