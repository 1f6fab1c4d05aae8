"""Tests of storage.versions."""

from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Job
from storage.versions import article_head, edits_of_run, load_versions
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page


def edit(newsroom: Newsroom, hour: int, **text: str) -> int:
    run_id = newsroom.start_run(Job.RECRAWL)
    newsroom.record(make_page(fetched_at=NOON + hours(hour), **text), run_id=run_id)
    return run_id


def test_versions_are_loaded_in_the_order_asked_for(newsroom: Newsroom):
    for hour in range(3):
        edit(newsroom, hour, title=f"Title {hour}", body=f"Body {hour}.")
    with transaction(newsroom.engine) as session:
        head = article_head(session, 1)
        assert (head.source, head.version_count, head.gone_at) == ("harbour-post", 3, None)
        found = load_versions(session, 1, (3, 1, 9))
    assert [(v.number, v.title, v.body, v.fetched_at) for v in found] == [
        (3, "Title 2", "Body 2.", NOON + hours(2)),
        (1, "Title 0", "Body 0.", NOON),
    ]


def test_the_edits_of_a_run_have_both_texts(newsroom: Newsroom):
    newsroom.publish(3)
    newsroom.record(make_page())
    run_id = edit(newsroom, 5, title="Corrected")
    newsroom.record(
        make_page("https://harbour.example/3", body="New.", fetched_at=NOON + hours(9)),
        make_page("https://harbour.example/99", fetched_at=NOON + hours(9)),
        make_ending(Outcome.GONE, "https://harbour.example/1"),
        run_id=run_id,
    )
    edit(newsroom, 10, title="Corrected again")
    with transaction(newsroom.engine) as session:
        edits = edits_of_run(session, run_id)
        assert edits_of_run(session, run_id, limit=1) == edits[:1]
        assert edits_of_run(session, newsroom.run_id) == []
    shown = [(e.article.url[-5:], e.before.number, e.before.title, e.after.title) for e in edits]
    assert shown == [
        ("crane", 1, "Crane falls in harbour", "Corrected"),
        ("ple/3", 1, "Title 3", "Crane falls in harbour"),
    ]
