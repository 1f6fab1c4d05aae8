"""Tests of pipeline.direction."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.direction import (
    ENOUGH,
    claims_day,
    clock_is_wrong,
    credits_outlet,
    earliest_time,
    latest_time,
    likely_sources,
    was_before,
)
from tests.pipeline.factories import NOON, article, claim, profile, report, words

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIDNIGHT = NOON.replace(hour=0)


def at(hours, **changes):
    return article(published=claim(NOON + hours * HOUR), **changes)


def on_day(days):
    return article(published=claim(MIDNIGHT + days * DAY, has_time=False))


def undated(seen):
    return article(published=None, first_seen_at=seen)


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        pytest.param(at(0), at(1), True, id="times"),
        pytest.param(at(1), at(0), False, id="times, the other way"),
        pytest.param(at(0), at(0), None, id="the same instant"),
        pytest.param(on_day(0), at(5), None, id="a day and a time in it"),
        pytest.param(on_day(0), on_day(0), None, id="the same day"),
        pytest.param(on_day(0), on_day(1), True, id="days"),
        pytest.param(on_day(0), at(12), True, id="a day and the midnight that ends it"),
        pytest.param(at(-12), at(5), None, id="midnight to the second is a day"),
        pytest.param(at(-12), on_day(0), None, id="midnight and its day"),
        pytest.param(at(-12), at(12.5), True, id="midnight and a time on the next day"),
        pytest.param(at(-12 + 1 / 3600), at(5), True, id="a second past midnight is a time"),
        pytest.param(undated(NOON), at(1), True, id="seen before the other"),
        pytest.param(undated(NOON), at(-1), None, id="seen after the other: perhaps older"),
        pytest.param(undated(NOON), undated(NOON + DAY), None, id="two without a claim"),
        pytest.param(
            at(9, first_seen_at=NOON), at(1), True, id="claims a time after it was seen: seen first"
        ),
        pytest.param(
            at(9, first_seen_at=NOON), at(-1), None, id="claims a time after it was seen: unknown"
        ),
    ],
)
def test_who_was_before_whom(one, other, before):
    assert was_before(one, other) is before
    assert was_before(other, one) is (None if before is None else not before)


def test_a_clock_is_wrong_that_claims_a_time_after_it_was_seen():
    assert clock_is_wrong(at(1, first_seen_at=NOON))
    assert not clock_is_wrong(at(-1, first_seen_at=NOON))
    assert not clock_is_wrong(on_day(0))
    assert not clock_is_wrong(undated(NOON))


def test_a_day_ends_when_the_article_was_seen():
    day = article(published=claim(MIDNIGHT, has_time=False), first_seen_at=NOON)
    assert (earliest_time(day), latest_time(day)) == (MIDNIGHT, NOON)


def test_midnight_to_the_second_names_a_day():
    assert claims_day(claim(MIDNIGHT))
    assert claims_day(claim(NOON, has_time=False))
    assert not claims_day(claim(NOON))


@pytest.mark.parametrize(
    ("lang", "hours", "day"),
    [("fr", -1, True), ("ru", -3, True), ("hi", -5.5, True), ("fr", -3, False), ("en", -5, False)],
)
def test_so_does_midnight_where_the_language_is_at_home(lang, hours, day):
    assert claims_day(claim(MIDNIGHT + hours * HOUR), lang) is day
    local = article(lang=lang, published=claim(MIDNIGHT + hours * HOUR))
    assert was_before(local, at(-2)) is (None if day else True)


def test_a_time_without_an_offset_may_be_off_by_as_much():
    local = article(published=claim(NOON, has_offset=False))
    assert was_before(local, at(13)) is None
    assert was_before(local, at(14)) is True


def test_naming_its_own_outlet_is_no_credit():
    own = article(1, outlet="meridianwire.example", credit="Meridian Wire")
    assert credits_outlet(article(2, credit="Meridian Wire"), own)
    assert not credits_outlet(own, article(2, outlet="meridianwire.example"))
    assert not credits_outlet(article(3), own)


def make(number, hours, body, **changes):
    return profile(number, body, published=claim(NOON + hours * HOUR), **changes)


WIRE = make(1, 0, words(0, 100), outlet="meridianwire.example")


def sources(*profiles, canonical_id=1):
    found = likely_sources(profiles, canonical_id=canonical_id)
    return {number: (source.article_id, source.confidence) for number, source in found.items()}


def test_the_canonical_article_has_no_source():
    assert sources(WIRE) == {}
    assert sources(WIRE, make(2, -1, words(0, 100))) == {}


def test_what_is_credited_is_the_source_whatever_else_is_alike():
    paper = make(2, 1, words(0, 100))
    farm = make(3, 2, words(0, 100), credit="Meridian Wire")
    found = likely_sources([paper, farm, WIRE], canonical_id=1)
    assert (found[3].article_id, found[3].reason) == (1, "credits meridianwire.example")
    assert found[3].confidence > found[2].confidence


def test_a_credit_holds_even_if_the_credited_copy_is_dated_later():
    early = make(2, -5, words(0, 100), credit="Meridian Wire")
    found = likely_sources([early, WIRE], canonical_id=1)[2]
    assert found.article_id == 1
    assert found.reason == "credits meridianwire.example, whose own copy is dated later"


def test_else_the_one_that_most_of_it_stands_in():
    other = make(2, 1, words(500, 100))
    copy = make(3, 2, words(500, 80) + " " + words(900, 20))
    found = likely_sources([WIRE, other, copy], canonical_id=1)[3]
    assert found.article_id == 2
    assert found.reason == "80% of it stands in outlet2.example, which was there before it"


def test_of_nearly_equal_ones_the_canonical_article_is_the_source():
    other = make(2, 1, words(500, 100))
    told = words(900, 91)
    near = make(3, 2, f"{words(500, 9)} {told}")  # 7 of its 98 runs of three words
    assert sources(WIRE, other, near)[3][0] == 1
    apart = make(4, 2, f"{words(500, 20)} {told}")  # 18 of 109
    assert sources(WIRE, other, apart)[4][0] == 2


def test_a_copy_of_the_same_time_is_less_sure():
    sure = likely_sources([WIRE, make(2, 1, words(0, 100))], canonical_id=1)[2]
    unsure = likely_sources([WIRE, make(2, 0, words(0, 100))], canonical_id=1)[2]
    assert unsure.confidence == sure.confidence / 2
    assert "may have been there before it" in unsure.reason


def test_of_equals_the_canonical_article_is_the_source():
    copies = [make(number, number, words(0, 100)) for number in (2, 3, 4)]
    assert {source for source, _ in sources(*copies, WIRE).values()} == {1}


def test_not_known_where_nothing_tells():
    assert sources(WIRE, make(2, 0, words(500, 100))) == {}
    assert sources(WIRE, make(2, -1, words(0, 100))) == {}


def test_a_rewrite_of_an_earlier_article_is_told_so():
    found = likely_sources([WIRE, make(2, 1, words(500, 100))], canonical_id=1)[2]
    assert found.confidence == ENOUGH
    assert found.reason == "tells what meridianwire.example tells, which was there before it"


def test_across_languages_the_facts_are_what_is_found():
    facts = report(0, 10)
    told = [make(1, 0, facts, outlet="ria.example", lang="ru"), make(2, 1, facts, lang="en")]
    found = likely_sources(told, canonical_id=1)[2]
    assert "of its facts stand in ria.example" in found.reason


STORIES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 3),
        st.sampled_from([None, "Outlet 1", "outlet2", "outlet3"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(STORIES, st.randoms(use_true_random=False))
def test_nobody_takes_from_who_took_from_him_and_the_order_does_not_matter(story, random):
    profiles = [
        profile(
            number,
            words(start * 10, 40),
            published=claim(MIDNIGHT + hours * HOUR, has_time=has_time),
            credit=credit,
        )
        for number, (start, hours, credit, has_time) in enumerate(story, 1)
    ]
    found = sources(*profiles)
    assert 1 not in found
    for number in found:
        seen = {number}
        while number in found:
            number = found[number][0]
            assert number not in seen
            seen.add(number)
    assert sources(*random.sample(profiles, len(profiles))) == found
    assert all(ENOUGH <= confidence <= 1 for _, confidence in found.values())
