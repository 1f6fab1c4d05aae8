"""Tests of pipeline.numbers_in_text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers_in_text import join_compounds, number_weight, parse_number, roundings


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7", 7),
        ("1,432", 1432),
        ("1.432", 1432),
        ("1 432", 1432),
        ("1\u00a0432", 1432),
        ("1\u202f432\u202f000", 1432000),
        ("1’432", 1432),
        ("1,234,567", 1234567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("4,25", 4.25),
        ("12,34,567", 1234567),
        ("1,50,000", 150000),
        ("٣", 3),
        ("۳٫۵", 3.5),
        ("۱٬۴۳۲", 1432),
        ("१४", 14),
        ("1987 200", 1987),
        ("10:30", None),
        ("3:2", None),
        ("3.2.1", None),
        ("3,2,1", None),
        ("9" * 400, None),
    ],
)
def test_a_number_is_read_as_it_is_printed(printed, value):
    assert parse_number(printed) == value


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("5억3천만 원", " 530000000  원"),
        ("5억 3천만", " 530000000 "),
        ("3만5000명", " 35000 명"),
        ("3만5,000명", " 35000 명"),
        ("3万5千", " 35000 "),
        ("2.5亿元", " 250000000 元"),
        ("1兆2000億円", " 1200000000000 円"),
        ("3만, 5만", " 30000 ,  50000 "),
        ("3.5.2만", "3.5.2만"),
        ("12 men", "12 men"),
    ],
)
def test_compounds_are_written_out(text, joined):
    assert join_compounds(text) == joined


def test_the_more_digits_the_more_a_number_tells():
    weights = [number_weight(value) for value in (2, 7, 40, 42, 432, 1432, 51432)]
    assert weights == sorted(weights)
    assert len(set(weights)) == len(weights)
    assert number_weight(40) == number_weight(400000) < number_weight(42)


def test_a_year_tells_little():
    assert number_weight(1987) == number_weight(2026) < number_weight(1432)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (1432, {1400, 1430}),
        (978, {980, 1000}),
        (500, set()),
        (42, set()),
        (2026, set()),
        (151, {150}),
    ],
)
def test_what_a_retelling_may_round_to(value, rounded):
    assert roundings(value) == rounded


@given(st.text(alphabet="0123456789.,:' \u00a0٣٫٬억만천億千萬조", max_size=60))
def test_no_text_raises(text):
    join_compounds(text)
    value = parse_number(text)
    if value is not None:
        assert number_weight(value) > 0
        assert value not in roundings(value)
