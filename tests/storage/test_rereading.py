"""Kept pages, and what a later extraction makes of them."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.outcomes import Outcome
from pipeline.records import ArchivePlace, DateOrigin, ExtractedArticle, PageKind
from storage.candidates import pending_articles
from storage.database import transaction
from storage.models import PageOutcome, Version
from storage.rereading import (
    KeptPage,
    KeptVersion,
    Span,
    count_kept,
    forget_files,
    held_files,
    kept_pages,
    kept_versions,
    store_readings,
    version_of,
)
from tests.storage.newsroom import (
    BODY,
    NOON,
    Newsroom,
    hours,
    make_claim,
    make_ending,
    make_page,
    make_plan,
)

URL = "https://harbour.example/crane"
BETTER = BODY + "\n\nA report is due on Friday."


def _place(offset: int, file: str = "run-1.warc.gz") -> ArchivePlace:
    return ArchivePlace(file=file, offset=offset)


def _record(newsroom: Newsroom, offset: int, **fields: Any) -> None:
    """A page of a run of its own, an hour after the one before it."""
    place = fields.pop("place", _place(offset))
    at = NOON + hours(offset)
    page = make_page(fetched_at=at, **fields)
    newsroom.record(replace(page, place=place, extractor="1"), run_id=newsroom.start_run())


def _versions(newsroom: Newsroom, **span: Any) -> list[KeptVersion]:
    with transaction(newsroom.engine) as session:
        return kept_versions(session, Span(**span), limit=100)


def _pages(newsroom: Newsroom, **span: Any) -> list[KeptPage]:
    with transaction(newsroom.engine) as session:
        return kept_pages(session, Span(**span), limit=100)


def _store(newsroom: Newsroom, kept: KeptVersion, **fields: Any) -> bool:
    given = {"url": URL, "title": kept.stored.title, "body": kept.stored.body} | fields
    with transaction(newsroom.engine) as session:
        found = store_readings(
            session, [(kept, ExtractedArticle(**given))], extractor="2", now=NOON + hours(9)
        )
        assert found in ([], [kept])
        return bool(found)


def test_versions_with_a_kept_page_are_found(newsroom: Newsroom) -> None:
    claims = {"lang": "en", "authors": ("Ada Moss",), "published": make_claim()}
    _record(newsroom, 1, **claims)
    _record(newsroom, 2, body="Corrected.")
    _record(newsroom, 3, url="https://harbour.example/other", place=None)
    first, second = _versions(newsroom)
    assert (first.number, first.is_newest, first.is_first) == (1, False, True)
    assert (second.number, second.is_newest, second.is_first) == (2, True, False)
    assert (first.stored.body, second.stored.body) == (BODY, "Corrected.")
    assert (first.place, first.fetched_at, first.extractor) == (_place(1), NOON + hours(1), "1")
    assert (second.source, second.stored.lang) == ("harbour-post", "en")
    assert second.stored.authors == ("Ada Moss",)
    assert second.stored.published == make_claim()


def test_a_span_limits_them(newsroom: Newsroom) -> None:
    for number in range(1, 4):
        _record(newsroom, number, url=f"https://harbour.example/{number}")
    newsroom.record(
        replace(make_page("https://hill.example/a"), place=_place(9)),
        source_id=newsroom.name_source("hill"),
        run_id=newsroom.start_run(),
    )
    assert len(_versions(newsroom)) == 4
    assert [v.source for v in _versions(newsroom, source="hill")] == ["hill"]
    assert [v.place.offset for v in _versions(newsroom, since=NOON + hours(2))] == [2, 3]
    assert [v.place.offset for v in _versions(newsroom, until=NOON + hours(2))] == [1, 9]
    with transaction(newsroom.engine) as session:
        assert count_kept(session, Span()) == 4
        assert count_kept(session, Span(source="hill", until=NOON)) == 0


def test_they_come_in_the_order_of_the_archive_a_part_at_a_time(newsroom: Newsroom) -> None:
    files = ["run-2.warc.gz", "run-1.warc.gz"]
    for number in range(1, 9):
        place = _place(20 - number, files[number % 2])
        _record(newsroom, number, url=f"https://harbour.example/{number}", place=place)
    seen: list[KeptVersion] = []
    with transaction(newsroom.engine) as session:
        while batch := kept_versions(session, Span(), after=seen[-1] if seen else None, limit=3):
            seen += batch
    places = [(kept.place.file, kept.place.offset) for kept in seen]
    assert places == sorted(places)
    assert len(set(places)) == 8


def test_a_better_text_is_a_version_of_the_same_page(newsroom: Newsroom) -> None:
    _record(newsroom, 1)
    [kept] = _versions(newsroom)
    assert _store(newsroom, kept, body=BETTER, lang="en", authors=("Ada\0Moss",))
    before, after = newsroom.versions()
    assert (before.body, before.extractor, before.number) == (BODY, "1", 1)
    assert (after.body, after.extractor, after.number) == (BETTER, "2", 2)
    assert (after.archive_file, after.archive_offset) == ("run-1.warc.gz", 1)
    assert (after.fetched_at, after.crawl_run_id) == (before.fetched_at, None)
    article = newsroom.article()
    assert (article.version_count, article.lang, article.authors) == (2, "en", ["Ada\ufffdMoss"])
    assert article.last_seen_at == NOON + hours(1)  # nothing was fetched


def test_doing_it_again_changes_nothing(newsroom: Newsroom) -> None:
    _record(newsroom, 1)
    [stale] = _versions(newsroom)
    _store(newsroom, stale, body=BETTER)
    content = newsroom.content()
    assert not _store(newsroom, stale, body=BETTER)  # by who had read it before, too
    [kept] = _versions(newsroom)
    assert (kept.number, kept.stored.body) == (2, BETTER)
    assert not _store(newsroom, kept)
    assert newsroom.content() == content


def test_an_edit_that_came_meanwhile_stays_the_newest(newsroom: Newsroom) -> None:
    _record(newsroom, 1)
    [kept] = _versions(newsroom)
    _record(newsroom, 2, body="Corrected.")
    assert not _store(newsroom, kept, body=BETTER, lang="sv")
    assert [version.body for version in newsroom.versions()] == [BODY, "Corrected."]
    assert newsroom.article().lang is None


def test_a_text_that_reads_the_same_is_marked_as_read_by_the_present_extraction(
    newsroom: Newsroom,
) -> None:
    _record(newsroom, 1)
    _record(newsroom, 2, body="Corrected.")
    for kept in _versions(newsroom):
        assert not _store(newsroom, kept)
    assert [version.extractor for version in newsroom.versions()] == ["2", "2"]


def test_an_earlier_text_stays_as_it_was_read(newsroom: Newsroom) -> None:
    _record(newsroom, 1)
    _record(newsroom, 2, body="Corrected.")
    first, _ = _versions(newsroom)
    assert not _store(newsroom, first, body=BETTER)
    assert [(v.body, v.extractor) for v in newsroom.versions()] == [
        (BODY, "1"),
        ("Corrected.", "1"),
    ]


def test_the_date_is_that_of_the_first_page(newsroom: Newsroom) -> None:
    feed = make_claim(NOON, origin=DateOrigin.FEED)
    _record(newsroom, 1, published=feed)
    _record(newsroom, 2, body="Corrected.")
    first, second = _versions(newsroom)
    better = make_claim(NOON - hours(3))
    _store(newsroom, second, published=make_claim(NOON + hours(3)))
    assert newsroom.article().published_at == NOON
    _store(newsroom, first, published=better)
    article = newsroom.article()
    assert (article.published_at, article.published_origin) == (better.at, DateOrigin.JSON_LD)
    assert article.reference_at == better.at


def test_an_article_with_another_date_waits_to_be_grouped(newsroom: Newsroom) -> None:
    def pending() -> list[int]:
        with transaction(newsroom.engine) as session:
            return pending_articles(session, method="m1")

    _record(newsroom, 1, published=make_claim())
    newsroom.save(make_plan(None, [newsroom.article().id]))
    [kept] = _versions(newsroom)
    _store(newsroom, kept, published=make_claim())
    assert pending() == []
    _store(newsroom, kept, published=make_claim(NOON - hours(3)))
    assert pending() == [newsroom.article().id]


def test_what_the_page_does_not_say_stays(newsroom: Newsroom) -> None:
    _record(newsroom, 1, lang="en", credit="AP", authors=("Ada",), published=make_claim())
    [kept] = _versions(newsroom)
    assert not _store(newsroom, kept, title="")
    article = newsroom.article()
    assert (article.lang, article.credit, article.authors) == ("en", "AP", ["Ada"])
    assert article.published_at == NOON


def test_kept_pages_that_gave_no_article_are_found(newsroom: Newsroom) -> None:
    def ended(outcome: Outcome, name: str, offset: int | None, **fields: Any) -> None:
        url = f"https://harbour.example/{name}"
        place = None if offset is None else _place(offset)
        newsroom.record(make_ending(outcome, url, final_url=url, place=place, **fields))

    ended(Outcome.NO_BODY, "a", 1)
    ended(Outcome.EXTRACTION_FAILED, "b", 2)
    ended(Outcome.NO_BODY, "not-kept", None)
    ended(Outcome.FEED_READ, "feed", 3, kind=PageKind.FEED)
    ended(Outcome.NO_BODY, "known", 4)
    newsroom.record(make_page("https://harbour.example/known"), run_id=newsroom.start_run())
    first, second = _pages(newsroom)
    assert (first.url, second.url) == ("https://harbour.example/a", "https://harbour.example/b")
    assert (first.place, first.source, first.fetched_at) == (_place(1), "harbour-post", NOON)
    assert _pages(newsroom, source="hill") == []
    with transaction(newsroom.engine) as session:
        assert kept_pages(session, Span(), after=first, limit=1) == [second]
        assert count_kept(session, Span()) == 2


def test_files_are_forgotten_and_the_versions_stay(newsroom: Newsroom) -> None:
    _record(newsroom, 1)
    _record(newsroom, 2, body="Corrected.", place=_place(2, "run-2.warc.gz"))
    with transaction(newsroom.engine) as session:
        assert held_files(session) == {"run-1.warc.gz": 1, "run-2.warc.gz": 1}
        assert forget_files(session, ["run-1.warc.gz", "run-9.warc.gz"]) == 1
    places = [version.archive_file for version in newsroom.versions()]
    assert places == [None, "run-2.warc.gz"]
    assert [row.archive_file for row in newsroom.rows(PageOutcome)] == [None, "run-2.warc.gz"]


@pytest.mark.parametrize(("number", "found"), [(None, 2), (1, 1), (2, 2), (3, None)])
def test_a_version_is_found_by_its_number(
    newsroom: Newsroom, number: int | None, found: int | None
) -> None:
    _record(newsroom, 1)
    _record(newsroom, 2, body="Corrected.")
    with transaction(newsroom.engine) as session:
        version = version_of(session, newsroom.article().id, number)
        assert (version and version.number) == found
        assert version is None or isinstance(version, Version)
