"""Tests of pipeline.canonical."""

from datetime import timedelta

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
    assert choice.article_id == 1
    assert choice.reason == "among the earliest claims, the fullest text"


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
