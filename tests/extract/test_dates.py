from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from crawlers.extract.dates import (
    Bounds,
    best_claim,
    choose_date,
    claim_from_address,
    parse_claim,
)
from pipeline.records import DateCandidate, DateClaim, DateOrigin

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def claim(at: datetime = NOON, *, has_time: bool = True, has_offset: bool = True) -> DateClaim:
    return DateClaim(at=at, origin=DateOrigin.META, has_time=has_time, has_offset=has_offset)


@pytest.mark.parametrize(
    "printed",
    [
        "2026-03-14T12:00:00Z",
        "2026-03-14T12:00:00+00:00",
        "2026-03-14T13:00:00.000+01:00",
        "2026-03-14T07:00:00-0500",
        "2026-03-14 13:00:00 +0100",
        "2026-03-14 12:00:00 UTC",
        " 2026-03-14T12:00Z ",
        "20260314T120000Z",
        "Sat, 14 Mar 2026 12:00:00 GMT",
        "14 Mar 2026 07:00:00 EST",
        "Sat, 14 Mar 2026 14:00:00 +02:00",
        "Sat, 14 Mar 2026 14:00:00 GMT+2",
        "Sat, 14 Mar 2026 15:00 UTC+0300",
        "Sat, 14 Mar 2026 13:00:00 CET",
        "Sat, 14 Mar 2026 15:00:00 MSK",
        "Sat Mar 14 2026 13:00:00 GMT+0100 (Central European Standard Time)",
        "2026-03-14 12:00:00 GMT",
        "2026-03-14T08:00:00 EDT",
        "2026-3-14T13:00:00+01:00",
        "2026-03-14T13:00:00+01:00[Europe/Berlin]",
        "2026-03-14T12:00:00Z[UTC]",
        "2026/03/14 01:00:00 PM +01:00",
        "Sat Mar 14 13:00:00 CET 2026",
        "March 14, 2026 8:00 AM EDT",
        "1773489600",
        "1773489600000",
    ],
)
def test_printed_instants(printed):
    found = parse_claim(printed, DateOrigin.META)
    assert found == claim()


def test_a_time_without_an_offset_is_local_to_the_source():
    found = parse_claim("2026-07-14T12:00:00", DateOrigin.META, time_zone=ZoneInfo("Europe/Oslo"))
    assert found == claim(datetime(2026, 7, 14, 10, 0, tzinfo=UTC), has_offset=False)


@pytest.mark.parametrize(
    "printed",
    [
        "2026/03/14 18:05",
        "20260314180500",
        "March 14, 2026, 6:05 pm",
        "14.03.2026 18:05",
        "14 Mar 2026 6:05 PM",
        "Sat, 14 Mar 2026 6:05:00 p.m.",
        "Sat Mar 14 18:05:00 2026",
    ],
)
def test_a_time_as_templates_and_people_write_it(printed):
    found = parse_claim(printed, DateOrigin.META, time_zone=ZoneInfo("Europe/Oslo"))
    assert found == claim(datetime(2026, 3, 14, 17, 5, tzinfo=UTC), has_offset=False)


def test_a_feed_may_name_the_month_in_its_own_language():
    found = parse_claim("Lun, 04 Mai 2026 10:00:00 +0200", DateOrigin.FEED)
    assert found is not None
    assert (found.at, found.has_offset) == (datetime(2026, 5, 4, 8, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "printed", ["2026-03-14", "20260314", "2026/03/14", "2026.03.14", "March 14, 2026"]
)
def test_a_day_stays_a_day(printed):
    found = parse_claim(printed, DateOrigin.JSON_LD, time_zone=ZoneInfo("Pacific/Auckland"))
    assert found is not None
    assert found.at == datetime(2026, 3, 14, tzinfo=UTC)
    assert not found.has_time
    assert not found.has_offset


@pytest.mark.parametrize(
    "printed",
    [
        None,
        "",
        "yesterday",
        "2026-02-31",
        "2026-13-01T00:00:00Z",
        "12345678901234567890",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "{{ date }}",
        "03/04/2026 12:00",  # of March or of April
        "Sat, 99 Foo 2026",
        "\x00",
    ],
)
def test_what_is_no_date_is_none(printed):
    assert parse_claim(printed, DateOrigin.META, time_zone=timezone(timedelta(hours=-12))) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://h.example/2026/03/24/vote/", datetime(2026, 3, 24, tzinfo=UTC)),
        ("https://h.example/uk/2026-04-09/jailed.html", datetime(2026, 4, 9, tzinfo=UTC)),
        ("https://h.example/2026/3/4/vote", datetime(2026, 3, 4, tzinfo=UTC)),
    ],
)
def test_an_address_may_name_the_day(url, day):
    found = claim_from_address(url)
    assert found == DateClaim(at=day, origin=DateOrigin.ADDRESS, has_time=False, has_offset=False)


