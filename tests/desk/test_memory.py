from datetime import timedelta

from desk.memory import Counted, Memory
from storage.database import transaction
from tests.storage.newsroom import NOON, Newsroom


def test_what_was_counted_is_kept_until_the_data_move_on(newsroom: Newsroom):
    memory, counts = Memory(), iter(range(9))

    def recall(name="figures", now=NOON):
        with transaction(newsroom.engine) as session:
            return memory.recall(session, name, lambda _: next(counts), now=now)

    assert recall() == Counted(0, NOON)
    assert recall(now=NOON + timedelta(minutes=59)) == Counted(0, NOON)
    assert recall("others").value == 1
    newsroom.start_run()
    assert recall(now=NOON + timedelta(minutes=2)) == Counted(2, NOON + timedelta(minutes=2))


def test_nothing_is_kept_for_more_than_an_hour(newsroom: Newsroom):
    memory = Memory()
    with transaction(newsroom.engine) as session:
        memory.recall(session, "figures", lambda _: 1, now=NOON)
        later = NOON + timedelta(hours=1)
        assert memory.recall(session, "figures", lambda _: 2, now=later) == Counted(2, later)
