"""What a page holds: an article of some sort, or something else, and by what that is told."""

import re
from functools import cache
from unicodedata import category
from urllib.parse import urlsplit

from crawlers.extract.body import Body
from crawlers.extract.metadata import PageMetadata
from crawlers.extract.page_tree import weight_of
from crawlers.extract.reading import PageContent, PartKind
from crawlers.extract.tables import read_rows
from pipeline.records import DateOrigin

Verdict = tuple[PageContent, str]
"""What the page holds, and why it was taken for that."""

_MIN_TEXT = 40
# News in any script has 0.9 and more; bytes that are no text, read as text, about half.
_MIN_WRITTEN = 0.7
_SHORT = 600
"""Characters above which a text is not doubted for its length."""
_LITTLE = 1_000
_SENTENCE = 80
"""Characters of a paragraph that is more than a label or a headline."""
_UNFIT = 0.3
_FEW_LINKS, _MANY_LINKS = 0.2, 0.6
_LISTED = 10
"""Linked headings from which a page is taken for a list of articles."""
_GALLERY_IMAGES, _TEXT_PER_IMAGE = 8, 80

# A date in print or in the address may be that of anything on the page.
_MACHINE_READ = frozenset({DateOrigin.JSON_LD, DateOrigin.META, DateOrigin.MICRODATA})

_BY_TYPE = {
    "liveblogposting": PageContent.LIVE_BLOG,
    "imagegallery": PageContent.GALLERY,
    "mediagallery": PageContent.GALLERY,
    "videoobject": PageContent.VIDEO,
    "video.other": PageContent.VIDEO,
    "video": PageContent.VIDEO,
}
_NO_LETTER = re.compile(r"[^\w\s]")
# The number of an HTTP error, alone or with what it is called: "500 dead" is news.
_ERROR_NUMBER = re.compile(
    r"\W*(?:(?:http|error|fehler|erreur|errore)\W+)*(?:40[0-9]|410|50[0-4])"
    r"(?:\W*$|\s*[-–—:|·.!»](?:\s|$)|\s+(?:error|fehler|page|forbidden|unauthorized|gone|internal"
    r"|bad (?:request|gateway)|service|gateway|not found)\b)",
    re.IGNORECASE,
)
_FRONTS = frozenset({"", "/", "/index.html", "/index.php", "/home", "/home/"})


def judge_page(body: Body, metadata: PageMetadata, url: str) -> Verdict:
    """Return what the page at `url` holds.

    A page is refused only for what speaks against it: most articles declare that they are one, and
    those that do not are dated, or have a text that goes with their headline.
    """
    text = " ".join(part.text for part in body.parts)
    title = metadata.titles[0].text if metadata.titles else ""
    if len(text) < _SHORT and (refused := _named_refusal(text, title, metadata)) is not None:
        return refused
    if not reads_as_text(text):
        return _without_text(text, body)
    if not _is_declared(metadata) and not _is_dated(metadata) and _is_front(body, url):
        return PageContent.LISTING, "headlines and teasers of several articles"
    return _sort_of_article(body, metadata)


def reads_as_text(text: str) -> bool:
    """Whether it is long enough for a sentence, and made of letters as writing is."""
    sample = text[:2_000]
    # Vowel signs are a third of what is written in Devanagari or Thai.
    others = [char for char in _NO_LETTER.findall(sample) if category(char)[0] != "M"]
    return len(text) >= _MIN_TEXT and len(others) <= (1 - _MIN_WRITTEN) * len(sample)


def _named_refusal(text: str, title: str, metadata: PageMetadata) -> Verdict | None:
    """Return what a page with little text says that it is instead of an article."""
    is_error = _ERROR_NUMBER.match(title) or _opens_or_ends("error", title)
    if is_error and not _is_dated(metadata):
        return PageContent.ERROR, f"titled {title[:60]!r}"
    if _is_declared(metadata) and _is_dated(metadata):
        return None
    if _count("missing", f"{title} {text}"):
        return PageContent.ERROR, "it says that the page is not there"
    for content in (PageContent.CONSENT, PageContent.LOGIN):
        if _count(content, title) and not reads_as_text(text):
            return content, f"titled {title[:60]!r}"
        # News of a fine for privacy has the word in its headline and once in a short text, too.
        if _count(content, text) >= (2 if _count(content, title) else 3):
            return content, "the text asks for it"
    return None


def _without_text(text: str, body: Body) -> Verdict:
    if body.link_share > _MANY_LINKS:
        return PageContent.LISTING, "links and no running text"
    if len(body.images) >= _GALLERY_IMAGES:
        return PageContent.EMPTY, f"{len(body.images)} pictures and no text"
    return PageContent.EMPTY, "no running text" if text else "no text"


def _is_front(body: Body, url: str) -> bool:
    """Whether a page without date and declaration shows several articles."""
    if body.link_share < _FEW_LINKS:
        return False
    length = sum(len(part.text) for part in body.parts)
    running = sum(
        len(part.text)
        for part in body.parts
        if part.kind is PartKind.PARAGRAPH and weight_of(part.text) >= _SENTENCE
    )
    if _is_root(url) and running < 0.8 * length:
        return True
    many_links = body.link_share > _MANY_LINKS
    many_headings = body.listed >= _LISTED
    if running < 0.6 * length:
        return body.share < 0.5 or body.fit < _UNFIT or many_links or many_headings
    return length < _LITTLE and many_links and many_headings


def _is_root(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[" and the like
        return False
    return bool(parts.netloc) and parts.path in _FRONTS and not parts.query


def _is_declared(metadata: PageMetadata) -> bool:
    return any("article" in kind or kind in _BY_TYPE for kind in metadata.types)


def _is_dated(metadata: PageMetadata) -> bool:
    claim = metadata.published.claim
    return claim is not None and claim.origin in _MACHINE_READ


def _sort_of_article(body: Body, metadata: PageMetadata) -> Verdict:
    articles = sorted(kind for kind in metadata.types if "article" in kind)
    others = sorted(kind for kind in metadata.types if kind in _BY_TYPE)
    for kind in others:
        if not articles or _BY_TYPE[kind] is PageContent.LIVE_BLOG:
            return _BY_TYPE[kind], f"declared as {kind}"
    length = sum(len(part.text) for part in body.parts)
    if len(body.images) >= _GALLERY_IMAGES and length < _TEXT_PER_IMAGE * len(body.images):
        return PageContent.GALLERY, f"{len(body.images)} pictures with little text"
    return PageContent.ARTICLE, f"declared as {articles[0]}" if articles else "running text"


@cache
def _phrases(content: str) -> re.Pattern[str]:
    rows = read_rows("refusals.txt")
    words = [re.escape(word) for row in rows if row[0] == content for word in row[1].split("|")]
    return re.compile("|".join(words))


def _opens_or_ends(content: str, title: str) -> bool:
    """Whether a title is what pages are called that hold nothing but this."""
    folded = title.casefold().replace("’", "'").strip(" .!?-|:")
    return any(
        match.start() == 0 or match.end() == len(folded)
        for match in _phrases(content).finditer(folded)
    )


def _count(content: str, text: str) -> int:
    """Return how often a text says what pages say that hold nothing but this."""
    return len(_phrases(content).findall(text.casefold().replace("’", "'")))
