"""The text of the article on a page, without the lines around it that tell nothing."""

import logging
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import takewhile
from unicodedata import category

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawlers.extract.markup import text_of
from crawlers.extract.metadata import PageMetadata, letters_of

# It logs each page without an article as an error; that is our return value.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# A line is only taken for furniture while it is short: an article may discuss newsletters.
_MAX_FURNITURE = 240

# Lines that lead to other pages or ask for something; anywhere in the text.
_PROMO = re.compile(
    r"\W*(?:"
    r"(?:read|see|watch|listen|more|also read|also see|related)(?: more| also| next| post| stories"
    r"| articles| news)?(?: on [\w ]+| from [\w ]+| in [\w ]+)?\s*[:|]"
    r"|(?:you (?:may|might) also (?:like|be interested)|don['’]t miss|most (?:read|viewed|popular))"
    r"|(?:subscribe|sign up|register) (?:to|for|now|here|today)\b"
    r"|follow (?:us|him|her|them|@?\w+(?: \w+)?) on (?:facebook|twitter|x|instagram|youtube)\b"
    r"|get (?:the|our|more|all) .{0,60}(?:newsletter|inbox|delivered)"
    r"|like (?:this|our) (?:story|article|page)\b|share this (?:story|article|post)\b"
    r"|filed under\b|tags?\s*:?\s*$|comments?\s*$|advertisement\s*$|story continues below"
    r"|click here (?:to|for)\b|have a tip\?|click to tweet\s*$"
    r"|lesen sie (?:auch|mehr|hier)|mehr zum thema|das könnte sie auch interessieren|anzeige\s*$"
    r"|lea? también|leer más|te puede interesar|le puede interesar|suscr[ií]bete|publicidad\s*$"
    r"|leia (?:também|mais)|tempo de leitura|veja também|publicidade\s*$"
    r"|lire aussi|à lire (?:aussi|également)|lire la suite|inscrivez-vous|publicité\s*$"
    r"|leggi anche|читайте (?:также|ещё)|подписывайтесь|подпишитесь|ещё по теме|реклама\s*$"
    r")",
    re.IGNORECASE,
)
# Who wrote or owns the text; only in the last lines.
_CLOSING = re.compile(
    r"\W*(?:"
    r"(?:additional )?(?:reporting|writing) by\b|.{0,120}\bcontributed to this (?:report|story)"
    r"|(?:sources?|quelle|fuente|fonte|источник)\s*:\s*\S"
    r"|(?:©|\(c\)\s|copyright\b)"
    r"|reach the reporters?\b|e?-?mail \w+ \w+ at\b|follow (?:ap|reuters)['’]s\b"
    r"|[\w.+-]+@[\w-]+\.[\w.]+\s*$|(?:https?://)?(?:www\.)?twitter\.com/\w+\s*$"
    r")",
    re.IGNORECASE,
)
# When it was printed; only in the first lines.
_STAMP = re.compile(
    r"\W*(?:(?:first |last )?(?:published|updated|posted)|veröffentlicht|stand|publicado|"
    r"actualizado|publié|mis à jour|опубликовано|обновлено)\b.{0,12}\d",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(
    r"\W*(?:sources?|quelle|fuente|fonte|источник)\s*:\s*(.{2,60}?)\W*$", re.IGNORECASE
)
_EDGE_LINES = 4

_MIN_TEXT = 40
# News in any script has 0.9 and more; bytes that are no text, read as text, about half.
_MIN_WRITTEN = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The paragraphs of an article, and whom its closing line names as their origin."""

    paragraphs: tuple[str, ...]
    credit: str | None


def find_body(tree: html.HtmlElement, metadata: PageMetadata, selected: Sequence[str] = ()) -> Body:
    """Return the article on the page; no paragraphs where there is none.

    `selected` are its lines as the catalogue's selectors find them, where they do.
    """
    lines = list(selected) or _found_lines(tree, metadata)
    paragraphs = clean_lines(lines, metadata, _link_texts(tree))
    if not _reads_as_text("".join(paragraphs)):
        paragraphs = []
    return Body(paragraphs=tuple(paragraphs), credit=credit_line(lines))


def _found_lines(tree: html.HtmlElement, metadata: PageMetadata) -> list[str]:
    found = bare_extraction(tree, favor_precision=True, include_comments=False)
    printed = _lines(found.text or "") if isinstance(found, Document) else []
    described = _lines(metadata.body)
    # A page that builds its text by script often carries it in JSON-LD.
    return described if 2 * _length(printed) < _length(described) else printed


def clean_lines(
    lines: Sequence[str], metadata: PageMetadata, link_texts: Set[str] = frozenset()
) -> list[str]:
    """Drop the repeated headline, promotion, byline, time stamp and closing lines.

    An item of a list that is one link is a way to another page, and goes as well.
    """
    headlines = {letters_of(title) for title in metadata.titles} | {""}
    kept = [
        line
        for line in lines
        if (key := letters_of(line)) not in headlines
        and not (line.startswith("- ") and key in link_texts)
        and not _is_promo(line)
    ]
    names = {letters_of(name) for name in metadata.authors}
    top = len(list(takewhile(lambda line: _opens(line, names), kept[:_EDGE_LINES])))
    bottom = len(list(takewhile(_closes, reversed(kept[top:][-_EDGE_LINES:]))))
    return kept[top : len(kept) - bottom]


def credit_line(lines: Sequence[str]) -> str | None:
    """Return whom a closing line such as `Source: Harbour Wire` names."""
    for line in reversed(lines[-_EDGE_LINES:]):
        if named := _SOURCE_LINE.fullmatch(line):
            return named[1]
    return None


def _reads_as_text(text: str) -> bool:
    """Whether it is long enough for a sentence, and made of letters as writing is."""
    sample = text[:2_000]
    # Marks count: they are a third of what is written in Devanagari or Thai.
    written = sum(char.isspace() or category(char)[0] in "LMN" for char in sample)
    return len(text) >= _MIN_TEXT and written >= _MIN_WRITTEN * len(sample)


def _link_texts(tree: html.HtmlElement) -> set[str]:
    return {letters_of(text_of(link)) for link in tree.iter("a")}


def _lines(text: str) -> list[str]:
    return [folded for line in text.splitlines() if (folded := " ".join(line.split()))]


def _length(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _is_promo(line: str) -> bool:
    return len(line) <= _MAX_FURNITURE and _PROMO.match(line) is not None


def _opens(line: str, names: set[str]) -> bool:
    if len(line) > _MAX_FURNITURE:
        return False
    key = letters_of(line)
    return key in names or key.removeprefix("by") in names or _STAMP.match(line) is not None


def _closes(line: str) -> bool:
    return len(line) <= _MAX_FURNITURE and _CLOSING.match(line) is not None
