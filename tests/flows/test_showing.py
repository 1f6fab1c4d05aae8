import json

import pytest

from flows.jobs import group_new, ingest_files
from storage.database import transaction
from storage.links import add_link
from storage.models import Source
from storage.queries import story_of_article
from storage.showing import StoryView, view_story
from tests.flows.conftest import NOW, article

TOLD = [
    {"outlet": "wire.example", "published": "2026-03-10T08:00:00+00:00"},
    {"outlet": "day.example", "published": "2026-03-10"},
    {"outlet": "midnight.example", "published": "2026-03-10T00:00:00+00:00", "credit": "Reuters"},
    {"outlet": "sister.example", "published": "2026-03-11T08:00:00+00:00", "credit": "REUTERS"},
    {"outlet": "future.example", "published": "2026-03-16T08:00:00+00:00"},
]


@pytest.fixture
def view(context, database, tmp_path) -> StoryView:
    """The story of five copies; day.example and sister.example are of one owner."""
    lines = [
        json.dumps(article(0) | told | {"url": f"https://{told['outlet']}/1"}) for told in TOLD
    ]
    (tmp_path / "told.jsonl").write_text("\n".join(lines))
    ingest_files(context, [tmp_path / "told.jsonl"])
    with transaction(database) as session:
        for source in session.query(Source):
            source.owner = "Moss" if source.name[:3] in ("day", "sis") else None
    group_new(context)
    with transaction(database) as session:
        add_link(session, 1, 2, same=True, why="read both", who="ada", now=NOW)
        story_id = story_of_article(session, 1)
        found = view_story(session, story_id)
    assert found is not None
    return found


def test_the_first_publisher_with_those_who_may_have_been_before(view):
    first = view.first
    assert (first.article_id, first.outlet, first.certain) == (1, "wire.example", False)
    assert first.earliest == first.latest
    # The day and midnight are days of an unknown hour; the clock that is wrong tells nothing.
    assert first.rivals == (2, 3, 5)
    assert (view.days, view.wrong_clocks) == ({2, 3}, {5})


def test_outlets_that_are_one_source_and_why(view):
    (group,) = view.groups
    assert len(group.outlets) == 5
    assert group.reasons == ("copied text", "credit: Reuters", "one owner: Moss")
    assert view.detail.story.independent_count == 1
    assert view.credits == {"Reuters": 2}


def test_what_analysts_decided_of_its_articles(view):
    assert [(link.first_id, link.second_id, link.who) for link in view.links] == [(1, 2, "ada")]


def test_there_is_no_such_story(database):
    with transaction(database) as session:
        assert view_story(session, 7) is None


def test_a_first_publisher_without_a_claim_was_there_by_when_it_was_seen(
    context, database, write_articles
):
    ingest_files(context, [write_articles(count=1, published=None)])
    group_new(context)
    with transaction(database) as session:
        view = view_story(session, 1)
    assert (view.first.earliest, view.first.latest, view.first.certain) == (None, NOW, True)
