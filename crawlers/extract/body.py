"""The body of an article: found on the page, checked, and where in doubt decided by others."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.captions import find_images
from crawlers.extract.furniture import HEADING, LIST, QUOTE, TABLE, mark, weigh
from crawlers.extract.judge import judge, read_described
from crawlers.extract.language import detect_language
from crawlers.extract.lines import clean_lines, credit_line
from crawlers.extract.metadata import PageMetadata
from crawlers.extract.page_tree import HEADINGS, PageTree, read_tree, weight_of
from crawlers.extract.reading import BodySource, Image, Part, PartKind
from crawlers.extract.running_text import gather
from crawlers.extract.scoring import Page, find_headline, find_place, survey
from crawlers.extract.script_text import read_script_text
from crawlers.extract.second_opinion import ask_again, can_ask, is_doubtful, second_is_better
from crawlers.extract.standfirst import find_standfirst
from crawlers.extract.titles import letters_of

_WORD = re.compile(r"\w+")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_YEAR = re.compile(r"(?:199|20\d)\d")
_STEM, _ENDING = 4, 2
_STAMP = 120
_READ = 100_000
"""Characters of a text in which the words of the headline are looked for."""
_AROUND = 4
"""Blocks around the headline and the beginning of the text that may print the date."""
_FITS = 0.3
_ENOUGH = 250
"""Characters of running text that make an article likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The text of an article, and what stands beside it."""

    parts: tuple[Part, ...] = ()
    standfirst: str | None = None
    images: tuple[Image, ...] = ()
    credit: str | None = None
    headline: str = ""
    """As printed above the text."""
    stamps: tuple[str, ...] = ()
    """Short lines behind and before the headline that name a year: where a page prints its date."""
    source: BodySource = BodySource.PAGE
    fit: float = 0.0
    """How much of the page's own account of itself is in the text, 0 to 1."""
    share: float = 0.0
    """How much of the page's running text is in the body, 0 to 1."""
    link_share: float = 0.0
    """How much of all text on the page is links, 0 to 1."""
    listed: int = 0
    """How many headings on the page are links."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One reading of a page."""

    page: Page
    root: int
    numbers: Sequence[int]
    weight: float
    fit: float

    @property
    def rank(self) -> tuple[bool, bool, float]:
        fits = self.fit >= _FITS
        return (fits and self.weight >= _ENOUGH, fits, self.weight)


def find_body(
    document: LexborHTMLParser,
    metadata: PageMetadata,
    url: str = "",
    selected: Sequence[Part] = (),
) -> Body:
    """Return the article on the page; no parts where there is none.

    `selected` are its lines as the catalogue's selectors find them, where they do.
    """
    attempt = _best_attempt(document, metadata)
    if selected:
        return _selected(_body_of(attempt, metadata, url), selected, metadata)
    tree = attempt.page.tree
    found = _described(_body_of(attempt, metadata, url), metadata)
    found = _from_scripts(found, document, metadata)
    text = _text(found.parts)
    if not is_doubtful(text, fit=found.fit, share=found.share) or not can_ask(tree):
        return found
    return _with_second_opinion(found, text, document, metadata)


def title_fit(text: str, metadata: PageMetadata) -> float:
    """Return how much of a page's own account of itself is in a text, 0 to 1.

    The share of the words of that title or description which fits best.
    """
    there = text[:_READ].casefold()
    said = [(title.text, 1) for title in metadata.titles]
    said += [(description, 5) for description in metadata.descriptions]
    shares = [
        sum(word in there for word in words) / len(words)
        for account, least in dict.fromkeys(said)
        if len(words := _words(account)) >= least
    ]
    return max(shares, default=0.0)


def _title_letters(metadata: PageMetadata) -> set[str]:
    """Return the letters of what may be the headline again: further <h1>s are subheadings."""
    first = next((title for title in metadata.titles if title.source == "h1"), None)
    kept = (title for title in metadata.titles if title.source != "h1" or title is first)
    return {letters_of(title.text) for title in kept}


