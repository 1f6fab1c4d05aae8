"""The whole extraction on invented pages in the manner of many publishing systems."""

import pytest

from crawlers.extract.article import extract_page
from tests.extract.cms_pages import PAGES, CmsPage


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_body_is_found_exactly(page: CmsPage):
    found = extract_page(page.html, "https://www.harbourpost.example/news/8812")
    assert found.holds_article
    assert [part.text for part in found.parts] == list(page.lines)
    assert (found.lang, found.title) == (page.lang, page.title)
    assert found.standfirst == page.standfirst
