"""Tests of flows.story_tree."""

from dataclasses import replace
from datetime import timedelta

from flows.story_tree import draw_times, draw_tree
from pipeline.records import VariantKind
from tests.flows.conftest import NOW
from tests.flows.test_story_reports import ORIGINAL

NO_DAYS: frozenset[int] = frozenset()


def taken(
    number, minutes, source=None, *, kind=VariantKind.REPRINT, confidence=0.9, outlet="coast"
):
    return replace(
        ORIGINAL,
        article_id=number,
        outlet=outlet,
        kind=kind,
        canonical=False,
        published_at=NOW + timedelta(minutes=minutes),
        likely_source_id=source,
        source_confidence=confidence,
    )


def test_each_article_stands_under_its_source():
    variants = [
        ORIGINAL,
        taken(2, 10, 1),
        taken(3, 90, 2, kind=VariantKind.LIGHT, confidence=0.4),
        taken(4, 60 * 26, 1, kind=VariantKind.REWRITE),
        taken(5, -20),
        taken(6, 30, 99),
    ]
    assert list(draw_tree(variants, frozenset({6}), 80)) == [
        "03-14 12:00  harbour  original *  1",
        "      +0:10  ├─ coast  reprint  2",
        "      +1:30  │  └┄ coast  light  3",
        "   +1d 2:00  └─ coast  rewrite  4",
        "      -0:20  coast  reprint  5",
        "      03-14  coast  reprint  6",
    ]


def test_no_line_is_wider_than_the_terminal():
    variants = [ORIGINAL, taken(2, 10, 1, outlet="東京" * 30)]
    lines = list(draw_tree(variants, NO_DAYS, 40))
    assert lines[1].endswith("…")
    assert len(lines[1]) < 40  # each character of it takes two columns


def test_a_story_of_hundreds_is_cut():
    lines = list(draw_tree([ORIGINAL, *(taken(n, n, 1) for n in range(2, 200))], NO_DAYS, 80))
    assert (len(lines), lines[-1].strip()) == (61, "... and 139 more articles")


def test_kinds_stand_where_they_came_in_time():
    variants = [ORIGINAL, *(taken(n, 60) for n in range(2, 14)), taken(14, 120), taken(15, 30)]
    assert list(draw_times(variants, frozenset({15}), 50)) == [
        "original  1",
        "reprint                       +                  1",
        "          2026-03-14 12:00                   14:00",
    ]
    assert list(draw_times(variants, NO_DAYS, 80))[-1] == (
        "          2026-03-14 12:00         2:00 from the first to the last         14:00"
    )


def test_two_articles_need_no_picture():
    assert list(draw_times([ORIGINAL, taken(2, 10)], NO_DAYS, 80)) == []
    assert list(draw_times([ORIGINAL, taken(2, 0), taken(3, 0)], NO_DAYS, 80)) == []
