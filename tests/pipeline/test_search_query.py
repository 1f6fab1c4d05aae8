"""Tests of pipeline.search_query."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search_query import Filter, Phrase, Query, QueryError, parse_query, parse_time


def words(*terms: str, beginning: bool = False) -> Phrase:
    return Phrase(terms, beginning)


STORM, FLOOD, DOG = words("storm"), words("flood"), words("dog")


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        pytest.param("storm Flood", ((STORM,), (FLOOD,)), id="all-words"),
        pytest.param("storm AND flood", ((STORM,), (FLOOD,)), id="and-says-nothing-new"),
        pytest.param('"storm flood"', ((words("storm", "flood"),),), id="phrase"),
        pytest.param("“storm flood” dog", ((words("storm", "flood"),), (DOG,)), id="curly-quotes"),
        pytest.param('"storm flood', ((words("storm", "flood"),),), id="a-quote-left-open"),
        pytest.param("storm OR flood dog", ((STORM, FLOOD), (DOG,)), id="or-binds-neighbours"),
        pytest.param("storm|flood", ((words("storm", "flood"),),), id="a-bar-inside-a-word"),
        pytest.param("storm | flood", ((STORM, FLOOD),), id="a-bar"),
        pytest.param("storm or flood", ((STORM,), (words("or"),), (FLOOD,)), id="a-small-or"),
        pytest.param("COVID-19", ((words("covid", "19"),),), id="a-hyphen-makes-a-phrase"),
        pytest.param("stor*", ((words("stor", beginning=True),),), id="beginning"),
        pytest.param('"stor*"', ((words("stor"),),), id="a-star-in-quotes-is-none"),
        pytest.param("- storm -- !?", ((STORM,),), id="punctuation"),
        pytest.param("note:storm", ((words("note", "storm"),),), id="no-filter-of-ours"),
        pytest.param("東京", ((words("東京"),),), id="two-characters"),
        pytest.param("東京都", ((words("東京", "京都"),),), id="a-run-of-characters"),
        pytest.param("東", ((words("東", beginning=True),),), id="one-character"),
        pytest.param("iPhone発", ((words("iphone", "発", beginning=True),),), id="mixed-one"),
        pytest.param("iPhone発売", ((words("iphone", "発売"),),), id="mixed-two"),
        pytest.param('"発売 iPhone"', ((words("発売", "売", "iphone"),),), id="a-run-that-ends"),
        pytest.param("정부", ((words("정부", beginning=True),),), id="korean-takes-particles"),
    ],
)
def test_words(typed, groups):
    assert parse_query(typed) == Query(groups=groups)


def test_a_minus_leaves_out():
    query = parse_query('storm -flood -"big dog" sea-side')
    assert query.excluded == (FLOOD, words("big", "dog"))
    assert query.wanted == (STORM, words("sea", "side"))


def test_filters():
    query = parse_query(
        'OUTLET:"Harbour Post,evening" -outlet:wire lang:EN,de -lang:fr kind:Rewrite storm'
    )
    assert query == Query(
        groups=((STORM,),),
        outlets=Filter(any_of=("Harbour Post", "evening"), none_of=("wire",)),
        languages=Filter(any_of=("en", "de"), none_of=("fr",)),
        kinds=Filter(any_of=("rewrite",)),
    )


def test_filters_may_stand_alone():
    assert parse_query("lang:en").groups == ()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("since:2026-03-02", (2026, 3, 2), None),
        ("until:2026-03-02", None, (2026, 3, 3)),
        ("since:2026-03 until:2026-12", (2026, 3, 1), (2027, 1, 1)),
        ("since:2025 until:2026", (2025, 1, 1), (2027, 1, 1)),
        ("since:2026-03-02T10:30+02:00", (2026, 3, 2, 8, 30), None),
        ("until:2026-03-02T10:30", None, (2026, 3, 2, 10, 30)),
        ("since:2026-03 since:2026-02 until:2027 until:2026", (2026, 3, 1), (2027, 1, 1)),
    ],
)
def test_times(typed, since, until):
    query = parse_query(typed)
    wanted = [at and datetime(*at, tzinfo=UTC) for at in (since, until)]
    assert [query.since, query.until] == wanted


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "9999", "9999-12-31", "2026-3-1"])
def test_what_is_no_time(text):
    with pytest.raises(QueryError, match="is no day or time"):
        parse_time(text, end=True)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "no word in it"),
        (' "" -- ', "no word in it"),
        ("-storm", "say what to find too"),
        ("OR storm", "OR stands between"),
        ("storm OR", "OR stands between"),
        ("storm OR OR flood", "OR stands between"),
        ("storm OR -flood", "OR stands between"),
        ("storm OR lang:en", "OR stands between"),
        ("lang:en OR storm", "OR stands between"),
        ("s*", "begins too many words"),
        ("outlet:", "outlet: needs a value, as in outlet:harbour-post"),
        ("lang:,", "lang: needs a value"),
        ("lang:english", "'english' is no code of a language"),
        ("kind:copy", "'copy' is no kind; there are original, reprint"),
        ("since:soon", "'soon' is no day or time"),
        ("-since:2026", "since: cannot stand behind a minus"),
        ("a" * 1_001, "longer than 1,000 characters"),
        ("a " * 41, "more than 40 words"),
    ],
)
def test_what_cannot_be_asked_is_explained(typed, message):
    with pytest.raises(QueryError, match=message):
        parse_query(typed)


@given(st.text(max_size=80))
def test_anything_typed_is_read_or_explained(typed):
    try:
        query = parse_query(typed)
    except QueryError:
        return
    for phrase in (*query.wanted, *query.excluded):
        assert phrase.terms
        assert not [term for term in phrase.terms if set(term) & set(" \"'\\\0")]