def _link_share(tree: PageTree) -> float:
    length = sum(len(block.text) for block in tree.blocks)
    return sum(block.linked for block in tree.blocks) / length if length else 0.0


def _listed(tree: PageTree) -> int:
    return sum(
        tree.tags[block.element] in HEADINGS and block.linked > 0.8 * len(block.text)
        for block in tree.blocks
    )


def _words(text: str) -> set[str]:
    """Return the words of a text without their endings, which a sentence changes.

    Of what is written without spaces each two signs in a row.
    """
    words: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if not word.isascii() and _SPACELESS.search(word):
            words.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 3 or not word.isascii():
            words.add(word[: max(_STEM, len(word) - _ENDING)])
    return words


def _text(parts: Iterable[Part]) -> str:
    return "\n\n".join(part.text for part in parts)


def _best_attempt(document: LexborHTMLParser, metadata: PageMetadata) -> _Attempt:
    """Read the page by the names of its elements; without them where that finds nothing."""
    first = _attempt(read_tree(document), metadata, by_name=True)
    if first.rank[0]:
        return first
    second = _attempt(read_tree(document, whole=True), metadata, by_name=False)
    return second if second.rank > first.rank else first


def _attempt(tree: PageTree, metadata: PageMetadata, *, by_name: bool) -> _Attempt:
    weights = weigh(tree)
    declared = [title.text for title in metadata.titles if title.source != "h1"]
    headline = find_headline(tree, [title.text for title in metadata.titles], declared)
    around = None if headline is None else tree.blocks[headline].element
    marks = mark(tree, weights, headline=around, by_name=by_name)
    page = survey(tree, weights, marks, headline)
    place = find_place(page, metadata.descriptions)
    numbers = [] if place is None else gather(page, place)
    return _Attempt(
        page=page,
        root=0 if place is None else place.root,
        numbers=numbers,
        weight=sum(weights.of_blocks[n] for n in numbers),
        fit=title_fit(" ".join(tree.blocks[n].text for n in numbers), metadata),
    )


def _body_of(attempt: _Attempt, metadata: PageMetadata, url: str) -> Body:
    page, tree = attempt.page, attempt.page.tree
    lines = [tree.blocks[number].text for number in attempt.numbers]
    headline = "" if page.headline is None else tree.blocks[page.headline].text
    titles = _title_letters(metadata) | {letters_of(headline)}
    kept = clean_lines(lines, titles, metadata.authors)
    standfirst = find_standfirst(page, attempt.numbers, metadata.descriptions)
    total = page.weights.total
    parts = tuple(_part(page, attempt.numbers[n]) for n in kept)
    apart = standfirst is not None and standfirst not in attempt.numbers
    if standfirst is not None and apart and _opens_text(page, standfirst, parts, metadata):
        parts = (Part(PartKind.PARAGRAPH, tree.blocks[standfirst].text), *parts)
    return Body(
        parts=parts,
        standfirst=None if standfirst is None else tree.blocks[standfirst].text,
        images=find_images(tree, attempt.root, url),
        headline=headline,
        stamps=_stamps(page, attempt.numbers),
        credit=credit_line(lines) or credit_line(_lines_below(tree, attempt.numbers)),
        fit=attempt.fit,
        share=attempt.weight / total if total else 0.0,
        link_share=_link_share(tree),
        listed=_listed(tree),
    )


def _opens_text(page: Page, standfirst: int, parts: Sequence[Part], metadata: PageMetadata) -> bool:
    """Whether a standfirst is printed as the first paragraph of the text.

    In English one that is set as a heading stands apart: its words come again in the text. In
    other languages the text goes on from it however it is set.
    """
    if not page.marks[page.tree.blocks[standfirst].element] & HEADING:
        return True
    return detect_language(_text(parts), *metadata.declared_langs) != "en"


