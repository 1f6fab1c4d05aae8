"""The headline of a page, from the several spellings that it prints."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from html import unescape
from itertools import islice

from crawlers.extract.markup import visible

_SITE_CUT = re.compile(
    r"\s+[|\-–—·•»«:/]+\s+|\s*[|｜]\s*|_+(?=[^\W\d_])"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff])[-－](?=[\u3040-\u30ff\u3400-\u9fff])"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")

_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())

# og:title, twitter:title and <title> mostly come from one field, written for search engines.
_WEIGHTS = {"selected": 20, "json-ld": 3, "h1": 3, "og": 2, "title": 1}
SELECTED = "selected"
"""A title that the catalogue's selector finds: more than all others together."""
# Letters of a headline that are not a section's name that others happen to begin with.
_MIN_HEADLINE = 15
_MAX_TITLE = 600
_MAX_CUTS = 20
# Search engines take headlines of 110 characters.
_CUT_FROM = 90


@dataclass(frozen=True, slots=True)
class Title:
    """One spelling of a page's headline."""

    source: str
    """`json-ld`, `h1`, `og`, `title`, or `selected`."""
    text: str
    parted: bool = False
    """Whether it is printed in several elements, so that the first may be a kicker."""


def letters_of(text: str) -> str:
    """Return what makes two printings of one headline equal: letters and digits alone."""
    if text.isascii():  # most lines are, and take a tenth of the time as bytes
        return text.lower().encode().translate(None, _SIGNS).decode()
    return "".join(filter(str.isalnum, text.casefold()))


def clean_title(
    source: str, printed: str, site_names: Set[str], *, parted: bool = False
) -> Title | None:
    """Return a printed title without markup and the name of the site, None if nothing is left."""
    plain = visible(unescape(_TAG.sub("", printed[:_MAX_TITLE])))
    text = _without_site(" ".join(plain.split()), site_names)
    key = letters_of(text)
    return Title(source, text, parted) if key and key not in site_names else None


def choose_title(titles: Sequence[Title], shown: str = "") -> str:
    """Return the headline with the most weight behind it; between equals the first.

    `shown` is what the page prints above its text: where the headline has that and, before it or
    behind it, what may be the name of a site, it is cut there.

    A source also stands behind a spelling that its own goes on from, or leads up to: a <title>
    with the name of a section after it, a heading with a kicker before it, a whole headline where
    another was cut at 110 letters.
    """
    keys = [(title, letters_of(title.text)) for title in titles]
    crowded = len({key for title, key in keys if title.source == "h1"}) > 1

    def weight(title: Title) -> float:
        own = letters_of(title.text)
        behind = {other.source for other, key in keys if _says(other, key, own)}
        whole = not _breaks_off(title, keys) and not _was_cut(title, titles)
        # Where boxes have headings of the first rank too, one alone says little.
        return whole * sum(_WEIGHTS[source] - (source == "h1" and crowded) for source in behind)

    best = max(titles, key=weight).text if titles else ""
    shown_letters = letters_of(shown[:_MAX_TITLE])
    if len(shown_letters) >= _MIN_HEADLINE:
        for cut in islice(_SITE_CUT.finditer(best), _MAX_CUTS):
            for side in (best[: cut.start()], best[cut.end() :]):
                if letters_of(side) == shown_letters:
                    return side.strip()
    return best


def site_names_of(printed: Iterable[str]) -> frozenset[str]:
    """Return the letters of a site's names."""
    return frozenset(map(letters_of, printed)) - {""}


def named_beside(printed: str, headlines: Iterable[str]) -> frozenset[str]:
    """Return the letters of what a <title> has beside the headline: names of site and section."""
    keys = {key for text in headlines if len(key := letters_of(text)) >= _MIN_HEADLINE}
    printed = printed[:_MAX_TITLE]
    for cut in islice(_SITE_CUT.finditer(printed), _MAX_CUTS):
        before, after = letters_of(printed[: cut.start()]), letters_of(printed[cut.end() :])
        if before in keys:
            rest = printed[cut.end() :]
            return site_names_of([rest, *_SITE_CUT.split(rest)])
        if after in keys:
            return site_names_of([printed[: cut.start()]])
    return frozenset()


def _says(title: Title, key: str, own: str) -> bool:
    if key == own:
        return True
    if len(own) < _MIN_HEADLINE:
        return False
    return key.startswith(own) or (title.parted and key.endswith(own))


def _breaks_off(title: Title, keys: Iterable[tuple[Title, str]]) -> bool:
    """Whether it ends in dots that the page does not print, or that stand for what others have."""
    if not title.text.endswith(("…", "...")):
        return False
    own = letters_of(title.text)
    return not any(other.source == "h1" and key == own for other, key in keys) or any(
        key.startswith(own) and key != own and not _SITE_CUT.search(other.text, len(title.text) - 3)
        for other, key in keys
    )


def _was_cut(title: Title, titles: Iterable[Title]) -> bool:
    """Whether it ends where others go on: at the length at which machines are given headlines.

    Or at the first quotation mark, which ends an attribute that is not written with care.
    """
    end = len(title.text)
    return title.source != "h1" and any(
        other.text.startswith(title.text)
        and (
            other.text[end:].lstrip().startswith('"')
            or (end >= _CUT_FROM and not _SITE_CUT.match(other.text, end))
        )
        for other in titles
        if len(other.text) > end
    )


def _without_site(title: str, site_names: Set[str]) -> str:
    """Cut the name of the site off either end, where the page says what it is."""
    cuts = list(islice(_SITE_CUT.finditer(title), _MAX_CUTS))
    for cut in reversed(cuts):
        if letters_of(title[cut.end() :]) in site_names:
            return title[: cut.start()].strip()
    for cut in cuts:
        if letters_of(title[: cut.start()]) in site_names:
            return title[cut.end() :].strip()
    return title
