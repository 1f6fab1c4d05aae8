"""Tests of flows.grouping_job, over both databases."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from flows.grouping_job import GroupProgress, GroupReport, group_articles
from pipeline.folding import fold
from pipeline.records import StoryEventKind
from storage.candidates import load_texts
from storage.database import transaction
from storage.models import (
    Article,
    ArticleAlias,
    Comparison,
    PageOutcome,
    Signature,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from tests.pipeline.factories import words
from tests.storage.newsroom import NOON, Newsroom, make_claim, make_page

WEEK = timedelta(days=7)
OF_ARTICLES = (
    Comparison,
    StoryEvent,
    Variant,
    Story,
    Signature,
    PageOutcome,
    ArticleAlias,
    Version,
    Article,
)
TEXTS = {
    "wire": words(0, 100),
    "reprint": words(0, 100),
    "edit": words(20, 100),
    "other": words(1000, 100),
    "other-longer": words(1000, 90) + " " + words(3000, 30),
    "short": "",
}


def page(name: str, body: str | None = None, **changes):
    return make_page(
        f"https://harbour.example/{name}",
        title=name,
        body=TEXTS[name] if body is None else body,
        published=make_claim(NOON),
        **changes,
    )


def group(engine: Engine, **changes) -> GroupReport:
    return group_articles(engine, window=WEEK, now=lambda: NOON, **changes)


def stories(engine: Engine) -> set[frozenset[str]]:
    """The stories as sets of headlines."""
    with transaction(engine) as session:
        found: dict[int, set[str]] = {}
        rows = session.execute(
            select(Variant.story_id, Article.url).join(Article, Article.id == Variant.article_id)
        )
        for story_id, url in rows:
            found.setdefault(story_id, set()).add(url.rsplit("/", 1)[1])
    return {frozenset(names) for names in found.values()}


def folded(engine: Engine) -> set[frozenset[str]]:
    """What the same articles fold into in memory, all at once."""
    with transaction(engine) as session:
        texts = load_texts(session, session.scalars(select(Article.id)).all())
    titles = {text.article_id: text.title for text in texts}
    return {frozenset(titles[i] for i in story) for story in fold(texts).stories}


def test_articles_are_grouped_once(newsroom: Newsroom, engine: Engine):
    newsroom.record(*map(page, TEXTS))
    first = group(engine)
    assert (first.articles, first.opened, first.largest) == (6, 3, 3)
    assert stories(engine) == {
        frozenset({"wire", "reprint", "edit"}),
        frozenset({"other", "other-longer"}),
        frozenset({"short"}),
    }
    assert group(engine) == GroupReport()


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(sorted(TEXTS)), cuts=st.sets(st.integers(1, 5)))
def test_arrival_in_any_order_and_portion_gives_what_folding_at_once_gives(
    newsroom: Newsroom, engine: Engine, order: Sequence[str], cuts: set[int]
):
    with transaction(engine) as session:
        for table in OF_ARTICLES:
            session.execute(delete(table))
    for start, end in pairwise([0, *sorted(cuts), len(order)]):
        newsroom.record(*map(page, order[start:end]))
        group(engine)
    assert stories(engine) == folded(engine)


def test_an_edit_moves_an_article_to_its_new_story_and_the_log_says_so(
    newsroom: Newsroom, engine: Engine
):
    newsroom.record(page("wire"), page("reprint"), page("other"))
    group(engine)
    newsroom.record(page("reprint", TEXTS["other"]), run_id=newsroom.start_run())
    report = group(engine)
    assert stories(engine) == {frozenset({"wire"}), frozenset({"other", "reprint"})}
    assert (report.articles, report.left, report.joined) == (1, 1, 1)


def test_a_bridge_merges_two_stories_and_the_older_id_stays(newsroom: Newsroom, engine: Engine):
    newsroom.record(page("wire", words(0, 60)), page("edit", words(60, 60)))
    group(engine)
    older, younger = (story.id for story in newsroom.rows(Story))
    newsroom.record(page("reprint", words(0, 120)))
    assert group(engine).merged == 1
    assert stories(engine) == {frozenset({"wire", "edit", "reprint"})}
    assert [story.merged_into_id for story in newsroom.rows(Story)] == [None, older]
    (merged,) = newsroom.rows(StoryEvent, kind=StoryEventKind.MERGED)
    assert (merged.story_id, merged.other_story_id) == (older, younger)


def test_a_rebuild_of_what_has_not_changed_changes_nothing(newsroom: Newsroom, engine: Engine):
    newsroom.record(*map(page, TEXTS))
    group(engine)
    before = stories(engine)
    report = group(engine, rebuild=True)
    assert report.articles == len(TEXTS)
    assert (report.opened, report.joined, report.merged, report.split) == (0, 0, 0, 0)
    assert stories(engine) == before


def test_a_run_that_dies_leaves_the_stories_as_they_were(newsroom: Newsroom, engine: Engine):
    newsroom.record(page("wire"))
    group(engine)
    newsroom.record(page("reprint"))

    def die(progress: GroupProgress) -> None:
        if progress.step == "compare":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        group(engine, on_progress=die)
    assert stories(engine) == {frozenset({"wire"})}
    group(engine)
    assert stories(engine) == {frozenset({"wire", "reprint"})}
