"""The <time> that tells when an article was published, of all that a page has."""

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract.titles import letters_of

_MAX_LOOKED_AT = 200
_MIN_HEADLINE = 15
# A post of a social network, a comment and a teaser at the side have times of their own.
_ELSEWHERE = frozenset({"blockquote", "aside", "figure"})


def published_time(document: LexborHTMLParser, headlines: Iterable[str]) -> str | None:
    """Return the first time behind the heading that prints one of the headlines.

    Else the one that says that it is that of publication, the first in an article, or the first of
    all.
    """
    keys = [key for headline in headlines if len(key := letters_of(headline)) >= _MIN_HEADLINE]
    behind = False
    for element in document.css("h1, h2, time[datetime]")[:_MAX_LOOKED_AT]:
        if element.tag != "time":
            behind = behind or _prints(letters_of(element.text(deep=True)), keys)
        elif behind and not _stands_elsewhere(element):
            return element.attributes.get("datetime")
    for selector in (
        "time[pubdate][datetime]",
        "article time[datetime], main time[datetime]",
        "time[datetime]",
    ):
        for element in document.css(selector)[:_MAX_LOOKED_AT]:
            if not _stands_elsewhere(element):
                return element.attributes.get("datetime")
    return None


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
