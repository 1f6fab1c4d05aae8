"""The <time> that tells when an article was published, of all that a page has."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract.titles import letters_of

_MAX_LOOKED_AT = 200
_MIN_HEADLINE = 15
# A post of a social network, a comment and a teaser at the side have times of their own.
_ELSEWHERE = frozenset({"blockquote", "aside", "figure"})
# How long a text takes to read, and the hour, are given as times, too.
_YEAR = re.compile(r"\d{4}")
_CHANGED = re.compile(r"^(?!.*publi).*(?:updat|modif)", re.IGNORECASE)
_LINE = 120
"""Characters of a paragraph around a time that is no line of text."""


def published_time(document: LexborHTMLParser, headlines: Iterable[str]) -> str | None:
    """Return the first time behind the heading that prints one of the headlines, in its article.

    Else the one that says that it is that of publication, the first in an article, or the first of
    all.
    """
    keys = [key for headline in headlines if len(key := letters_of(headline)) >= _MIN_HEADLINE]
    heading = None
    for element in document.css("h1, h2, time[datetime]")[:_MAX_LOOKED_AT]:
        if element.tag != "time":
            if heading is None and _prints(letters_of(element.text(deep=True)), keys):
                heading = element
        elif heading is not None and _is_behind(heading, element):
            return element.attributes.get("datetime")
    for selector in (
        "time[pubdate][datetime]",
        "article time[datetime], main time[datetime]",
        "time[datetime]",
    ):
        for element in document.css(selector)[:_MAX_LOOKED_AT]:
            if _can_be(element):
                return element.attributes.get("datetime")
    return None


def _can_be(time: LexborNode) -> bool:
    """Whether a <time> names a day, and no post, teaser or paragraph of the text tells of it."""
    if not _YEAR.search(time.attributes.get("datetime") or ""):
        return False
    around = time.parent
    in_text = around is not None and around.tag == "p" and len(around.text(deep=True)) > _LINE
    return not in_text and not _stands_elsewhere(time)


def _tells_of_change(time: LexborNode) -> bool:
    said = (time.attributes.get(name) or "" for name in ("class", "itemprop"))
    return _CHANGED.match(" ".join(said)) is not None


def _is_behind(heading: LexborNode, time: LexborNode) -> bool:
    """Whether a <time> may go with a heading above it: in its article, where that stands in one."""
    article = _article_around(heading)
    shared = article is None or _article_around(time) == article
    return shared and _can_be(time) and not _tells_of_change(time)


def _article_around(element: LexborNode) -> int | None:
    above = element.parent
    while above is not None and above.tag != "article":
        above = above.parent
    return None if above is None else above.mem_id


def _prints(heading: str, keys: Iterable[str]) -> bool:
    return len(heading) >= _MIN_HEADLINE and any(
        key.startswith(heading) or heading.startswith(key) for key in keys
    )


def _stands_elsewhere(element: LexborNode) -> bool:
    above = element.parent
    while above is not None:
        if above.tag in _ELSEWHERE:
            return True
        above = above.parent
    return False
