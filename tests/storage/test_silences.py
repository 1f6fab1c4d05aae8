from datetime import timedelta

from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Source
from storage.readonly import ask
from storage.silences import SilentSource, note_silent_sources, silent_sources
from tests.storage.newsroom import FEED, NOON, Newsroom, hours, make_page


def look(newsroom: Newsroom, **choice: object) -> tuple[SilentSource, ...]:
    with transaction(newsroom.engine) as session:
        return silent_sources(session, **{"now": NOON + hours(1)} | choice)  # type: ignore[arg-type]


def test_a_source_that_stopped_is_named_with_the_answer_of_its_feed(newsroom: Newsroom):
    newsroom.fall_silent(NOON - hours(12), asked_at=NOON)
    (found,) = look(newsroom)
    assert (found.source, found.last_article_at) == ("harbour-post", NOON - hours(12))
    assert found.reason == (
        "usually an article every 60 min, nothing new for 12 h in which about 12 were to be "
        f"expected; its feed {FEED}: gone at 2026-03-02 12:00"
    )
    assert found.remedy == "newsfold sources check harbour-post"
    assert look(newsroom, sources=["coast"]) == ()


def test_a_source_that_goes_on_is_not(newsroom: Newsroom):
    newsroom.fall_silent(NOON - hours(2), asked_at=NOON, outcome=Outcome.FEED_READ)
    assert look(newsroom) == ()


def test_a_source_that_nobody_looked_at_is_not(newsroom: Newsroom):
    """Our own pause is no silence of the source's."""
    newsroom.fall_silent(NOON - hours(2), asked_at=NOON, outcome=Outcome.FEED_READ)
    assert look(newsroom, now=NOON + timedelta(days=20)) == ()


def test_the_view_tells_the_silence_until_something_is_found(newsroom: Newsroom):
    newsroom.fall_silent(NOON - hours(12), asked_at=NOON)

    def state() -> tuple[object, ...]:
        query = "SELECT state, silent_reason FROM source_health"
        return ask(newsroom.engine, query).rows[0]

    assert state() == ("ok", None)
    with transaction(newsroom.engine) as session:
        (found,) = note_silent_sources(session, now=NOON + hours(1), sources={"harbour-post"})
    assert state() == ("silent", found.reason)
    newsroom.record(make_page(fetched_at=NOON + hours(2)))
    assert state() == ("ok", None)
    newsroom.record(make_page("https://harbour.example/late", fetched_at=NOON - hours(0.5)))
    with transaction(newsroom.engine) as session:
        assert note_silent_sources(session, now=NOON + hours(3), sources={"harbour-post"}) == ()
    assert newsroom.rows(Source)[0].silent_at is None
