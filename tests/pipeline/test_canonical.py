"""Tests of pipeline.canonical."""

from datetime import timedelta

import pytest

from pipeline.canonical import choose_canonical, plan_variants
from pipeline.records import VariantKind
from tests.pipeline.factories import NOON, claim, pair, profile, words

LATER = NOON + timedelta(hours=2)


def test_the_credited_origin_is_canonical_even_if_it_claims_a_later_time():
    wire = profile(1, outlet="meridianwire.example", published=claim(LATER))
    paper = profile(2, credit="Meridian Wire")
    choice = choose_canonical([paper, wire])
    assert choice.article_id == 1
    assert choice.reason == "other variants credit meridianwire.example"


def test_else_the_earliest_is():
    choice = choose_canonical([profile(1, published=claim(LATER)), profile(2)])
    assert (choice.article_id, choice.reason) == (2, "published first")


def test_a_day_without_a_time_does_not_prove_who_was_first():
    day = claim(NOON.replace(hour=0), has_time=False)
    choice = choose_canonical([profile(1, published=day), profile(2)])
    assert choice.article_id == 2
    assert choice.reason == (
        "there by the earliest time, though another may have been there before"
    )
    choice = choose_canonical([profile(1, published=day), profile(2), profile(3, published=day)])
    assert choice.reason.endswith("though 2 others may have been there before")


def test_a_farm_that_claims_midnight_does_not_come_before_the_wire():
    midnight = claim(NOON.replace(hour=0))
    choice = choose_canonical([profile(1, words(0, 90), published=midnight), profile(2)])
    assert choice.article_id == 2


@pytest.mark.parametrize("changes", [{}, {"published": claim(NOON.replace(hour=0))}])
def test_two_of_one_instant_or_of_one_day_are_not_told_apart_by_time(changes):
    choice = choose_canonical([profile(1, **changes), profile(2, words(0, 9), **changes)])
    assert choice.article_id == 2
    assert choice.reason == (
        "no time tells who was first; the fullest of the texts that may have been"
    )


def test_an_outlet_that_names_itself_is_not_credited_by_it():
    own = profile(1, credit="Outlet 1", published=claim(LATER))
    again = profile(2, credit="Outlet 1", outlet="outlet1.example", published=claim(LATER))
    assert choose_canonical([own, again, profile(3)]).article_id == 3


def test_a_claim_of_a_time_after_it_was_seen_does_not_make_it_late():
    wrong = profile(1, published=claim(LATER), first_seen_at=NOON - timedelta(hours=1))
    assert choose_canonical([profile(2), wrong]).article_id == 1


def test_of_equal_times_the_fuller_text_is():
    choice = choose_canonical([profile(1, words(0, 10)), profile(2, words(0, 20))])
    assert choice.article_id == 2


def test_each_article_gets_its_place():
    original, copy = profile(1, words(0, 60)), profile(2, words(0, 60), published=claim(LATER))
    _, (first, second) = plan_variants([copy, original], {(1, 2): pair(1, 2, 0.8)})
    assert (first.kind, first.canonical, first.likely_source_id) == (
        VariantKind.ORIGINAL,
        True,
        None,
    )
    assert (second.kind, second.score, second.likely_source_id) == (VariantKind.REPRINT, 0.8, 1)
    assert (first.source_confidence, first.source_reason) == (None, None)
    assert second.source_confidence == 0.9
    assert second.source_reason == "100% of it stands in outlet1.example, which was there before it"


def test_the_score_is_that_of_the_pair_with_the_likely_source():
    original = profile(1, words(0, 60))
    told = profile(2, words(500, 60), published=claim(LATER))
    copy = profile(3, words(500, 60), published=claim(LATER + timedelta(hours=1)))
    pairs = {(1, 3): pair(1, 3, 0.6), (2, 3): pair(2, 3, 0.9)}
    _, variants = plan_variants([original, told, copy], pairs)
    assert (variants[2].likely_source_id, variants[2].score) == (2, 0.9)
