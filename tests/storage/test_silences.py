from datetime import timedelta

from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.silences import SilentSource, silent_sources
from tests.storage.newsroom import FEED, NOON, Newsroom, hours


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
