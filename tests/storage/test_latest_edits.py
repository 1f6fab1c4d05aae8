import pytest
from sqlalchemy import Engine, text

from storage.database import transaction
from storage.latest_edits import latest_edits
from tests.storage.press_week import fill


def test_edits_are_those_of_the_view_the_latest_first(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        rows = session.execute(
            text("SELECT article_id, to_version, copy_count, title_before FROM article_edits")
        ).all()
        found, after = latest_edits(session, limit=100)
        assert after is None
        seen = [
            (one.edit.article_id, one.edit.to_version, one.edit.copy_count, one.title_before)
            for one in found
        ]
        assert sorted(seen) == sorted(tuple(row) for row in rows)
        assert [one.version_id for one in found] == sorted(
            (one.version_id for one in found), reverse=True
        )


def test_edits_of_an_outlet_and_of_what_was_copied(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        of_wire, _ = latest_edits(session, outlet="meridian-wire", limit=100)
        copied, _ = latest_edits(session, copied=True, limit=100)
        assert {one.outlet for one in of_wire} == {"meridian-wire"}
        assert {one.edit.article_id for one in copied} == {1, 8}


def test_pages_go_on_where_the_one_before_ended(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        whole, _ = latest_edits(session, limit=100)
        pieced, after = latest_edits(session, limit=1)
        while after is not None:
            more, after = latest_edits(session, limit=1, before=after)
            pieced += more
        assert pieced == whole


@pytest.mark.parametrize("kept", ["'a.warc'", "NULL"])
def test_a_page_that_was_only_read_anew_is_no_edit(engine: Engine, kept: str):
    fill(engine)
    with transaction(engine) as session:
        before, _ = latest_edits(session, limit=100)
        session.execute(
            text(
                f"UPDATE version SET archive_file = {kept}, archive_offset = 7, "
                "crawl_run_id = CASE WHEN number = 1 THEN crawl_run_id END WHERE article_id = 1"
            )
        )
        after, _ = latest_edits(session, limit=100)
        assert {one.edit.article_id for one in before} - {one.edit.article_id for one in after} == {
            1
        }
