from datetime import timedelta

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.database import transaction
from storage.models import FeedKind
from storage.rhythms import Rhythm, load_rhythms
from storage.sources import FeedRecord, SourceRecord, save_sources
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_ending, make_page

FEED = "https://harbour.example/feed"


def rhythms(newsroom: Newsroom, **choice: object) -> list[Rhythm]:
    given = {"now": NOON + hours(9), "back": timedelta(days=30)} | choice
    with transaction(newsroom.engine) as session:
        return load_rhythms(session, **given)  # type: ignore[arg-type]


def read_feed(newsroom: Newsroom, outcome: Outcome = Outcome.FEED_READ) -> None:
    feed = FeedRecord(url=FEED, kind=FeedKind.FEED)
    record = SourceRecord(name="harbour-post", title="Harbour Post", feeds=(feed,))
    with transaction(newsroom.engine) as session:
        save_sources(session, [record], now=NOON)
    newsroom.record(
        make_ending(outcome, FEED, kind=PageKind.FEED, fetched_at=NOON + hours(8)),
        run_id=newsroom.start_run(),
    )


def test_articles_come_when_they_are_published_unless_the_claim_cannot_be(newsroom: Newsroom):
    read_feed(newsroom)
    newsroom.record(
        make_page("https://harbour.example/1", published=make_claim(NOON - hours(5))),
        make_page("https://harbour.example/2", published=make_claim(NOON + hours(5))),
        make_page("https://harbour.example/3"),
        make_page("https://harbour.example/4", published=make_claim(NOON - timedelta(days=60))),
    )
    (found,) = rhythms(newsroom)
    assert sorted(found.times) == [NOON - hours(5), NOON, NOON]


def test_the_state_of_the_listings_is_told(newsroom: Newsroom):
    read_feed(newsroom, Outcome.GONE)
    (found,) = rhythms(newsroom)
    (listing,) = found.listings
    assert (listing.url, listing.last_outcome) == (FEED, Outcome.GONE)
    assert found.watched_until == listing.last_fetched_at == NOON + hours(8)


def test_only_sources_whose_listings_are_read_have_a_rhythm(newsroom: Newsroom):
    newsroom.record(make_page())
    assert rhythms(newsroom) == []
    read_feed(newsroom)
    assert [found.source for found in rhythms(newsroom, sources={"harbour-post"})] == [
        "harbour-post"
    ]
    assert rhythms(newsroom, sources={"coast"}) == []
