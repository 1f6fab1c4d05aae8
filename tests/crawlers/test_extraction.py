"""Reading pages in this process."""

import asyncio
from dataclasses import replace

import pytest

from crawlers.catalogue import Selectors
from crawlers.extract.article import ExtractionFailed
from crawlers.extraction import (
    ExtractHere,
    Extraction,
    ExtractionStopped,
    RawPage,
    extract_each_here,
    extract_here,
)
from tests.extract.pages import TITLE, make_page

URL = "https://harbour.example/baths"
NONE = Extraction(reason="empty: no text")


def test_a_page_gives_an_article_or_none() -> None:
    article = extract_here(RawPage(html=make_page(), url=URL)).article
    assert article is not None
    assert article.title == TITLE
    assert extract_here(RawPage(html="<p>", url=URL)) == NONE


def test_the_selectors_of_a_site_are_kept_to() -> None:
    page = f"<html><body><div class=x>{'The storm came over the quay. ' * 9}</div></body></html>"
    other = page.replace("class=x", "class=y")
    selectors = Selectors(remove=(".x",))
    assert extract_here(RawPage(html=page, url=URL, selectors=selectors)).article is None
    assert extract_here(RawPage(html=other, url=URL, selectors=selectors)).article is not None


def test_a_crawl_is_handed_no_more_of_a_page_than_it_stores() -> None:
    page = RawPage(html=make_page(), url=URL)
    found, whole = extract_here(page), extract_here(replace(page, reading_wanted=True))
    assert whole.reading is not None
    assert found == replace(whole, reading=None)


def test_what_breaks_on_a_page_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ExtractionFailed("ValueError: out of order")

    monkeypatch.setattr("crawlers.extract.article.extract_page", broken)
    assert extract_here(RawPage(html="", url=URL)).failure == "ValueError: out of order"


def test_each_result_comes_with_what_went_along() -> None:
    jobs = [("none", None), ("page", RawPage(html="<p>", url=URL))]
    assert list(extract_each_here(jobs)) == [("none", None), ("page", NONE)]


def test_after_a_stop_nothing_is_read() -> None:
    extractor = ExtractHere()
    page = RawPage(html="<p>", url=URL)
    assert asyncio.run(extractor.extract(page)) == NONE
    assert extractor.backlog_seconds("anyone") == 0
    extractor.stop()
    with pytest.raises(ExtractionStopped):
        asyncio.run(extractor.extract(page))
