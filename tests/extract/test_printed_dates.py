from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawlers.extract.printed_dates import claim_from_text, zone_named


@pytest.mark.parametrize(
    "text",
    [
        "14 March 2026",
        "Published March 14th, 2026",
        "Samstag, 14. März 2026",
        "14 mars 2026",
        "14 de marzo de 2026",
        "14 marca 2026",
        "14 марта 2026",
        "14.03.2026",
        "14/03/2026",
        "2026-03-14",
        "2026.03.14.",
        "2026年3月14日",
        "2026년 3월 14일",
    ],
)
def test_days_as_people_write_them(text):
    claim = claim_from_text(text)
    assert claim is not None
    assert (claim.at, claim.has_time) == (datetime(2026, 3, 14, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "text",
    [
        "Stand: 14.03.2026 18:05 Uhr",
        "14.03.2026, 18.05 Uhr",
        "18:05 14.03.2026",
        "March 14, 2026 at 6:05 p.m.",
        "Publié le 14 mars 2026 à 18h05",
        "2026年03月14日 18:05",
    ],
)
def test_a_time_beside_the_day(text):
    claim = claim_from_text(text, time_zone=ZoneInfo("Europe/Berlin"))
    assert claim is not None
    assert claim.at == datetime(2026, 3, 14, 17, 5, tzinfo=UTC)
    assert not claim.has_offset


@pytest.mark.parametrize(
    "text",
    ["March 14, 2026 at 1:05 PM EDT", "14.03.2026 18:05 (+01:00)", "2026-03-14T17:05:00Z"],
)
def test_a_zone_beside_the_time(text):
    claim = claim_from_text(text)
    assert claim is not None
    assert claim.at == datetime(2026, 3, 14, 17, 5, tzinfo=UTC)
    assert claim.has_offset


@pytest.mark.parametrize("name", ["CST", "IST", "BST", "XYZ", "", None])
def test_what_means_several_zones_or_none(name):
    assert zone_named(name) is None


def test_the_language_tells_what_numbers_cannot():
    first, second = (claim_from_text("3/4/2026", month_first=value) for value in (False, True))
    assert first is not None
    assert second is not None
    assert (first.at.month, second.at.month) == (4, 3)


@pytest.mark.parametrize(
    "text", ["", "2026", "Tel. 030 2026 1934", "31.02.2026", "99/99/2026", "14 foo 2026", "x" * 999]
)
def test_what_names_no_day(text):
    assert claim_from_text(text) is None
