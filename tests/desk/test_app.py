"""The desk as a whole: every page in its forms, what goes wrong, and that it only reads."""

from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

import feedparser
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from desk.app import PAGES, DeskSettings, make_desk_engine
from desk.guarding import HEADERS
from desk.page import Page
from storage.database import DatabaseUnusable, make_engine, transaction
from storage.models import Version
from tests.storage.press_week import fill


@dataclass(frozen=True)
class Nothing:
    title: str = "t"
    message: str = "m"
    remedy: str = "r"


def page_that(read) -> Page:
    return Page(path="/tried", template="fault.html", read=read)


def fail(asked):
    raise RuntimeError("the secret of the house")


def test_pages_have_paths_of_their_own():
    paths = [page.path for page in PAGES]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_what_is_not_there_is_told_with_a_remedy(newsroom, reader, suffix):
    for path in ("/story/999", f"/story/{10**30}", "/nowhere", "/story/x"):
        answer = reader.get(path + suffix)
        assert answer.status == 404
        assert "front page" in answer.text.lower() or "newsfold stories" in answer.text
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_an_error_is_told_in_the_form_that_was_asked_for(newsroom, reader):
    told = reader.get("/story/999.json").json
    assert (told["status"], told["message"]) == (404, "There is no story 999.")
    assert reader.get("/story/999").texts("//h1") == ["Not found"]


def test_a_question_that_is_not_understood(newsroom, reader):
    answer = reader.get("/?hours=<script>")
    assert answer.status == 400
    assert "hours must be a whole number from 1" in answer.text
    assert "<script" not in answer.text


def test_it_only_answers_questions(newsroom, reader):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = reader.ask(method, "/")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


HOSTILE = [
    '"', "a\0b", "\u202e<script>alert(1)</script>", "NEAR(", "*", "-", "w" * 10_000, "9" * 30,
    "1:1:1", "../../etc/passwd", "'; DROP TABLE article;--", "\r\nSet-Cookie: x=1", "a:* | !",
    "%00",
]  # fmt: skip
QUESTIONS = {
    "/": ("hours", "language", "outlet", "independent", "after"),
    "/search": ("q", "outlet", "language", "kind", "since", "after"),
    "/outlets": ("sort", "order", "named", "country", "after"),
    "/taken": ("outlet", "from", "credit", "after"),
    "/edits": ("outlet", "of", "after"),
    "/runs": ("after",),
}


@pytest.mark.parametrize("path", QUESTIONS)
def test_no_question_breaks_a_page(engine, reader, path):
    fill(engine)
    for name in QUESTIONS[path]:
        for value in HOSTILE:
            answer = reader.get(f"{path}?{name}={quote(value, safe='')}")
            assert answer.status in (200, 400), (name, value)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert not answer.page.xpath("//script | //img | //@onerror")
            assert "set-cookie" not in answer.headers


def test_no_path_breaks_the_desk(newsroom, reader):
    starts = ("/outlet/", "/story/", "/article/1/raw/", "/about/", "/static/", "/pair/1/", "/")
    for start, value in product(starts, HOSTILE):
        assert reader.get(start + quote(value[:2000], safe="")).status == 404


@pytest.mark.parametrize("path", ["/front.atom?hours=48", "/search.atom?q=ferry", "/taken.atom"])
def test_feeds_are_what_feed_readers_take(engine, reader, path):
    fill(engine)
    with transaction(engine) as session:
        session.execute(update(Version).values(title="\u202e<b>&amp; \x07]]>"))
    feed = feedparser.parse(reader.get(path).response.content)
    assert not feed.bozo
    assert feed.entries
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.link.startswith("http://127.0.0.1:8765/")
        assert entry.updated_parsed
        assert "\u202e" not in entry.title


def test_the_front_page_has_a_path_like_its_twins(newsroom, reader):
    answer = reader.get("/front")
    assert (answer.status, answer.headers["location"]) == (308, "/")
    assert reader.get("/front?hours=48").headers["location"] == "/?hours=48"


def test_who_has_a_page_already_gets_no_second_copy(newsroom, reader):
    for path in ("/", "/front.json", "/front.atom"):
        first = reader.get(path)
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        again = reader.get(path, if_none_match=tag)
        assert (again.status, again.text) == (304, "")
        assert {name: again.headers[name] for name in HEADERS} == HEADERS


def test_only_the_head_of_a_page(newsroom, reader):
    answer = reader.ask("HEAD", "/")
    assert (answer.status, answer.headers["etag"]) == (200, reader.get("/").headers["etag"])


def test_a_fault_of_ours_is_no_secret_told(newsroom, open_desk):
    answer = open_desk(pages=(page_that(fail),)).get("/tried")
    assert answer.status == 500
    assert "secret" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_page_that_takes_too_long_is_ended(newsroom, open_desk):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT max(x) FROM n"
    page = page_that(lambda asked: asked.session.execute(text(endless)).scalar())
    answer = open_desk(pages=(page,), statement_seconds=0.1).get("/tried.json")
    assert answer.status == 503
    assert answer.json["remedy"].startswith("Ask for less")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM article", "CREATE TABLE x (y INTEGER)", "UPDATE story SET method = ''"],
)
def test_nothing_can_be_written(newsroom, database_url, statement):
    engine = make_desk_engine(database_url, DeskSettings())
    with pytest.raises((DatabaseUnusable, DBAPIError)), transaction(engine) as session:
        session.execute(text(statement))
    engine.dispose()


def test_tables_of_another_version_are_told_with_the_remedy(newsroom, database_url, reader):
    writer = make_engine(database_url)
    with writer.begin() as connection:
        old = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        answer = reader.get("/")
        assert answer.status == 503
        assert "Run: newsfold db upgrade" in answer.text
    finally:
        with writer.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :old"), {"old": old})
        writer.dispose()


def test_the_token_is_asked_for_before_anything_is_read(newsroom, open_desk):
    desk = open_desk(token="a-long-token")
    assert desk.get("/").status == 401
    assert desk.get("/story/1.json").status == 401
    assert desk.get("/static/desk.css").status == 401
    assert desk.get("/", authorization="Bearer a-long-token").status == 200


def test_an_unknown_name_is_refused_with_a_remedy(newsroom, reader, open_desk):
    answer = reader.get("/", host="evil.example")
    assert answer.status == 421
    assert "--allow-host" in answer.text
    assert open_desk(hosts=("desk.example",)).get("/", host="desk.example").status == 200


def test_style_and_icon_are_its_own(newsroom, reader):
    page = reader.get("/").page
    assets = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")
    assert len(assets) == 2
    for path in assets:
        assert reader.get(path).status == 200
    assert page.xpath("//script | //style | //@style | //@onclick") == []
    assert "url(" not in reader.get("/static/desk.css").text


def test_nothing_but_assets_is_served_as_a_file(newsroom, reader):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static//etc/passwd"):
        assert reader.get(path).status == 404
