"""Tests of pipeline.comparison."""

from datetime import timedelta

import pytest

from pipeline.comparison import FARTHEST_DAYS, compare, days_apart, share_found
from pipeline.training import ACROSS, WITHIN
from tests.pipeline.factories import NOON, article, claim, profile, words

ENGLISH = (
    "Yaramyr Temirkhanov took 214 houses near Seversk on 21 April. Twelve soldiers were wounded."
)
RUSSIAN = "Ярамир Темирханов взял 214 домов под Северском 21 апреля. Ранены двенадцать солдат."


def test_a_pair_has_the_measures_that_the_model_knows():
    english, other = profile(1, ENGLISH), profile(2, ENGLISH)
    assert compare(english, other).keys() == WITHIN.keys()
    assert compare(english, profile(3, RUSSIAN, lang="ru")).keys() == ACROSS.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            profile(1, words(0, 60)),
            profile(2, words(30, 90), published=claim(NOON, has_time=False)),
        ),
        (profile(1, ENGLISH), profile(2, RUSSIAN, lang="ru")),
        (profile(1, ""), profile(2, ENGLISH)),
    ],
)
def test_the_order_of_a_pair_does_not_matter(one, other):
    assert compare(one, other) == compare(other, one)


def test_an_abridged_text_is_contained_in_the_full_one():
    measures = compare(profile(1, words(0, 52)), profile(2, words(0, 102)))
    assert measures["text_share"] == 1.0


def test_facts_are_shared_across_languages_and_spellings():
    measures = compare(profile(1, ENGLISH), profile(2, RUSSIAN, lang="ru"))
    assert measures["names_share"] > 0.7
    assert measures["numbers_share"] > 0.7
    assert measures["days_named_shared"] == 1.0
    assert measures["days_conflict"] == 0.0


def test_a_garbled_name_counts_for_something_and_less_than_an_exact_one():
    exact = compare(profile(1, "Temirkhanov spoke."), profile(2, "Темирханов", lang="ru"))
    garbled = compare(profile(1, "Temirkhanov spoke."), profile(2, "Темиранов", lang="ru"))
    assert exact["names_garbled"] == 0.0
    assert garbled["names_garbled"] > 0
    assert garbled["names_share"] < exact["names_share"]


def test_another_count_of_the_same_thing_is_a_conflict():
    twelve, thirty = profile(1, "Twelve houses burnt."), profile(2, "Thirty houses burnt.")
    assert compare(twelve, thirty)["units_conflict"] == 2.0
    assert compare(twelve, profile(3, "Police said twelve houses burnt."))["units_conflict"] == 0.0


def test_rounded_numbers_count_half():
    exact = compare(profile(1, "1,340,512 votes"), profile(2, "1340512 голосов", lang="ru"))
    rounded = compare(profile(1, "1,340,512 votes"), profile(2, "1,34 млн голосов", lang="ru"))
    assert rounded["title_numbers_absent"] == 0.0
    assert 0.3 < rounded["numbers_share"] < exact["numbers_share"]


def test_texts_that_say_nothing_have_measures_all_the_same():
    assert compare(profile(1, ""), profile(2, "…"))["text_share"] == 0.0


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        pytest.param(claim(), claim(NOON + timedelta(hours=12)), 0.5, id="instants"),
        pytest.param(
            claim(NOON.replace(hour=0), has_time=False), claim(NOON), 0.0, id="inside-the-day"
        ),
        pytest.param(claim(), claim(NOON + timedelta(days=400)), FARTHEST_DAYS, id="capped"),
        pytest.param(None, claim(), 0.5, id="unknown"),
    ],
)
def test_days_apart(one, other, apart):
    assert days_apart(article(1, published=one), article(2, published=other)) == apart


def test_share_found_is_of_the_variant():
    short, long = profile(1, words(0, 52)), profile(2, words(0, 102))
    assert share_found(short, long) == 1.0
    assert share_found(long, short) == 0.5
    assert share_found(profile(3, RUSSIAN, lang="ru"), profile(4, ENGLISH)) > 0.7
