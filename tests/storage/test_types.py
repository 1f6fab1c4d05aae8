from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import StatementError

from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import CrawlRun, FinishReason, Variant
from storage.types import storable
from tests.storage.newsroom import Newsroom, make_plan


def set_start(engine: Engine, at: datetime) -> None:
    with transaction(engine) as session:
        session.execute(update(CrawlRun).values(started_at=at))


def test_a_time_comes_back_as_the_same_instant_in_utc(newsroom: Newsroom):
    tokyo = timezone(timedelta(hours=9))
    set_start(newsroom.engine, datetime(2026, 3, 2, 8, 15, 30, 123456, tzinfo=tokyo))
    (run,) = newsroom.rows(CrawlRun)
    assert run.started_at == datetime(2026, 3, 1, 23, 15, 30, 123456, tzinfo=UTC)
    assert run.started_at.tzinfo is UTC


def test_a_naive_time_is_refused(newsroom: Newsroom):
    with pytest.raises(StatementError, match="naive datetime"):
        set_start(newsroom.engine, datetime(2026, 3, 2))


def test_a_closed_list_comes_back_as_its_members(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        session.execute(update(CrawlRun).values(finish_reason=FinishReason.TIMED_OUT))
    (run,) = newsroom.rows(CrawlRun)
    assert run.finish_reason is FinishReason.TIMED_OUT


def test_a_closed_list_takes_nothing_else(newsroom: Newsroom):
    with (
        pytest.raises(StatementError, match="not among the defined enum values"),
        transaction(newsroom.engine) as session,
    ):
        session.execute(update(CrawlRun).values(finish_reason=Outcome.GONE))


def test_a_set_of_numbers_comes_back_and_equal_sets_are_equal_to_the_database(newsroom: Newsroom):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    numbers = frozenset({-(2**63), -1, 0, 2**63 - 1})
    with transaction(newsroom.engine) as session:
        session.execute(update(Variant).where(Variant.article_id == 1).values(left_out=numbers))
        equal = select(Variant.article_id).where(Variant.left_out == frozenset(sorted(numbers)))
        assert session.scalars(equal).all() == [1]
    assert [row.left_out for row in newsroom.rows(Variant)] == [numbers, frozenset()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("naïve 漢字 \N{GRINNING FACE}", "naïve 漢字 \N{GRINNING FACE}"),
        ("a\0b", "a\ufffdb"),
        ("é\0\ud800\udfff", "é\ufffd\ufffd\ufffd"),
    ],
)
def test_only_what_cannot_be_stored_is_replaced(text: str, expected: str):
    assert storable(text) == expected
