"""Which addresses look like an article's: of many systems, none of them a real outlet's."""

from urllib.parse import urlsplit

import pytest

from crawlers.article_addresses import address_worth, is_front_page
from crawlers.sections import ENOUGH_OF_ADDRESS

ARTICLES = (
    "/2026/03/02/storm-closes-harbour/",
    "/2026/03/02/storm/",
    "/2026/mar/02/storm-closes-harbour-for-a-third-day",
    "/news/world-europe-68123456",
    "/news/articles/c0ab1d2e3f4o",
    "/storm-closes-the-harbour-for-third-day",
    "/politik/sturm-schliesst-hafen-a-7c1f0e0a-4b7e-4a44-9f5f-0d2c5a3f1b11.html",
    "/article/20260302-storm-closes-harbour",
    "/artikel/sturm-schliesst-hafen-102.html",
    "/economia/2026-03-02/el-temporal-cierra-el-puerto.html",
    "/news/view.php?id=4711234",
    "/?p=48213",
    "/news/article.aspx?artid=99123",
    "/a/1234567",
    "/12345678",
    "/russia/20260302/shtorm-zakryl-gavan-1871234567.html",
    "/world/2026/mar/02/index.html",
    "/html/2026-03/02/content_2211.htm",
    "/nyheter/stormen-stenger-havna-1.16789012",
    "/%E5%B5%90%E3%81%A7%E6%B8%AF%E3%81%8C%E9%96%89%E3%81%98%E3%81%9F%E4%B8%89%E6%97%A5%E7%9B%AE",
    "/news/storm-closes-the-harbour-again/ar-BB1xyz0T",
    "/story/_/id/39482712/storm-closes-harbour",
    "/2026/03/storm-closes-harbour.html",
)
OTHERS = (
    "/",
    "",
    "/index.html",
    "/news/",
    "/world/europe",
    "/world/middle-east/",
    "/tag/storm-at-the-harbour-quay",
    "/author/a-b-harbourman-2019",
    "/category/2026/storms",
    "/login?next=/2026/03/02/storm-closes-harbour",
    "/video/storm-closes-the-harbour-today-12345678",
    "/privacy-policy",
    "/search?q=storm-at-the-harbour",
    "/2026/03/02/storm-closes-harbour/photo.jpg",
    "/2026/03/02/storm-closes-harbour/?share=mail",
    "/2026/03/02/storm-closes-harbour/comment-page-2/",
    "/news/page/2",
    "/rss.xml",
    "/weather/harbour-town-12345",
    "/abo",
    "/sport/live",
)


def _worth(path: str) -> float:
    return address_worth(urlsplit(f"https://harbour.example{path}"))


@pytest.mark.parametrize("path", ARTICLES)
def test_an_article_s_address_speaks_for_it(path: str) -> None:
    assert _worth(path) >= ENOUGH_OF_ADDRESS


@pytest.mark.parametrize("path", OTHERS)
def test_another_address_speaks_against_it(path: str) -> None:
    assert _worth(path) < ENOUGH_OF_ADDRESS


def test_a_headline_counts_by_its_words() -> None:
    worths = [_worth(f"/{'-'.join(['storm'] * count)}") for count in range(1, 8)]
    assert worths == sorted(worths)
    assert worths[0] < ENOUGH_OF_ADDRESS <= worths[3]


def test_a_date_with_a_headline_says_more_than_either() -> None:
    assert _worth("/2026/03/02/storm-closes-harbour") > _worth("/storm-closes-harbour")
    assert _worth("/2026/03/02/storm-closes-harbour") > _worth("/2026/03/02/storm")


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/home", "/?utm=1"])
def test_a_site_has_front_pages(path: str) -> None:
    assert is_front_page(urlsplit(f"https://harbour.example{path}"))


@pytest.mark.parametrize("path", ARTICLES)
def test_no_article_is_a_front_page(path: str) -> None:
    assert not is_front_page(urlsplit(f"https://harbour.example{path}"))
