"""One page to the article in it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from crawlers.extract import site_rules
from crawlers.extract.body import Body, find_body
from crawlers.extract.dates import Bounds, DateChoice, choose_date
from crawlers.extract.kinds import judge_page
from crawlers.extract.language import detect_language
from crawlers.extract.markup import NotMarkup, decode, parse_document
from crawlers.extract.metadata import PageMetadata, read_metadata
from crawlers.extract.printed_dates import claim_from_text
from crawlers.extract.reading import PageContent, Part, Reading
from crawlers.extract.repeated import without_repeated
from crawlers.extract.titles import choose_title
from pipeline.credit import read_opening
from pipeline.records import ArticleKind, DateCandidate, DateOrigin, ExtractedArticle
from pipeline.urls import NotAnAddress, believed_canonical, canonical_url

if TYPE_CHECKING:  # a process that only reads pages need not know the catalogue
    from crawlers.catalogue import Selectors

_MONTH_FIRST = frozenset({"en", "en-US", "en-us", "en_US"})


class ExtractionFailed(Exception):
    """A parser or the extraction library broke on the page."""


def extract_page(
    html: str | bytes,
    url: str,
    *,
    time_zone: tzinfo = UTC,
    default_lang: str | None = None,
    content_type: str | None = None,
    selectors: "Selectors | None" = None,
    now: datetime | None = None,
    founded: int | None = None,
    repeated: Collection[int] = frozenset(),
) -> Reading:
    """Return what the page that came from `url` holds: an article, or why there is none.

    `time_zone` is the source's own, for times without an offset; `default_lang` its language, for
    texts too short to tell; `content_type` the response's header, for the charset of bytes;
    `selectors` are what the catalogue says of the pages of its site. A date that lies ahead of
    `now`, or before `founded`, the year in which the outlet began, is not believed; and
    `repeated` is what the outlet repeats (`pipeline.repetition`), which is taken off the body.

    Raises ExtractionFailed, and nothing else, whatever the page holds.
    """
    bounds = Bounds(founded=founded, now=now)
    try:
        found = _extract(html, url, time_zone, default_lang, content_type, selectors, bounds)
        return without_repeated(found, repeated)
    except NotMarkup as error:
        return Reading(content=PageContent.EMPTY, reason=str(error), url=url)
    # The one place with a broad except: below it run libraries over whatever the web sends, and
    # no fault of theirs on one page may stop the crawl of the others.
    except Exception as error:
        raise ExtractionFailed(f"{type(error).__name__}: {error}") from error


def extract_article(
    html: str | bytes,
    url: str,
    *,
    time_zone: tzinfo = UTC,
    default_lang: str | None = None,
    content_type: str | None = None,
    selectors: "Selectors | None" = None,
    now: datetime | None = None,
    founded: int | None = None,
) -> ExtractedArticle | None:
    """Return the article on the page that came from `url`, or None if there is none.

    As `extract_page`.
    """
    found = extract_page(
        html,
        url,
        time_zone=time_zone,
        default_lang=default_lang,
        content_type=content_type,
        selectors=selectors,
        now=now,
        founded=founded,
    )
    return to_article(found)


def to_article(found: Reading) -> ExtractedArticle | None:
    """Return the article that is stored of a page; None where there is none."""
    if not found.holds_article:
        return None
    return ExtractedArticle(
        url=found.url,
        title=found.title,
        body=found.body,
        lang=found.lang,
        published=found.published.claim,
        modified=found.modified.claim,
        authors=found.authors,
        credit=found.credit,
        declared_url=found.declared_url,
        standfirst=found.standfirst,
        section=found.section,
        tags=found.tags,
        image_url=found.lead_image,
        amp_url=found.amp_url,
        kind=ArticleKind(found.content),
        free=found.free,
        published_reason=found.published.reason,
        published_candidates=found.published.candidates,
    )


def _extract(
    html: str | bytes,
    url: str,
    time_zone: tzinfo,
    default_lang: str | None,
    content_type: str | None,
    selectors: "Selectors | None",
    bounds: Bounds,
) -> Reading:
    document = parse_document(decode(html, content_type))
    selected: tuple[Part, ...] = ()
    if selectors is not None:
        site_rules.take_off(document, selectors)
        selected = site_rules.selected_parts(document, selectors)
    metadata = read_metadata(document, url, time_zone=time_zone, bounds=bounds)
    if selectors is not None:
        metadata = site_rules.with_selected(
            metadata, document, selectors, time_zone=time_zone, bounds=bounds
        )
    body = find_body(document, metadata, url, selected)
    metadata = replace(metadata, published=_published(metadata, body, time_zone, bounds))
    content, reason = judge_page(body, metadata, url)
    return _extraction(content, reason, body, metadata, url, default_lang)


def _extraction(
    content: PageContent,
    reason: str,
    body: Body,
    metadata: PageMetadata,
    url: str,
    default_lang: str | None,
) -> Reading:
    text = "\n\n".join(part.text for part in body.parts)
    return Reading(
        content=content,
        reason=reason,
        url=_own_address(url, metadata.declared_url),
        title=choose_title(metadata.titles, body.headline),
        standfirst=body.standfirst,
        parts=body.parts,
        images=body.images,
        lang=detect_language(text, *metadata.declared_langs, default_lang),
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        section=metadata.section,
        tags=metadata.tags,
        lead_image=metadata.image,
        credit=metadata.credit or body.credit,
        dateline=_dateline(body),
        declared_url=metadata.declared_url,
        amp_url=metadata.amp_url,
        free=metadata.free,
        body_source=body.source,
    )


def _dateline(body: Body) -> str | None:
    """Return the place that opens the text; a standfirst may stand before it."""
    for part in body.parts[:2]:
        dateline = read_opening(part.text).dateline
        if dateline is not None:
            return dateline.place
    return None


def _published(metadata: PageMetadata, body: Body, time_zone: tzinfo, bounds: Bounds) -> DateChoice:
    """Return the time of publication; as printed near the headline where machines learn none."""
    choice = metadata.published
    if choice.claim is not None and choice.claim.origin is not DateOrigin.ADDRESS:
        return choice
    month_first = bool(metadata.declared_langs) and metadata.declared_langs[0] in _MONTH_FIRST
    printed = [
        DateCandidate(
            "text", text, claim_from_text(text, time_zone=time_zone, month_first=month_first)
        )
        for text in body.stamps
    ]
    return choose_date([*choice.candidates, *printed], bounds=bounds)


def _own_address(url: str, declared: str | None) -> str:
    """Return our address for the page; that of a file without one is what it was called by."""
    try:
        return believed_canonical(declared, url) or canonical_url(url)
    except NotAnAddress:
        return url