@pytest.mark.parametrize(
    "url",
    ["https://h.example/news/20260324", "https://h.example/2026/31/31/x", "https://h.example/"],
)
def test_an_address_may_name_none(url):
    assert claim_from_address(url) is None


def test_the_first_claim_wins_over_one_that_contradicts_it():
    later = claim(NOON + timedelta(days=3))
    assert best_claim([None, claim(), later]) == claim()


def test_a_more_exact_claim_of_the_same_day_wins():
    day = claim(datetime(2026, 3, 14, tzinfo=UTC), has_time=False, has_offset=False)
    other_day = claim(NOON + timedelta(days=9))
    assert best_claim([day, other_day, claim()]) == claim()


def test_no_claim_is_none():
    assert best_claim([None, None]) is None


def candidate(printed: str, origin: DateOrigin = DateOrigin.META) -> DateCandidate:
    return DateCandidate("name", printed, parse_claim(printed, origin))


def test_the_first_date_that_can_be_read_is_chosen_and_all_are_kept():
    candidates = (candidate("soon"), candidate("2026-03-14T12:00Z"), candidate("2026-01-01"))
    choice = choose_date(candidates)
    assert choice.claim == claim()
    assert choice.reason == "meta name"
    assert choice.candidates == candidates


def test_a_more_exact_date_that_agrees_is_chosen():
    choice = choose_date([candidate("2026-03-14"), candidate("2026-03-14T12:00Z", DateOrigin.TEXT)])
    assert choice.claim is not None
    assert choice.claim.origin is DateOrigin.TEXT
    assert choice.reason == "text name, more exact than meta name"


def test_a_date_that_lies_ahead_is_not_believed():
    dates = [candidate("2026-03-20T12:00Z", DateOrigin.JSON_LD), candidate("2026-03-14T12:00Z")]
    choice = choose_date(dates, bounds=Bounds(now=NOON + timedelta(hours=3)))
    assert choice.claim == claim()
    assert choice.reason == "meta name; json-ld name lies ahead"
    assert choose_date(dates[:1], bounds=Bounds(now=NOON)).claim is None
    assert choose_date(dates).claim == dates[0].claim


def test_a_clock_may_run_ahead_a_little():
    dates = [candidate("2026-03-14T12:30Z")]
    assert choose_date(dates, bounds=Bounds(now=NOON)).claim == dates[0].claim


def test_a_date_from_before_the_outlet_began_is_not_believed():
    dates = [candidate("1999-11-30T00:00Z", DateOrigin.JSON_LD), candidate("2026-03-14T12:00Z")]
    choice = choose_date(dates, bounds=Bounds(founded=2014))
    assert choice.claim == claim()
    assert choice.reason == "meta name; json-ld name lies before 2014, when the outlet began"
    assert choice.candidates == tuple(dates)
    assert choose_date(dates, bounds=Bounds(founded=1999)).claim == dates[0].claim


def test_the_year_in_which_an_outlet_began_is_allowed_in_every_time_zone():
    first = [candidate("2013-12-31T23:30")]  # where no offset is printed, perhaps 2014 already
    assert choose_date(first, bounds=Bounds(founded=2014)).claim == first[0].claim
    exact = [candidate("2013-12-31T23:30Z")]
    assert choose_date(exact, bounds=Bounds(founded=2014)).claim is None


def test_each_refusal_is_told_once_also_where_nothing_is_believed():
    dates = [candidate("1980-01-01"), candidate("2027-03-01"), candidate("1980-01-02")]
    choice = choose_date(dates, bounds=Bounds(founded=2014, now=NOON))
    assert choice.claim is None
    assert choice.reason == (
        "meta name lies before 2014, when the outlet began; meta name lies ahead"
    )


def test_a_time_without_an_offset_is_marked():
    assert choose_date([candidate("2026-03-14T12:00")]).reason == "meta name; no offset printed"


@pytest.mark.parametrize(
    ("candidates", "reason"), [([], "no date"), (["soon"], "no date that can be read")]
)
def test_why_there_is_none(candidates, reason):
    assert choose_date(map(candidate, candidates)).reason == reason