def _lines_below(tree: PageTree, numbers: Sequence[int]) -> list[str]:
    """Return the lines behind the text, in boxes of their own: an agency may be named there."""
    end = numbers[-1] + 1 if numbers else len(tree.blocks)
    return [block.text for block in tree.blocks[end : end + _AROUND] if ":" in block.text]


def _stamps(page: Page, numbers: Sequence[int]) -> tuple[str, ...]:
    if not numbers:
        return ()
    start = numbers[0] if page.headline is None else page.headline
    blocks = page.tree.blocks
    # Above the headline many a page prints what day it is today.
    behind = blocks[start : max(start, numbers[0]) + _AROUND]
    before = blocks[max(0, start - _AROUND) : start]
    lines = (block.text for block in (*behind, *before))
    return tuple(line for line in lines if len(line) <= _STAMP and _YEAR.search(line))


def _part(page: Page, number: int) -> Part:
    block = page.tree.blocks[number]
    marks = page.marks[block.element]
    kind = PartKind.PARAGRAPH
    if marks & HEADING:
        kind = PartKind.SUBHEADING
    elif marks & TABLE:
        kind = PartKind.TABLE_ROW
    elif marks & LIST:
        kind = PartKind.LIST_ITEM
    elif marks & QUOTE:
        kind = PartKind.QUOTATION
    return Part(kind, block.text)


def _selected(body: Body, selected: Sequence[Part], metadata: PageMetadata) -> Body:
    lines = [part.text for part in selected]
    titles = _title_letters(metadata)
    parts = tuple(selected[n] for n in clean_lines(lines, titles, metadata.authors))
    credit = credit_line(lines) or body.credit
    return replace(_replaced(body, parts, BodySource.SELECTOR, metadata), credit=credit)


def _described(body: Body, metadata: PageMetadata) -> Body:
    """Return the body as what the page gives machines confirms, completes or replaces it.

    A standfirst that opens it stays: what is given to machines often begins behind it.
    """
    if not metadata.body:
        return body
    paragraphs = read_described(metadata.body)
    opening = tuple(part for part in body.parts[:1] if part.text == body.standfirst)
    parts, source = judge(body.parts[len(opening) :], paragraphs)
    if source is BodySource.JSON_LD:
        titles = _title_letters(metadata)
        kept = clean_lines(paragraphs, titles, metadata.authors)
        parts = tuple(parts[n] for n in kept)
        given = letters_of(metadata.body)
        opening = tuple(part for part in opening if letters_of(part.text) not in given)
    parts = (*opening, *parts)
    if parts == body.parts:
        return body
    return _replaced(body, parts, source, metadata)


def _replaced(
    body: Body, parts: tuple[Part, ...], source: BodySource, metadata: PageMetadata
) -> Body:
    return replace(body, parts=parts, source=source, fit=title_fit(_text(parts), metadata))


def _from_scripts(body: Body, document: LexborHTMLParser, metadata: PageMetadata) -> Body:
    """Return what the page's scripts hold where next to nothing is printed."""
    if weight_of(_text(body.parts)) >= _ENOUGH:
        return body
    paragraphs = read_script_text(document)
    titles = _title_letters(metadata)
    kept = clean_lines(paragraphs, titles, metadata.authors)
    parts = tuple(Part(PartKind.PARAGRAPH, paragraphs[n]) for n in kept)
    if title_fit(_text(parts), metadata) < max(_FITS, body.fit):
        return body
    return _replaced(body, parts, BodySource.SCRIPT, metadata)


def _with_second_opinion(
    found: Body, text: str, document: LexborHTMLParser, metadata: PageMetadata
) -> Body:
    parts = ask_again(document.html or "")
    titles = _title_letters(metadata)
    kept = clean_lines([part.text for part in parts], titles, metadata.authors)
    parts = tuple(parts[n] for n in kept)
    their_fit = title_fit(_text(parts), metadata)
    if second_is_better(text, _text(parts), our_fit=found.fit, their_fit=their_fit):
        return _replaced(found, parts, BodySource.SECOND_OPINION, metadata)
    return found
