from sqlalchemy import Engine, text

from tests.storage.newsroom import Newsroom, make_page, make_plan
from tests.storage.press_week import fill


def rows(engine: Engine, sql: str):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


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
        "SELECT outlet, kind, match_rate, hours_after_first, version_count FROM variants"
        " WHERE story_id = 1 AND is_duplicate ORDER BY article_id",
    )
    assert variants == [
        ("harbour-post", "reprint", 96, 0.67, 2),
        ("harbour-echo", "reprint", 96, 1.0, 1),
        ("bright-daily", "light", 70, 3.0, 1),
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
