from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.outcomes import Outcome
from pipeline.records import PageKind, VariantKind
from storage.database import transaction
from storage.models import Feed, FeedKind
from storage.outlet_details import (
    ArticleCursor,
    health_of,
    latest_articles,
    partners_of,
    source_id_of,
)
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_plan
from tests.storage.press_week import fill


def test_partners_are_those_of_the_view(engine: Engine):
    fill(engine)
    query = text(
        "SELECT from_outlet, same_family, taken_count, likely_count, median_lag_hours,"
        " uncredited_count, uncredited_share FROM outlet_pairs WHERE outlet = :outlet ORDER BY 1"
    )
    with transaction(engine) as session:
        for outlet in ("bright-daily", "harbour-echo", "valley-courier", "north-star"):
            source_id = source_id_of(session, outlet)
            assert source_id is not None
            found = [
                (
                    partner.name,
                    partner.same_family,
                    partner.taken_count,
                    partner.likely_count,
                    partner.median_lag_hours,
                    partner.uncredited_count,
                    partner.uncredited_share,
                )
                for partner in partners_of(session, source_id).takes_from
            ]
            rows = session.execute(query, {"outlet": outlet})
            assert sorted(found) == [(row[0], bool(row[1]), *row[2:]) for row in rows]


def test_who_takes_most_comes_first(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        wire = partners_of(session, source_id_of(session, "meridian-wire") or 0)
        bright = partners_of(session, source_id_of(session, "bright-daily") or 0)
        median = session.scalar(
            text("SELECT median_lag_hours FROM outlet_profile WHERE outlet = 'bright-daily'")
        )
    first = wire.taken_by[0]
    assert (first.name, first.likely_count) == ("harbour-post", 2)
    assert bright.median_lag_hours == pytest.approx(median, abs=0.01)
    assert wire.median_lag_hours is None


def test_health(newsroom: Newsroom):
    url = "https://harbour.example/feed.xml"
    with transaction(newsroom.engine) as session:
        session.add(
            Feed(
                source_id=newsroom.source_id,
                url=url,
                kind=FeedKind.FEED,
                last_fetched_at=NOON,
                last_outcome=Outcome.FEED_BROKEN,
                failing_since=NOON,
            )
        )
    newsroom.record(
        make_ending(Outcome.FEED_BROKEN, url, kind=PageKind.FEED),
        make_ending(Outcome.GONE),
        make_ending(Outcome.GONE, "https://harbour.example/gone-too"),
        make_ending(
            Outcome.GONE, "https://harbour.example/long-ago", fetched_at=NOON - timedelta(days=9)
        ),
    )
    with transaction(newsroom.engine) as session:
        health = health_of(session, newsroom.source_id)
    assert health.state == "empty"
    assert list(health.outcomes.items()) == [(Outcome.GONE, 2), (Outcome.FEED_BROKEN, 1)]
    (listing,) = health.listings
    assert (listing.url, listing.failing_since, listing.retired_at) == (url, NOON, None)


def test_the_latest_articles_and_those_before(newsroom: Newsroom):
    newsroom.publish(3)
    newsroom.save(make_plan(None, [2, 3]))
    with transaction(newsroom.engine) as session:
        shown, after = latest_articles(session, newsroom.source_id, limit=2)
        assert after is not None
        older, end = latest_articles(
            session, newsroom.source_id, limit=2, after=ArticleCursor.parse(str(after))
        )
    assert [(a.article_id, a.kind, a.story_id) for a in shown] == [
        (3, VariantKind.REPRINT, 1),
        (2, VariantKind.ORIGINAL, 1),
    ]
    assert [(a.title, a.kind, a.at) for a in older] == [("Title 1", None, NOON + hours(1))]
    assert end is None


@pytest.mark.parametrize("given", ["", "1", "1.", "x.1", "1.2.3", "²." + "1", "9" * 30 + ".1"])
def test_what_is_no_cursor(given):
    assert ArticleCursor.parse(given) is None
