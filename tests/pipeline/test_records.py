"""Tests of pipeline.records."""

from datetime import datetime, timedelta

import pytest

from pipeline.records import PageKind, PageRecord
from tests.pipeline.factories import NOON, claim, pair

DAY = timedelta(days=1)


def test_a_claim_without_an_offset_or_a_time_allows_a_wider_interval():
    midnight = NOON.replace(hour=0)
    exact, day = claim(), claim(midnight, has_time=False)
    loose = claim(has_offset=False)
    assert (exact.earliest, exact.latest) == (NOON, NOON)
    assert (day.earliest, day.latest) == (midnight, midnight + DAY)
    assert loose.latest - loose.earliest == timedelta(hours=28)


def test_a_naive_claim_is_refused():
    with pytest.raises(ValueError, match="naive"):
        claim(datetime(2026, 3, 2))


def test_a_page_has_either_an_article_or_an_outcome():
    with pytest.raises(ValueError, match="either"):
        PageRecord(requested_url="u", kind=PageKind.ARTICLE, fetched_at=NOON)


def test_a_pair_has_one_spelling():
    assert pair(2, 1) == pair(1, 2)
