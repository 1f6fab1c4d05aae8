from sqlalchemy import Engine

from storage.database import transaction
from storage.story_evidence import edits_in, takings_in
from tests.storage.press_week import fill


def test_who_took_from_whom_is_what_the_view_says(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        rows = takings_in(session, 1)
    assert [(row.article_id, row.from_article_id, row.relation) for row in rows] == [
        (2, 1, "reprint"), (3, 1, "reprint"), (4, 1, "rewrite"), (5, 1, "light"),
    ]  # fmt: skip
    assert [(row.credited, row.credits_outlet) for row in rows] == [
        (True, True), (True, True), (False, False), (False, False),
    ]  # fmt: skip
    assert (rows[0].lag_hours, rows[3].share_copied, rows[3].confidence) == (0.67, 0.7, 0.9)


def test_edits_with_how_many_copies_they_reached(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        first, second = edits_in(session, 1)
    assert (first.article_id, first.from_version, first.to_version) == (1, 1, 2)
    assert (first.copy_count, first.changed_copy_count, first.unchanged_copy_count) == (3, 1, 1)
    assert first.edited_at.utcoffset() is not None
    assert (second.article_id, second.copy_count) == (2, 0)


def test_a_story_that_is_not_there_has_neither(engine: Engine):
    with transaction(engine) as session:
        assert (takings_in(session, 1), edits_in(session, 1)) == ([], [])
