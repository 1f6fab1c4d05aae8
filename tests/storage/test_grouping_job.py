"""Tests of flows.grouping_job, over both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, update

from flows.grouping_job import GroupProgress, GroupReport, group_articles
from pipeline.folding import fold, make_profiles
from pipeline.records import PageRecord, StoryEventKind
from storage.candidates import load_texts
from storage.database import transaction
from storage.links import LinkRefused, add_link, load_links, remove_link
from storage.models import (
    Article,
    ArticleAlias,
    Comparison,
    Link,
    OutletSentence,
    PageOutcome,
    RepeatedSentence,
    SentenceList,
    Signature,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.queries import find_article
from storage.removals import remove_articles
from tests.pipeline.factories import report, words
from tests.storage.newsroom import NOON, Newsroom, make_claim, make_page

pytestmark = pytest.mark.slow  # histories of many runs

WEEK = timedelta(days=7)
OF_ARTICLES = (
    RepeatedSentence,
    OutletSentence,
    SentenceList,
    Comparison,
    Link,
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
NOTE = " ".join(report(start, 2).replace(". Then", " and then") for start in (7000, 7002, 7004))
"""Three sentences with names and numbers, which make the articles that hold them look alike."""


def noted(start: int) -> str:
    """An article of its own, with a note at its end."""
    own = (f"There {words(start + at, 8)}." for at in range(0, 48, 8))
    return f"{' '.join(own)}\n\n{NOTE}"


NOTED = {
    "ferry": noted(10_000),
    "market": noted(11_000),
    "school": noted(12_000),
    "elsewhere": noted(14_000),
    "news": "\n\n".join(reversed(noted(15_000).split("\n\n"))),
}
"""Articles with one note: the last of them opens with it, and one is of another outlet."""


def page(name: str, body: str | None = None, *, days: int = 0, **changes):
    return make_page(
        f"https://harbour.example/{name}",
        title=name,
        body=(TEXTS | NOTED)[name] if body is None else body,
        published=make_claim(NOON + timedelta(days=days)),
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
    """What the same articles and links fold into in memory, all at once."""
    with transaction(engine) as session:
        ids = session.scalars(select(Article.id)).all()
        texts, decided = load_texts(session, ids), load_links(session, ids)
    titles = {text.article_id: text.title for text in texts}
    return {frozenset(titles[i] for i in story) for story in fold(texts, links=decided).stories}


def left_out(engine: Engine) -> tuple[dict[str, frozenset[int]], set[int]]:
    """What was left out of each placed article, and all that is known to be repeated."""
    with transaction(engine) as session:
        rows = session.execute(
            select(Article.url, Variant.left_out).join(Article, Article.id == Variant.article_id)
        )
        placed = {url.rsplit("/", 1)[1]: digests for url, digests in rows}
        return placed, set(session.scalars(select(RepeatedSentence.digest)))


def left_out_at_once(engine: Engine) -> tuple[dict[str, frozenset[int]], set[int]]:
    """The same of the same articles in memory."""
    with transaction(engine) as session:
        texts = load_texts(session, session.scalars(select(Article.id)).all())
    profiles = make_profiles(replace(text, left_out=frozenset()) for text in texts)
    found = {profile.article.title: profile.article.left_out for profile in profiles}
    return found, set().union(*found.values())


def article_id(engine: Engine, name: str) -> int | None:
    with transaction(engine) as session:
        return find_article(session, f"https://harbour.example/{name}")


def link(engine: Engine, one: str, other: str, *, same: bool) -> int | None:
    """Link two articles by their headlines; None if an analyst could not."""
    ids = [article_id(engine, name) or 0 for name in (one, other)]
    with transaction(engine) as session:
        try:
            row = add_link(session, *ids, same=same, why="read", who="ada", now=NOON)
        except LinkRefused:
            return None
        return row.link_id


def unlink(engine: Engine, link_id: int) -> None:
    with transaction(engine) as session:
        remove_link(session, link_id)


def remove(engine: Engine, name: str) -> None:
    with transaction(engine) as session:
        remove_articles(session, [article_id(engine, name) or 0])


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


NAMES = st.sampled_from(sorted(TEXTS | NOTED))
STEPS = st.one_of(
    st.tuples(st.just("record"), NAMES, NAMES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("same"), NAMES, NAMES),
    st.tuples(st.just("different"), NAMES, NAMES),
    st.tuples(st.just("unlink"), st.integers(0, 3)),
    st.tuples(st.just("group")),
)


def publish(newsroom: Newsroom, *pages: PageRecord) -> None:
    """Record pages in a run of their own; the one called "elsewhere" is of another outlet."""
    for found in pages:
        other = found.requested_url.endswith("elsewhere")
        source_id = newsroom.name_source("quay-times") if other else None
        newsroom.record(found, run_id=newsroom.start_run(), source_id=source_id)


def take_step(newsroom: Newsroom, what: str, *values) -> None:
    """One thing that may happen to a newsroom; what cannot be done is left."""
    engine = newsroom.engine
    if what == "record":  # under the first headline, the text of the second: often an edit
        name, text = values
        publish(newsroom, page(name, (TEXTS | NOTED)[text]))
    elif what == "remove":
        remove(engine, *values)
    elif what == "unlink":
        links = newsroom.rows(Link)
        for row in links[values[0] : values[0] + 1]:
            unlink(engine, row.id)
    elif what == "group":
        group(engine)
    else:
        link(engine, *values, same=what == "same")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(sorted(TEXTS | NOTED)), later=st.lists(STEPS, max_size=8), data=st.data()
)
def test_whatever_happens_in_any_order_gives_what_folding_at_once_gives(
    newsroom: Newsroom, engine: Engine, order: Sequence[str], later: list, data: st.DataObject
):
    with transaction(engine) as session:
        for table in OF_ARTICLES:
            session.execute(delete(table))
    arrivals = [("record", name, name) for name in order]
    batches = data.draw(st.sets(st.integers(1, len(order) - 1), max_size=4))
    for at in sorted(batches, reverse=True):
        arrivals.insert(at, ("group",))
    for step in (*arrivals, ("group",), *later):
        take_step(newsroom, *step)
    for rebuild in (False, True):
        group(engine, rebuild=rebuild)
        assert stories(engine) == folded(engine)
        assert left_out(engine) == left_out_at_once(engine)


def names(*of: str) -> set[frozenset[str]]:
    """Stories of one article each."""
    return {frozenset({name}) for name in of}


def test_what_an_outlet_repeats_makes_no_story(newsroom: Newsroom, engine: Engine):
    publish(newsroom, page("ferry"), page("market"))
    assert group(engine).articles == 2
    assert stories(engine) == {frozenset({"ferry", "market"})}
    publish(newsroom, page("school"))
    assert group(engine).articles == 3  # the two before it as well: the note is left out of them
    assert stories(engine) == names("ferry", "market", "school")
    publish(newsroom, page("short", noted(16_000)))
    assert group(engine).articles == 1
    assert stories(engine) == names("ferry", "market", "school", "short")
    assert group(engine) == GroupReport()


def test_what_an_outlet_repeats_can_be_read(newsroom: Newsroom, engine: Engine):
    held_by = NOTED.keys() - {"news"}
    publish(newsroom, *map(page, held_by))
    group(engine)
    known = newsroom.rows(RepeatedSentence)
    assert " ".join(sorted(row.sentence for row in known)) == NOTE
    assert {(row.source_id, row.learned_at) for row in known} == {(newsroom.source_id, NOON)}
    digests = frozenset(row.digest for row in known)
    expected = {
        f"https://harbour.example/{name}": frozenset() if name == "elsewhere" else digests
        for name in held_by
    }
    addresses = {article.id: article.url for article in newsroom.rows(Article)}
    assert {addresses[row.article_id]: row.left_out for row in newsroom.rows(Variant)} == expected
    assert {
        addresses[version.article_id]: row.left_out
        for version in newsroom.versions()
        for row in newsroom.rows(Signature, version_id=version.id)
    } == expected


@pytest.mark.parametrize("what", ["edit", "removal"])
def test_what_is_repeated_no_more_comes_back_into_its_articles(
    newsroom: Newsroom, engine: Engine, what: str
):
    publish(newsroom, page("ferry"), page("market"), page("school"))
    group(engine)
    if what == "removal":
        remove(engine, "school")
        assert group(engine).articles == 2
    else:
        publish(newsroom, page("school", TEXTS["wire"]))
        assert group(engine).articles == 3
    assert frozenset({"ferry", "market"}) in stories(engine)
    assert newsroom.rows(RepeatedSentence) == []


def test_a_run_that_dies_after_learning_is_made_good_by_the_next(
    newsroom: Newsroom, engine: Engine
):
    publish(newsroom, page("ferry"), page("market"))
    group(engine)
    publish(newsroom, page("school"))

    def die(progress: GroupProgress) -> None:
        if progress.step == "sign":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        group(engine, on_progress=die)
    assert stories(engine) == {frozenset({"ferry", "market"})}
    assert group(engine).articles == 3
    assert stories(engine) == names("ferry", "market", "school")


def test_articles_of_an_older_database_are_read_once(newsroom: Newsroom, engine: Engine):
    """Stories are there, and nothing is known of sentences: so they are after an upgrade."""
    publish(newsroom, *map(page, NOTED))
    group(engine)
    at_first = stories(engine)
    with transaction(engine) as session:
        for table in (RepeatedSentence, OutletSentence, SentenceList):
            session.execute(delete(table))
        for model in (Variant, Signature):
            session.execute(update(model).values(left_out=frozenset()))
    steps = []
    report = group(
        engine, on_progress=lambda progress: steps.append((progress.step, progress.done))
    )
    assert report.articles == 4
    assert steps[:2] == [("read", 5), ("sign", 4)]
    assert stories(engine) == at_first
    assert left_out(engine) == left_out_at_once(engine)


def test_what_an_analyst_puts_together_is_one_story_from_the_next_run_on(
    newsroom: Newsroom, engine: Engine
):
    newsroom.record(*map(page, TEXTS))
    group(engine)
    assert link(engine, "wire", "short", same=True)
    report = group(engine)
    assert (report.articles, report.merged) == (2, 1)
    expected = {
        frozenset({"wire", "reprint", "edit", "short"}),
        frozenset({"other", "other-longer"}),
    }
    assert stories(engine) == expected
    group(engine, rebuild=True)
    newsroom.record(page("later", TEXTS["wire"] + " and more"))
    group(engine)
    assert stories(engine) == {
        frozenset({"wire", "reprint", "edit", "short", "later"}),
        frozenset({"other", "other-longer"}),
    }


def test_what_an_analyst_puts_apart_is_never_one_story(newsroom: Newsroom, engine: Engine):
    newsroom.record(page("wire"), page("reprint"))
    group(engine)
    link_id = link(engine, "wire", "reprint", same=False)
    assert link_id is not None
    group(engine)
    apart = {frozenset({"wire"}), frozenset({"reprint"})}
    assert stories(engine) == apart
    group(engine, rebuild=True)
    assert stories(engine) == apart
    unlink(engine, link_id)
    group(engine)
    assert stories(engine) == {frozenset({"wire", "reprint"})}


def test_what_was_put_together_parts_again_without_its_link(newsroom: Newsroom, engine: Engine):
    newsroom.record(page("wire"), page("other"))
    link_id = link(engine, "wire", "other", same=True)
    assert link_id is not None
    group(engine)
    assert stories(engine) == {frozenset({"wire", "other"})}
    unlink(engine, link_id)
    group(engine)
    assert stories(engine) == {frozenset({"wire"}), frozenset({"other"})}


def test_what_an_article_held_together_parts_when_it_is_removed(newsroom: Newsroom, engine: Engine):
    newsroom.record(
        page("wire", report(0, 15)), page("edit", report(15, 15)), page("reprint", report(0, 30))
    )
    group(engine)
    remove(engine, "reprint")
    group(engine)
    assert stories(engine) == {frozenset({"wire"}), frozenset({"edit"})}


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
    """Two copies lie outside each other's window until one between them comes in."""
    text = report(0, 30)
    newsroom.record(page("wire", text), page("edit", text, days=9))
    group(engine)
    older, younger = (story.id for story in newsroom.rows(Story))
    newsroom.record(page("reprint", text, days=4))
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
