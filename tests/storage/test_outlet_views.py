from sqlalchemy import Engine, text

from tests.storage.press_week import fill, rows


def test_pairs_of_outlets(engine: Engine):
    fill(engine)
    query = (
        "SELECT from_outlet, taken_count, copy_count, likely_count, median_lag_hours, output_share"
        " FROM outlet_pairs WHERE outlet = 'bright-daily' ORDER BY 1"
    )
    assert rows(engine, query) == [
        ("harbour-post", 1, 1, 1, 0.42, 0.2),
        ("meridian-wire", 1, 1, 1, 3.0, 0.2),
        ("tidal-times", 1, 1, 1, 0.5, 0.2),
        ("valley-courier", 2, 2, 2, 0.54, 0.4),
    ]


def test_two_articles_of_one_story_are_one_story(engine: Engine):
    fill(engine)
    query = "FROM outlet_pairs WHERE outlet = 'bright-daily' AND from_outlet = 'valley-courier'"
    assert rows(engine, f"SELECT taken_count, story_count {query}") == [(2, 2)]
    with engine.begin() as connection:
        connection.execute(text("UPDATE variant SET story_id = 3 WHERE story_id = 5"))
    assert rows(engine, f"SELECT taken_count, story_count {query}") == [(2, 1)]


def test_only_what_was_likely_taken_counts_as_uncredited(engine: Engine):
    fill(engine)
    query = (
        "SELECT outlet, taken_count, likely_count, uncredited_count, uncredited_share"
        " FROM outlet_pairs WHERE from_outlet = 'tidal-times' ORDER BY 1"
    )
    assert rows(engine, query) == [
        ("bright-daily", 1, 1, 1, 1.0),
        ("meridian-wire", 1, 0, 0, None),
        ("valley-courier", 2, 1, 0, 0.0),
    ]


def test_the_farm_score_is_what_its_formula_says(engine: Engine):
    fill(engine)
    query = "SELECT farm_score, originality FROM outlet_profile WHERE outlet = 'bright-daily'"
    # 5 of 5 articles taken with 0.9 each, none credited, from four families.
    assert rows(engine, query) == [(90, 0.1)]


def test_an_outlet_that_others_take_from_ranks_first(engine: Engine):
    fill(engine)
    query = "SELECT rank, outlet, taker_count FROM outlet_ranks WHERE rank <= 1"
    assert rows(engine, query) == [(1, "meridian-wire", 3)]
    query = "SELECT taken_from_it_count, taker_count FROM outlet_profile"
    assert rows(engine, f"{query} WHERE outlet = 'meridian-wire'") == [(4, 3)]


def test_states_of_sources(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE page_outcome SET outcome = 'timed-out' WHERE source_id ="
                " (SELECT id FROM source WHERE name = 'tidal-times')"
            )
        )
    query = "SELECT outlet, state, page_count FROM source_health WHERE state <> 'ok' ORDER BY 1"
    assert rows(engine, query) == [
        ("north-star", "silent", 0),
        ("tidal-times", "failing", 4),
    ]
