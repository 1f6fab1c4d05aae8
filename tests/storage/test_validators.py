from dataclasses import replace

from pipeline.outcomes import Outcome
from pipeline.records import PageKind, Validators
from storage.database import transaction
from storage.models import ArticleAlias, Validator
from storage.removals import remove_articles
from storage.validators import load_validators
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page

URL = "https://harbour.example/crane"
FEED = "https://harbour.example/rss"
TAGGED = Validators(etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT", body_sha256="a" * 64)


def read(newsroom: Newsroom, **changes: object) -> None:
    """Record the article as a crawl reads it."""
    page = replace(make_page(final_url=URL), validators=TAGGED, extractor="1")
    newsroom.record(replace(page, **changes), run_id=newsroom.start_run())


def loaded(
    newsroom: Newsroom, url: str = URL, kind: PageKind = PageKind.ARTICLE, extractor: str = "1"
) -> Validators | None:
    with transaction(newsroom.engine) as session:
        return load_validators(session, url, kind=kind, extractor=extractor)


def test_an_article_that_is_stored_has_its_validators(newsroom: Newsroom):
    read(newsroom)
    assert loaded(newsroom) == TAGGED
    assert loaded(newsroom, FEED) is None


def test_the_newest_validators_stand(newsroom: Newsroom):
    read(newsroom)
    newer = Validators(body_sha256="b" * 64)
    read(newsroom, validators=newer, fetched_at=NOON + hours(1))
    assert loaded(newsroom) == newer
    assert newsroom.rows(Validator)[0].fetched_at == NOON + hours(1)


def test_they_belong_to_the_address_that_answered(newsroom: Newsroom):
    read(newsroom, requested_url="https://harbour.example/latest")
    assert loaded(newsroom, "https://harbour.example/latest") is None
    assert loaded(newsroom) == TAGGED


def test_another_extraction_reads_the_page_again(newsroom: Newsroom):
    read(newsroom)
    assert loaded(newsroom, extractor="2") is None


def test_a_page_without_an_article_leaves_none(newsroom: Newsroom):
    ending = replace(make_ending(Outcome.NO_BODY, URL), validators=TAGGED, extractor="1")
    newsroom.record(ending)
    assert newsroom.rows(Validator) == []


def test_an_article_that_was_removed_is_read_again(newsroom: Newsroom):
    read(newsroom)
    with transaction(newsroom.engine) as session:
        remove_articles(session, [newsroom.article().id])
    assert newsroom.rows(ArticleAlias) == []
    assert loaded(newsroom) is None


def test_a_listing_has_them_without_any_article(newsroom: Newsroom):
    ending = make_ending(Outcome.FEED_READ, FEED, kind=PageKind.FEED)
    newsroom.record(replace(ending, validators=TAGGED))
    assert loaded(newsroom, FEED, PageKind.FEED) == TAGGED


def test_an_address_that_is_no_key_has_none(newsroom: Newsroom):
    ending = make_ending(Outcome.FEED_READ, f"{FEED}?{'a' * 3_000}", kind=PageKind.FEED)
    newsroom.record(replace(ending, validators=TAGGED))
    assert newsroom.rows(Validator) == []
