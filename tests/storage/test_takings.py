from sqlalchemy import Engine, text

from storage.database import transaction
from storage.takings import TakingFilter, latest_takings
from tests.storage.press_week import fill


def test_takings_are_those_of_the_views_the_latest_first(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        for asked, query in (
            (TakingFilter(), "reprints WHERE confidence >= 0.5 AND NOT same_family"),
            (TakingFilter(uncredited=True), "uncredited_copies WHERE confidence >= 0.5"),
            (TakingFilter(outlet="bright-daily"), "reprints WHERE outlet = 'bright-daily'"),
            (TakingFilter(from_outlet="tidal-times"), "reprints WHERE from_outlet = 'tidal-times'"
             " AND confidence >= 0.5"),
        ):  # fmt: skip
            rows = session.execute(
                text(
                    "SELECT article_id, from_article_id, share_copied, lag_hours, credited "
                    f"FROM {query} ORDER BY reference_at DESC, article_id DESC"
                )
            ).all()
            found, _ = latest_takings(session, asked, limit=100)
            assert rows
            assert [
                (one.article_id, one.from_article_id, one.share_copied, one.lag_hours, one.credited)
                for one in found
            ] == [(*row[:4], bool(row[4])) for row in rows]


def test_pages_go_on_where_the_one_before_ended(engine: Engine):
    fill(engine)
    with transaction(engine) as session:
        whole, end = latest_takings(session, TakingFilter(), limit=100)
        assert end is None
        pieced, after = latest_takings(session, TakingFilter(), limit=2)
        while after is not None:
            more, after = latest_takings(session, TakingFilter(), limit=2, after=after)
            pieced += more
        assert pieced == whole
