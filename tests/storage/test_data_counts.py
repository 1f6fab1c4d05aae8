from pipeline.records import StoryEvent, StoryEventKind
from storage.data_counts import count_data, mark_of
from storage.database import transaction
from storage.models import Base
from tests.storage.newsroom import NOON, Newsroom, make_plan


def test_counts_of_rows_and_methods(newsroom: Newsroom):
    newsroom.publish(3)
    newsroom.save(make_plan(None, [1, 2]), method="m1")
    newsroom.save(make_plan(None, [3]), method="m2")
    with transaction(newsroom.engine) as session:
        counts = count_data(session)
    assert set(counts.rows) == set(Base.metadata.tables)
    assert (counts.rows["article"], counts.rows["story"], counts.rows["link"]) == (3, 2, 0)
    assert [(one.method, one.count, one.last_at) for one in counts.judgements] == [
        ("m1", 1, NOON),
        ("m2", 1, NOON),
    ]
    assert counts.schemes == ()


def test_a_mark_moves_with_runs_stories_and_outlets(newsroom: Newsroom):
    def mark():
        with transaction(newsroom.engine) as session:
            return mark_of(session)

    marks = [mark(), mark()]
    assert marks[0] == marks[1]
    opened = (StoryEvent(kind=StoryEventKind.OPENED),)
    newsroom.publish(1)
    for move in (
        newsroom.start_run,
        lambda: newsroom.name_source("mirror.example"),
        lambda: newsroom.save(make_plan(None, [1], events=opened)),
    ):
        move()
        marks.append(mark())
    assert len(set(marks)) == 4
