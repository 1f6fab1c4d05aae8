from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import VariantKind, VariantPlan
from storage.database import transaction
from storage.fronts import (
    FrontCursor,
    FrontFilter,
    bins,
    front_stories,
)
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_page, make_plan

LONG_AGO = NOON - timedelta(days=365)


@pytest.fixture
def told(newsroom: Newsroom) -> Newsroom:
    """Three stories of two articles each: 1 (1, 2), 2 (3, 4) and 3 (5, 6), an hour apart each."""
    mirror = newsroom.name_source("mirror.example")
    for number in range(1, 7):
        newsroom.record(
            make_page(
                f"https://harbour.example/{number}",
                title=f"Title {number}",
                published=make_claim(NOON + hours(number) + timedelta(minutes=5)),
                fetched_at=NOON + hours(number) + timedelta(minutes=9),
                lang="de" if number == 4 else "en",
            ),
            source_id=mirror if number % 2 == 0 else None,
        )
    newsroom.save(
        make_plan(None, [1, 2], independent_count=2, first_certain=True),
        make_plan(None, [3, 4], independent_count=1),
        make_plan(None, [5, 6], independent_count=2),
    )
    return newsroom


def front(newsroom: Newsroom, *, limit=20, after=None, since=LONG_AGO, **asked):
    with transaction(newsroom.engine) as session:
        return front_stories(session, FrontFilter(since=since, **asked), limit=limit, after=after)


def ids(newsroom: Newsroom, **asked) -> list[int]:
    return [story.story_id for story in front(newsroom, **asked)[0]]


def test_what_most_tell_independently_comes_first_then_the_latest(told):
    assert ids(told) == [3, 1, 2]


def test_only_stories_that_moved_since(told):
    assert ids(told, since=NOON + hours(4)) == [3, 2]
    assert ids(told, since=NOON + hours(7)) == []


def test_filters(told):
    assert ids(told, language="de") == [2]
    assert ids(told, outlet="mirror.example") == [3, 1, 2]
    assert ids(told, outlet="nobody.example") == []
    assert ids(told, independent=2) == [3, 1]


def test_what_one_article_tells_is_not_shown(told):
    told.record(make_page("https://harbour.example/7"))
    told.save(make_plan(None, [7], outlet_count=1))
    assert ids(told) == [3, 1, 2]


def test_pages_go_on_where_the_last_one_ended(told):
    shown, after = [], None
    for _ in range(3):
        stories, after = front(told, limit=1, after=after)
        shown += [story.story_id for story in stories]
        after = after and FrontCursor.parse(str(after))
    assert shown == [3, 1, 2]
    assert after is None


@pytest.mark.parametrize(
    "text", ["", "1.2", "a.b.c", "1.2.3.4", "-1.2.3", f"1.{10**30}.1", f"{10**30}.1.1", "١.٢.٣"]
)
def test_what_is_no_cursor(text):
    assert FrontCursor.parse(text) is None


def test_a_story_as_it_is_shown(told):
    (_, story, _), _ = front(told)
    assert (story.title, story.outlet, story.language) == ("Title 1", "harbour-post", "en")
    assert (story.article_count, story.outlet_count, story.copy_count) == (2, 2, 1)
    assert story.kinds == {VariantKind.ORIGINAL: 1, VariantKind.REPRINT: 1}
    assert story.uptake == (1,) + (0,) * 22 + (1,)
    assert story.first is not None
    assert (story.first.outlet, story.first.certain) == ("harbour-post", True)
    assert (story.first.has_time, story.first.lead_seconds) == (True, 3600)


def test_a_day_without_a_time_tells_no_lead(newsroom):
    mirror = newsroom.name_source("mirror.example")
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    newsroom.record(
        make_page("https://a.example/1", published=make_claim(midnight, has_time=False))
    )
    newsroom.record(
        make_page("https://b.example/2", published=make_claim(midnight + hours(1))),
        source_id=mirror,
    )
    newsroom.save(make_plan(None, [1, 2]))
    ((story,), _) = front(newsroom)
    assert story.first is not None
    assert (story.first.has_time, story.first.lead_seconds) == (False, None)
    assert story.last_has_time


def test_a_story_that_was_counted_by_nobody_yet_comes_last(told):
    told.record(make_page("https://harbour.example/7"), make_page("https://harbour.example/8"))
    variants = make_plan(None, [7, 8]).variants
    assert isinstance(variants[0], VariantPlan)
    told.save(make_plan(None, [7, 8], independent_count=None, first_article_id=None))
    assert ids(told, independent=0)[-1] == 4
    assert front(told, independent=0)[0][-1].first is None


def test_times_in_equal_stretches():
    times = [NOON, NOON + hours(1), NOON + hours(9), NOON + hours(10)]
    assert bins(times, 5) == (2, 0, 0, 0, 2)
    assert bins([NOON, NOON], 3) == (2, 0, 0)
