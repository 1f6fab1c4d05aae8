"""Tests of pipeline.independence."""

from datetime import timedelta

from pipeline.independence import (
    count_sources,
    credited_names,
    first_rivals,
    independent_groups,
)
from pipeline.records import VariantKind, VariantPlan
from tests.pipeline.factories import NOON, claim, profile, report, words

HOUR = timedelta(hours=1)


def make(number, body=None, **changes):
    """An article with a text of its own, an hour after the one before it."""
    text = words(number * 1000, 60) if body is None else body
    return profile(number, text, **{"published": claim(NOON + number * HOUR)} | changes)


def plan(number, kind=VariantKind.REWRITE, source=None):
    return VariantPlan(
        article_id=number,
        version_id=number,
        kind=kind,
        canonical=kind is VariantKind.ORIGINAL,
        score=None,
        likely_source_id=source,
    )


def groups(profiles, *others, original=1):
    """The outlets in groups, by the numbers in their names."""
    plans = [plan(original, VariantKind.ORIGINAL), *others]
    planned = {variant.article_id for variant in plans}
    plans += [plan(p.article.article_id) for p in profiles if p.article.article_id not in planned]
    return {
        "+".join(sorted(name.removeprefix("outlet")[0] for name in group.outlets))
        for group in independent_groups(profiles, plans)
    }


def test_outlets_that_tell_it_in_their_own_words_are_independent():
    assert groups([make(1), make(2), make(3)]) == {"1", "2", "3"}


def test_two_articles_of_an_outlet_are_one_source():
    assert groups([make(1), make(2, outlet="outlet1.example")]) == {"1"}


def test_outlets_of_one_owner_are_one_source():
    assert groups([make(1, owner="moss"), make(2, owner="moss"), make(3)]) == {"1+2", "3"}


def test_copies_fold_into_the_original():
    copies = (VariantKind.REPRINT, VariantKind.LIGHT, VariantKind.ABRIDGED, VariantKind.EXPANDED)
    for kind in copies:
        assert groups([make(1), make(2), make(3)], plan(2, kind)) == {"1+2", "3"}


def test_a_copy_of_a_rewrite_folds_into_it():
    text = words(0, 60)
    told = [make(1), make(2, text), make(3, text + " " + words(70, 20))]
    assert groups(told, plan(3, source=2)) == {"1", "2+3"}


def test_a_rewrite_of_its_likely_source_is_a_source_of_its_own():
    assert groups([make(1), make(2)], plan(2, source=1)) == {"1", "2"}


def test_the_same_facts_in_another_language_are_no_copied_text():
    told = [make(1, report(0, 10), lang="ru"), make(2, report(0, 10))]
    assert groups(told, plan(2, source=1)) == {"1", "2"}


def test_who_credits_an_outlet_of_the_story_depends_on_it():
    told = [make(1), make(2), make(3, credit="Outlet 2")]
    assert groups(told) == {"1", "2+3"}


def test_who_credits_the_same_agency_is_one_source_though_we_do_not_have_its_copy():
    told = [make(1, credit="Reuters"), make(2, credit="REUTERS/AFP"), make(3, credit="Agence Y")]
    assert groups(told) == {"1+2", "3"}
    assert groups([*told, make(4, credit="agence y")]) == {"1+2", "3+4"}


def test_joins_go_on_over_several_outlets():
    told = [make(1, owner="moss"), make(2, owner="moss", credit="TASS"), make(3, credit="TASS")]
    assert groups([*told, make(4)]) == {"1+2+3", "4"}


def test_a_group_says_why_its_outlets_are_one_source():
    told = [
        make(1, words(0, 60), owner="moss"),
        make(2, words(0, 60), owner="alone"),
        make(3, owner="moss", credit="Reuters"),
        make(4, credit="REUTERS"),
        make(5, credit="AFP"),
    ]
    plans = [plan(1, VariantKind.ORIGINAL), plan(2, VariantKind.REPRINT), *map(plan, (3, 4, 5))]
    joined, alone = independent_groups(told, plans)
    assert joined.outlets == {f"outlet{n}.example" for n in (1, 2, 3, 4)}
    assert joined.reasons == ("copied text", "credit: Reuters", "one owner: moss")
    assert (alone.outlets, alone.reasons) == ({"outlet5.example"}, ())


def test_credits_are_counted_by_the_names_that_agencies_go_by():
    told = [make(1, credit="REUTERS/AFP"), make(2, credit="Reuters"), make(3, credit="Agence Y")]
    assert credited_names([*told, make(4), make(5, credit="Outlet 5")]) == {
        "Reuters": 2,
        "AFP": 1,
        "Agence Y": 1,
    }


def test_rivals_of_the_first_are_those_that_may_have_been_before():
    day = claim(NOON.replace(hour=0), has_time=False)
    first, dated, later = make(1), make(2, published=day), make(3)
    assert first_rivals(first, [first, dated, later]) == [dated]


def sources(*profiles):
    original, *others = [p.article.article_id for p in profiles]
    return count_sources(profiles, [plan(original, VariantKind.ORIGINAL), *map(plan, others)])


def test_articles_outlets_and_independent_sources_are_counted():
    found = sources(make(1), make(2, credit="Outlet 1"), make(3), make(4, outlet="outlet3.example"))
    assert (found.outlet_count, found.independent_count) == (3, 2)


def test_the_first_publisher_is_certain_if_no_other_may_have_been_before():
    found = sources(make(2), make(1))
    assert (found.first_article_id, found.first_certain) == (1, True)


def test_a_day_without_a_time_leaves_it_open():
    day = claim(NOON.replace(hour=0), has_time=False)
    found = sources(make(1), make(2, published=day))
    assert (found.first_article_id, found.first_certain) == (1, False)


def test_a_claim_of_a_time_after_it_was_seen_is_not_believed():
    seen = NOON - HOUR
    found = sources(make(1), make(2, first_seen_at=seen))
    assert (found.first_article_id, found.first_certain) == (2, True)


def test_one_article_is_first():
    found = sources(make(7))
    assert (found.first_article_id, found.first_certain, found.independent_count) == (7, True, 1)
