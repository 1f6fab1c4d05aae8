import statistics

from sqlalchemy import Engine, select, text

from storage.database import transaction
from storage.models import Article, Source, Story, Variant
from storage.readonly import ask
from tests.storage.newsroom import Newsroom, make_page, make_plan
from tests.storage.press_week import fill, rows


def test_stories_and_their_articles(engine: Engine):
    fill(engine)
    (story,) = rows(
        engine,
        "SELECT day, article_count, outlet_count, family_count, reprint_count, unique_count,"
        " edit_count, countries, first_outlet, last_article_id, span_hours, lead"
        " FROM stories WHERE story_id = 1",
    )
    assert story == (
        "2026-03-02", 5, 5, 4, 3, 2, 2, "GB, IE", "meridian-wire", 5, 3.0,
        "Two hurt as crane falls in harbour.",
    )  # fmt: skip
    variants = rows(
        engine,
        "SELECT outlet, family, kind, match_rate, hours_after_first, version_count FROM variants"
        " WHERE story_id = 1 AND is_duplicate ORDER BY article_id",
    )
    assert variants == [
        ("harbour-post", "Harbour Media", "reprint", 96, 0.67, 2),
        ("harbour-echo", "Harbour Media", "reprint", 96, 1.0, 1),
        ("bright-daily", "bright-daily", "light", 70, 3.0, 1),
    ]


def test_a_day_without_a_time_has_no_hours(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        change = "UPDATE article SET published_has_time = FALSE WHERE id = 1"
        connection.execute(text(change))
    query = "SELECT count(hours_after_first) FROM variants WHERE story_id = 1"
    assert rows(engine, query) == [(0,)]
    query = "SELECT lead_hours, next_outlet FROM first_publishers WHERE story_id = 1"
    assert rows(engine, query) == [(None, "harbour-post")]


def test_the_log_has_the_articles(engine: Engine):
    fill(engine)
    query = "SELECT kind, outlet, actor FROM story_events WHERE story_id = 2 ORDER BY event_id"
    assert rows(engine, query) == [
        ("opened", None, "test"), ("joined", "harbour-post", "test"),
        ("joined", "harbour-echo", "test"),
    ]  # fmt: skip


def test_what_else_a_page_says_of_its_article(newsroom: Newsroom):
    newsroom.record(
        make_page(
            standfirst="A crane fell.", section="Local", tags=("harbour", "cranes"), free=False
        )
    )
    newsroom.save(make_plan(None, [1]))
    query = "SELECT standfirst, section, tags, article_kind, free FROM variants"
    assert rows(newsroom.engine, query) == [
        ("A crane fell.", "Local", "harbour, cranes", None, False)
    ]


def test_authors_and_opt_outs_are_listed(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        cast = "CAST('{}' AS jsonb)" if engine.dialect.name == "postgresql" else "'{}'"
        names, nothing = cast.format('["A. Bell", "C. Dorn"]'), cast.format("null")
        change = f"UPDATE article SET authors = {names}, opt_outs = {nothing} WHERE id = 1"
        connection.exec_driver_sql(change, execution_options={"no_parameters": True})
    query = "SELECT authors, opt_outs FROM variants WHERE article_id = 1"
    assert rows(engine, query) == [("A. Bell, C. Dorn", None)]


def test_every_figure_of_a_story_is_that_of_its_articles(engine: Engine):
    fill(engine)
    query = (
        "SELECT story_id, first_at AS first_at, last_at AS last_at, found_at AS found_at,"
        " reprint_count, unique_count, rewrite_count, edit_count, outlets, families, family_count,"
        " language_count, languages, country_count, countries, last_article_id, mean_score,"
        " least_score FROM stories ORDER BY story_id"
    )
    with transaction(engine) as session:
        told = [_figures(session, story) for story in session.scalars(LIVING)]
    assert ask(engine, query).rows == told


LIVING = select(Story).where(Story.merged_into_id.is_(None)).order_by(Story.id)


def _figures(session, story: Story) -> tuple[object, ...]:
    """The figures of a story by their meaning, from its rows."""
    members = session.execute(
        select(Article, Source, Variant)
        .join(Variant, Variant.article_id == Article.id)
        .join(Source, Source.id == Article.source_id)
        .where(Variant.story_id == story.id)
    ).all()
    times = [article.reference_at for article, _, _ in members]
    copies = sum(v.kind in ("reprint", "light", "abridged", "expanded") for *_, v in members)
    families = sorted({source.owner or source.name for _, source, _ in members})
    languages = sorted({article.lang for article, _, _ in members if article.lang})
    countries = sorted({source.country for _, source, _ in members if source.country})
    scores = [variant.score for *_, variant in members if variant.score is not None]
    return (
        story.id,
        min(times),
        max(times),
        min(article.first_seen_at for article, _, _ in members),
        copies,
        len(members) - copies,
        sum(variant.kind == "rewrite" for *_, variant in members),
        sum(article.version_count - 1 for article, _, _ in members),
        ", ".join(sorted({source.name for _, source, _ in members})),
        ", ".join(families),
        len(families),
        len(languages),
        ", ".join(languages) or None,
        len(countries),
        ", ".join(countries) or None,
        max((article.reference_at, article.id) for article, _, _ in members)[1],
        round(statistics.mean(scores), 3) if scores else None,
        round(min(scores), 3) if scores else None,
    )
