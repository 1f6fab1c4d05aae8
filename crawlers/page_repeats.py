"""What the outlets of recorded pages repeat, learned from these pages alone."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from crawlers.extraction import BatchExtract
from crawlers.page_files import PageFile, opened
from pipeline.records import ExtractedArticle
from pipeline.repetition import SentenceList, learn_repeated, list_sentences
from pipeline.urls import site_of

Repeats = dict[PageFile, frozenset[int]]
"""By page, what its outlet repeats."""


def learn_repeats(
    pages: Sequence[PageFile],
    *,
    extract: BatchExtract,
    on_page: Callable[[PageFile], None] = lambda page: None,
) -> Repeats:
    """Read pages, and return what those of one site repeat.

    Nothing is known of a page whose address neither the manifest nor the page itself gives.
    """
    sites: dict[PageFile, str] = {}
    listed: list[tuple[str, str, SentenceList]] = []
    for (page, _), extraction in extract(map(opened, pages)):
        article = extraction.article if extraction else None
        if article is not None and (site := _site(page, article)):
            sites[page] = site
            listed.append((site, page.page, list_sentences(article.body)))
        on_page(page)
    learned = learn_repeated(listed)
    return {page: learned[site] for page, site in sites.items()}


def _site(page: PageFile, article: ExtractedArticle) -> str:
    try:
        host = urlsplit(page.url or article.declared_url or "").hostname
    except ValueError:
        return ""
    return site_of(host) if host else ""
