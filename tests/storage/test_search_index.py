"""Tests of storage.search_index: what is stored is found, and what is not is not."""

from collections.abc import Sequence
from dataclasses import replace

import alembic.command
import pytest
from sqlalchemy import text

from pipeline.records import ArchivePlace, ExtractedArticle
from pipeline.search_query import parse_query
from storage.database import transaction
from storage.models import Version
from storage.removals import remove_articles
from storage.rereading import Span, kept_versions, store_readings
from storage.search import SearchBy, search
from storage.search_index import (
    IndexedText,
    forget_indexed,
    index_articles,
    quoted,
    rebuild_index,
)
from tests.storage.newsroom import NOON, Newsroom, hours, make_page
from tests.storage.test_migrations import make_config


def found(newsroom: Newsroom, typed: str) -> list[int]:
    with transaction(newsroom.engine) as session:
        hits = search(session, parse_query(typed), by=SearchBy.ARTICLES).articles
    return sorted(hit.article_id for hit in hits)


def rows(newsroom: Newsroom) -> int:
    with transaction(newsroom.engine) as session:
        return session.scalar(text("SELECT count(*) FROM search_words")) or 0


def publish(newsroom: Newsroom, bodies: Sequence[str], hour: int = 0) -> None:
    newsroom.record(
        *[
            make_page(f"https://harbour.example/{number}", body=body, fetched_at=NOON + hours(hour))
            for number, body in enumerate(bodies, 1)
        ],
        run_id=newsroom.start_run(),
    )


def test_an_edit_is_found_by_its_new_words_alone(newsroom: Newsroom):
    publish(newsroom, ["A storm came.", "A flood came."])
    publish(newsroom, ["A gale came."], hour=1)
    assert (found(newsroom, "storm"), found(newsroom, "gale")) == ([], [1])
    assert (found(newsroom, "flood"), rows(newsroom)) == ([2], 2)


def test_the_standfirst_is_found_and_no_phrase_reaches_out_of_it(newsroom: Newsroom):
    newsroom.record(
        make_page("https://harbour.example/1", standfirst="A storm came.", body="Roofs flew."),
        make_page("https://harbour.example/2", standfirst="Roofs held.", body="Roofs held. Calm."),
    )
    assert found(newsroom, '"storm came"') == [1]
    assert found(newsroom, "storm roofs") == [1]
    assert found(newsroom, '"came roofs"') == found(newsroom, '"held roofs"') == []
    assert rebuild_index(newsroom.engine) == 2
    assert found(newsroom, "storm") == [1]
    with transaction(newsroom.engine) as session:
        (hit,) = search(session, parse_query("storm"), by=SearchBy.ARTICLES).articles
    assert hit.snippet.text.startswith("A storm came. Roofs flew.")


def test_a_standfirst_that_is_read_later_is_found(newsroom: Newsroom):
    newsroom.record(replace(make_page(), place=ArchivePlace(file="run-1.warc.gz", offset=1)))
    (version,) = newsroom.versions()
    found_now = ExtractedArticle(
        url="", title=version.title, body=version.body, standfirst="A storm came."
    )
    with transaction(newsroom.engine) as session:
        (kept,) = kept_versions(session, Span(), limit=1)
        assert store_readings(session, [(kept, found_now)], extractor="2", now=NOON) == []
    assert found(newsroom, "storm") == [1]


def test_two_versions_in_one_batch_leave_the_newer(newsroom: Newsroom):
    page = {"run_id": newsroom.run_id}
    newsroom.record(
        make_page("https://harbour.example/1", body="A storm came."),
        make_page("https://www.harbour.example/1", body="A gale came.", fetched_at=NOON + hours(1)),
        **page,
    )
    assert len(newsroom.versions()) == 2
    assert (found(newsroom, "storm"), found(newsroom, "gale")) == ([], [1])


def test_what_is_undone_is_not_found(newsroom: Newsroom):
    publish(newsroom, ["A storm came."])
    with pytest.raises(RuntimeError), transaction(newsroom.engine) as session:
        index_articles(session, [IndexedText(1, "", "A gale came.")])
        raise RuntimeError
    assert (found(newsroom, "storm"), found(newsroom, "gale")) == ([1], [])


def test_a_removed_article_leaves_the_index(newsroom: Newsroom):
    publish(newsroom, ["A storm came.", "A storm went."])
    with transaction(newsroom.engine) as session:
        remove_articles(session, [1])
    assert (found(newsroom, "storm"), rows(newsroom)) == ([2], 1)


def test_rebuilding_finds_what_is_stored_and_nothing_else(newsroom: Newsroom):
    publish(newsroom, ["A storm came.", "A flood came."])
    with transaction(newsroom.engine) as session:
        forget_indexed(session, [1])
        index_articles(session, [IndexedText(2, "", "A gale came.")])
    told: list[tuple[int, int]] = []
    assert rebuild_index(newsroom.engine, on_progress=lambda *done: told.append(done)) == 2
    assert told == [(2, 2)]
    assert [found(newsroom, word) for word in ("storm", "flood", "gale")] == [[1], [2], []]


def test_rebuilding_on_sqlite_drops_what_belongs_to_no_article(newsroom: Newsroom):
    if newsroom.engine.dialect.name == "postgresql":
        return  # a key sees to it there
    with transaction(newsroom.engine) as session:
        index_articles(session, [IndexedText(7, "", "A gale came.")])
    assert rebuild_index(newsroom.engine) == 0
    assert rows(newsroom) == 0


def test_the_migration_indexes_what_is_stored(newsroom: Newsroom):
    publish(newsroom, ["A storm came.", "A flood came."])
    publish(newsroom, ["A gale came."], hour=1)
    config = make_config()
    with newsroom.engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.downgrade(config, "0008")
        alembic.command.upgrade(config, "head")
    assert [found(newsroom, word) for word in ("storm", "flood", "gale")] == [[], [2], [1]]


def test_a_long_and_a_strange_text_can_be_stored(newsroom: Newsroom):
    words = " ".join(f"word{number}" for number in range(20_000))
    publish(newsroom, [words, "the " * 500 + "storm came", "\0 \ud800 ' \\ \" storm:1,2 'a':3"])
    assert found(newsroom, '"word100 word101"') == [1]
    assert found(newsroom, "word19999") == []
    assert found(newsroom, '"storm came"') == [2]
    assert found(newsroom, "storm") == [2, 3]


def test_terms_are_quoted_as_postgresql_does():
    assert quoted("a'b\\c") == "'a''b\\\\c'"


def test_a_text_that_is_read_again_is_found_by_what_was_read(newsroom: Newsroom):
    page = make_page("https://harbour.example/1", body="A storm came.")
    newsroom.record(replace(page, place=ArchivePlace(file="a.warc", offset=1), extractor="1"))
    with transaction(newsroom.engine) as session:
        (kept,) = kept_versions(session, Span(), limit=9)
        read = ExtractedArticle(url=kept.place.file, title="New", body="A gale came.")
        store_readings(session, [(kept, read)], extractor="2", now=NOON)
    assert len(newsroom.rows(Version)) == 2
    assert (found(newsroom, "storm"), found(newsroom, "gale new")) == ([], [1])
