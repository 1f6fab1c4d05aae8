"""One page to the article in it."""

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from crawlers.extract import site_rules
from crawlers.extract.body import find_body
from crawlers.extract.language import detect_language
from crawlers.extract.markup import NotMarkup, decode, parse_tree
from crawlers.extract.metadata import read_metadata
from pipeline.records import ExtractedArticle
from pipeline.urls import NotAnAddress, believed_canonical, canonical_url

if TYPE_CHECKING:
    from crawlers.catalogue import Selectors


class ExtractionFailed(Exception):
    """A parser or the extraction library broke on the page."""


def extract_article(
    html: str | bytes,
    url: str,
    *,
    time_zone: tzinfo = UTC,
    default_lang: str | None = None,
    content_type: str | None = None,
    selectors: "Selectors | None" = None,
) -> ExtractedArticle | None:
    """Return the article on the page that came from `url`, or None if there is none.

    `time_zone` is the source's own, for times without an offset; `default_lang` its language, for
    texts too short to tell; `content_type` the response's header, for the charset of bytes;
    `selectors` are what the catalogue says of the pages of its site.

    Raises ExtractionFailed, and nothing else, whatever the page holds.
    """
    try:
        return _extract(html, url, time_zone, default_lang, content_type, selectors)
    except NotMarkup:
        return None
    # The one place with a broad except: below it run libraries over whatever the web sends, and
    # no fault of theirs on one page may stop the crawl of the others.
    except Exception as error:
        raise ExtractionFailed(f"{type(error).__name__}: {error}") from error


def _extract(
    html: str | bytes,
    url: str,
    time_zone: tzinfo,
    default_lang: str | None,
    content_type: str | None,
    selectors: "Selectors | None",
) -> ExtractedArticle | None:
    tree = parse_tree(decode(html, content_type))
    selected: list[str] = []
    if selectors is not None:
        site_rules.take_off(tree, selectors)
        selected = site_rules.selected_lines(tree, selectors)
    metadata = read_metadata(tree, url, time_zone=time_zone)
    if selectors is not None:
        metadata = site_rules.with_selected(metadata, tree, selectors, time_zone=time_zone)
    found = find_body(tree, metadata, selected)
    if not found.paragraphs:
        return None
    body = "\n\n".join(found.paragraphs)
    return ExtractedArticle(
        url=_own_address(url, metadata.declared_url),
        title=metadata.title,
        body=body,
        lang=detect_language(body, *metadata.declared_langs, default_lang),
        published=metadata.published,
        modified=metadata.modified,
        authors=metadata.authors,
        credit=metadata.credit or found.credit,
        declared_url=metadata.declared_url,
    )


def _own_address(url: str, declared: str | None) -> str:
    """Return our address for the page; that of a file without one is what it was called by."""
    try:
        return believed_canonical(declared, url) or canonical_url(url)
    except NotAnAddress:
        return url
