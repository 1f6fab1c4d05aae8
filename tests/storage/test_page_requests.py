from sqlalchemy import Engine

from pipeline.records import PageKind
from storage.database import transaction
from storage.models import PageRequest
from storage.page_requests import note_requests
from storage.types import fits_index
from tests.storage.newsroom import NOON, Newsroom


def test_what_is_asked_for_is_noted_once(newsroom: Newsroom, engine: Engine):
    pages = [(1, f"https://harbour.example/{n}", PageKind.ARTICLE) for n in range(3)]
    for some in (pages[:2], pages, []):
        with transaction(engine) as session:
            note_requests(session, some, run_id=newsroom.run_id, now=NOON)
    rows = newsroom.rows(PageRequest)
    assert [row.requested_url for row in rows] == [url for _, url, _ in pages]
    assert {(row.source_id, row.kind, row.requested_at) for row in rows} == {
        (1, PageKind.ARTICLE, NOON)
    }


def test_an_address_too_long_for_a_key_is_cut_as_that_of_its_outcome(
    newsroom: Newsroom, engine: Engine
):
    url = "https://harbour.example/" + "a" * 9_000
    with transaction(engine) as session:
        note_requests(session, [(1, url, PageKind.FEED)], run_id=newsroom.run_id, now=NOON)
    (row,) = newsroom.rows(PageRequest)
    assert fits_index(row.requested_url)
