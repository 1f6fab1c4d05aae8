"""What a page holds: an article of some sort, or something else, and by what that is told."""

import re
from functools import cache
from unicodedata import category
from urllib.parse import urlsplit

from crawlers.extract.body import Body
from crawlers.extract.extraction import PageContent, PartKind
from crawlers.extract.metadata import PageMetadata
from crawlers.extract.tables import read_rows

Verdict = tuple[PageContent, str]
"""What the page holds, and why it was taken for that."""

_MIN_TEXT = 40
# News in any script has 0.9 and more; bytes that are no text, read as text, about half.
_MIN_WRITTEN = 0.7
_SHORT = 600
"""Characters of text above which a page is believed to be the article that it seems to be."""

_BY_TYPE = {
    "liveblogposting": PageContent.LIVE_BLOG,
    "imagegallery": PageContent.GALLERY,
    "mediagallery": PageContent.GALLERY,
    "videoobject": PageContent.VIDEO,
    "video.other": PageContent.VIDEO,
    "video": PageContent.VIDEO,
}
_LISTING_TYPES = frozenset(
    {"collectionpage", "searchresultspage", "itemlist", "profilepage", "website", "profile"}
)

# The number of an HTTP error, alone or with words.
_ERROR_NUMBER = re.compile(r"\W*(?:error\W*)?(?:40[0-9]|410|50[0-4])(?:\W|$)", re.IGNORECASE)
_ROOTS = frozenset({"", "/", "/index.html", "/index.php", "/home", "/home/"})


def judge_page(body: Body, metadata: PageMetadata, url: str) -> Verdict:
    """Return what the page at `url` holds."""
    text = " ".join(part.text for part in body.parts)
    title = metadata.titles[0].text if metadata.titles else ""
    if len(text) < _SHORT:
        refused = _refusal(text, title, url, metadata, body)
        if refused is not None:
            return refused
    elif _is_listing(body, metadata, url):
        return PageContent.LISTING, "titles and teasers of several articles"
    return _sort_of_article(body, metadata)


def _refusal(
    text: str,
    title: str,
    url: str,
    metadata: PageMetadata,
    body: Body,
) -> Verdict | None:
    """Return why a page with little text holds no article, None where it may hold a short one."""
    if _ERROR_NUMBER.match(title) or _count("error", title):
        return PageContent.ERROR, f"titled {title[:60]!r}"
    sentences = sum(len(p.text) > 80 for p in body.parts if p.kind is PartKind.PARAGRAPH)
    if text and _count("consent", text) >= 3 and body.fit < 0.5:
        return PageContent.CONSENT, "the text asks for consent"
    if not reads_as_text(text):
        if _count("consent", title):
            return PageContent.CONSENT, f"titled {title[:60]!r}"
        if _count("login", title):
            return PageContent.LOGIN, f"titled {title[:60]!r}"
        if body.link_share > 0.6:
            return PageContent.LISTING, "links and no running text"
        return PageContent.EMPTY, "no running text" if text else "no text"
    if sentences <= 1 and _count("login", text) >= 2 and not _dated(metadata):
        return PageContent.LOGIN, "the text asks to log in or subscribe"
    if _is_listing(body, metadata, url):
        return PageContent.LISTING, "no article declared on a page of links"
    return None


def _is_listing(body: Body, metadata: PageMetadata, url: str) -> bool:
    if any("article" in kind or kind in _BY_TYPE for kind in metadata.types):
        return False
    declared = bool(metadata.types & _LISTING_TYPES)
    home = urlsplit(url).path in _ROOTS and bool(urlsplit(url).netloc) and not urlsplit(url).query
    # A text that holds together is an article whatever its template declares.
    return (declared or home) and not _dated(metadata) and body.share < 0.5


def _dated(metadata: PageMetadata) -> bool:
    return metadata.published.claim is not None


def _sort_of_article(body: Body, metadata: PageMetadata) -> Verdict:
    for kind in sorted(metadata.types):
        content = _BY_TYPE.get(kind)
        if content is PageContent.LIVE_BLOG:
            return content, f"declared as {kind}"
    for kind in sorted(metadata.types):
        content = _BY_TYPE.get(kind)
        if content is not None and not any("article" in other for other in metadata.types):
            return content, f"declared as {kind}"
    words = sum(len(part.text) for part in body.parts)
    if len(body.images) >= 8 and words < 80 * len(body.images):
        return PageContent.GALLERY, f"{len(body.images)} pictures with little text"
    declared = sorted(kind for kind in metadata.types if "article" in kind)
    return PageContent.ARTICLE, f"declared as {declared[0]}" if declared else "running text"


@cache
def _phrases(content: str) -> re.Pattern[str]:
    rows = read_rows("refusals.txt")
    words = [re.escape(word) for row in rows if row[0] == content for word in row[1].split("|")]
    return re.compile("|".join(words))


def _count(content: str, text: str) -> int:
    """Return how often a text says what pages say that hold nothing but this."""
    return len(_phrases(content).findall(text.casefold().replace("’", "'")))


def reads_as_text(text: str) -> bool:
    """Whether it is long enough for a sentence, and made of letters as writing is."""
    sample = text[:2_000]
    written = sum(char.isspace() or char.isalnum() or _is_mark(char) for char in sample)
    return len(text) >= _MIN_TEXT and written >= _MIN_WRITTEN * len(sample)


def _is_mark(char: str) -> bool:
    # Vowel signs are a third of what is written in Devanagari or Thai.
    return char > "\u0300" and category(char)[0] == "M"
