import pytest

from desk.app import DeskSettings, make_app, make_desk_engine
from desk.guarding import HEADERS
from pipeline.records import ArchivePlace
from storage.database import transaction
from storage.models import Version
from tests.desk.conftest import NOW
from tests.desk.reading import Reader
from tests.storage.newsroom import make_page

PLACE = ArchivePlace(file="run-000001.warc.gz", offset=512)
PAGE = b"<!doctype html><script>alert(1)</script>\xff\xfe"


@pytest.fixture
def kept(newsroom):
    """Two articles; the page of the first is kept."""
    newsroom.record(make_page(), make_page("https://harbour.example/other"))
    with transaction(newsroom.engine) as session:
        version = session.get_one(Version, 1)
        version.archive_file, version.archive_offset = PLACE.file, PLACE.offset
    return newsroom


@pytest.fixture
def open_with(kept, database_url):
    engine = make_desk_engine(database_url, DeskSettings())

    def open_one(raw_pages) -> Reader:
        return Reader(make_app(engine, DeskSettings(), clock=lambda: NOW, raw_pages=raw_pages))

    yield open_one
    engine.dispose()


def test_a_page_comes_as_a_text_file_as_it_was(open_with):
    asked = []
    reader = open_with(lambda place: asked.append(place) or PAGE)
    assert "/article/1/raw/1" in reader.get("/article/1").links()
    answer = reader.get("/article/1/raw/1")
    assert asked == [PLACE]
    assert answer.response.content == PAGE
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="article-1-version-1.html.txt"'
    )
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_page_that_is_kept_no_longer(open_with):
    answer = open_with(lambda place: None).get("/article/1/raw/1")
    assert answer.status == 404
    assert "no longer kept" in answer.text
    assert "no longer kept" in open_with(None).get("/article/1/raw/1").text


@pytest.mark.parametrize(
    "path", ["/article/2/raw/1", "/article/1/raw/2", f"/article/1/raw/{9**30}"]
)
def test_a_page_that_was_not_kept(open_with, path):
    reader = open_with(lambda place: PAGE)
    assert reader.get(path).status == 404
    assert "/article/2/raw/1" not in reader.get("/article/2").links()
    assert "its page is not kept" in reader.get("/article/2").text
