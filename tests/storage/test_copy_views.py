from sqlalchemy import Engine, text

from tests.storage.press_week import fill, rows


def test_shares_are_of_the_one_and_of_the_other(engine: Engine):
    fill(engine)
    query = (
        "SELECT outlet, relation, share_copied, share_kept, match_rate FROM reprints"
        " WHERE story_id = 4 ORDER BY article_id"
    )
    assert rows(engine, query) == [
        ("bright-daily", "light", 0.9, 0.45, 90),  # of half the length
        ("valley-courier", "rewrite", 0.214, 0.3, 21),  # longer by two fifths
    ]


def test_copies_within_a_family_or_with_credit_are_not_uncredited(engine: Engine):
    fill(engine)
    query = "SELECT DISTINCT outlet FROM uncredited_copies"
    assert rows(engine, query) == [("bright-daily",)]
    query = "SELECT outlet FROM reprints WHERE same_family"
    assert rows(engine, query) == [("harbour-echo",)]


def test_without_a_stored_comparison_the_pair_is_still_there(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM comparison"))
    query = "SELECT count(*), count(share_copied), min(relation) FROM reprints"
    assert rows(engine, query) == [(14, 0, "rewrite")]


def test_the_version_that_was_copied_is_the_one_that_stood_then(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        late = "UPDATE article SET published_at = first_seen_at WHERE id = 5"
        seen = "UPDATE article SET first_seen_at = '2026-03-02 14:00:00.000000+00:00' WHERE id = 5"
        connection.execute(text(seen))
        connection.execute(text(late))
    query = "SELECT from_version, from_version_count FROM reprints WHERE article_id = 5"
    assert rows(engine, query) == [(2, 2)]
    query = "SELECT copy_count, changed_copy_count, unchecked_copy_count FROM article_edits"
    assert rows(engine, f"{query} WHERE article_id = 1") == [(2, 1, 1)]


def test_reach_of_an_edit(engine: Engine):
    fill(engine)
    query = "SELECT copy_outlet, reached FROM edit_reach WHERE article_id = 1 ORDER BY 1"
    assert rows(engine, query) == [
        ("bright-daily", "unchanged"), ("harbour-echo", "unchecked"), ("harbour-post", "changed"),
    ]  # fmt: skip
