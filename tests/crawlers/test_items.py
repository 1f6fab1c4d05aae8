"""What the spiders rely on of their own values."""

from datetime import UTC, datetime

from itemadapter import is_item
from scrapy import Request

from crawlers.items import PageItem, Wanted
from pipeline.outcomes import Outcome
from pipeline.records import PageKind, PageRecord

WANTED = Wanted(outlet="harbour-post", url="http://harbour.example/1", kind=PageKind.ARTICLE)


def test_scrapy_takes_a_page_item_for_an_item() -> None:
    record = PageRecord(
        requested_url=WANTED.url,
        kind=WANTED.kind,
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        outcome=Outcome.GONE,
    )
    assert is_item(PageItem(outlet=WANTED.outlet, record=record))


def test_a_redirect_or_retry_is_still_the_request_for_what_was_wanted() -> None:
    request = Request(WANTED.url, cb_kwargs={"wanted": WANTED})
    assert request.replace(url="http://harbour.example/moved").cb_kwargs["wanted"] is WANTED
    assert request.copy().cb_kwargs["wanted"] is WANTED
