import pytest

from pipeline.records import ArchivePlace, VariantKind
from storage.article_details import archive_place, article_detail, version_rows
from storage.database import transaction
from storage.models import Article, Version
from storage.rereading import forget_files
from tests.storage.newsroom import NOON, hours, make_claim, make_page, make_plan


@pytest.fixture
def session(newsroom):
    """Four articles of one story, the third as it was changed twice."""
    newsroom.publish(4, published=make_claim())
    for number in (1, 2):
        newsroom.record(
            make_page(
                "https://harbour.example/3",
                title="Title 3",
                body=f"Text {number}",
                fetched_at=NOON + hours(10 + number),
            ),
            run_id=newsroom.start_run(),
        )
    newsroom.save(make_plan(None, [1, 2, 3, 4]))
    with transaction(newsroom.engine) as session:
        yield session


def test_an_article_with_its_place(session):
    found = article_detail(session, 3, most_mates=10)
    assert (found.article_id, found.version_count, found.outlet.name) == (3, 3, "harbour-post")
    assert found.published == make_claim()
    assert found.modified is None
    place = found.place
    assert (place.story_id, place.kind, place.canonical_id) == (1, VariantKind.REPRINT, 1)
    assert (place.likely_source_id, place.likely_source) == (1, "harbour-post")
    assert [mate.article_id for mate in found.mates] == [1, 2, 4]


def test_the_source_comes_first_where_not_all_others_are_told(session):
    found = article_detail(session, 3, most_mates=1)
    assert [mate.article_id for mate in found.mates] == [1]
    assert found.mate_count == 3


def test_aliases_and_moves(session):
    session.get_one(Article, 4).moved_to_id = 2
    session.flush()
    assert article_detail(session, 2, most_mates=1).moved_from_ids == (4,)
    aliases = article_detail(session, 4, most_mates=1).aliases
    assert [alias.url for alias in aliases] == ["https://harbour.example/4"]


def test_what_waits_has_no_place(newsroom):
    newsroom.publish(1)
    with transaction(newsroom.engine) as session:
        found = article_detail(session, 1, most_mates=5)
        assert (found.place, found.mates, found.mate_count) == (None, (), 0)
        assert article_detail(session, 2, most_mates=5) is None


def test_versions_the_newest_first(session):
    assert [row.number for row in version_rows(session, 3, newest=3, count=2)] == [3, 2]
    assert [row.number for row in version_rows(session, 3, newest=1, count=2)] == [1]


def test_a_page_read_anew_is_no_change_of_the_outlet(session):
    assert archive_place(session, 3, 2) is None
    place = ArchivePlace(file="run-1.warc.gz", offset=7)
    for row in session.query(Version).filter(Version.article_id == 3, Version.number > 1):
        row.archive_file, row.archive_offset = place.file, place.offset
        row.crawl_run_id = None if row.number == 3 else row.crawl_run_id
    session.flush()
    assert archive_place(session, 3, 2) == place
    rows = version_rows(session, 3, newest=3, count=2)
    assert [row.reread for row in rows] == [True, False]
    assert version_rows(session, 3, newest=3, count=1)[0].reread
    forget_files(session, [place.file])
    (row,) = version_rows(session, 3, newest=3, count=1)
    assert (row.reread, row.place) == (True, None)
    assert archive_place(session, 3, 99) is None
