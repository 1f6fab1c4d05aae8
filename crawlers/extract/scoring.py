"""Where on a page its article stands: the element that holds most running text of one sort."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawlers.extract.class_words import alike, is_body
from crawlers.extract.furniture import FURNITURE, HEADING, LIST, TABLE, Weights
from crawlers.extract.page_tree import HEADINGS, PageTree
from crawlers.extract.titles import letters_of

Sort = tuple[str, str]
"""What paragraphs of one text have in common: tag and classes of the element around them."""

# Between a paragraph and the element that holds the text.
_PART_TAGS = "p li ul ol dl dd dt pre blockquote table tbody thead tfoot tr td th figure figcaption"
_PARTS = HEADINGS | frozenset(_PART_TAGS.split())
_BARE = frozenset({"div", "section", "center"})

_LONG = 800
"""Characters above which a block counts no more: one long text is no better than another."""
_MIN_KEY, _MAX_TITLE = 8, 400
_TITLE_NAMES = re.compile("title|headline", re.IGNORECASE)
_TRIED = 4
_RIVAL = 0.2
"""Of the running text of the commonest sort as much as another must have to be the article."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the scoring sees it."""

    tree: PageTree
    weights: Weights
    marks: Sequence[int]
    holders: Sequence[int]
    """For each block the element that holds it and its like."""
    sorts: Sequence[Sort]
    """For each block."""
    headline: int | None
    """The block that is the headline."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article was found."""

    root: int
    """The element around it."""
    sort: Sort
    score: float


def survey(tree: PageTree, weights: Weights, marks: Sequence[int], headline: int | None) -> Page:
    """Return what the scoring needs, worked out once for each block."""
    held = _holders(tree)
    holders = [held[_paragraph_end(tree, block.element)] for block in tree.blocks]
    sorts = [(tree.tags[holder], alike(tree.classes[holder])) for holder in holders]
    return Page(tree, weights, marks, holders, sorts, headline)


def find_headline(
    tree: PageTree, titles: Iterable[str], declared: Iterable[str] = ()
) -> int | None:
    """Return the block that prints one of the page's titles; of several the highest heading.

    A heading that prints one of the `declared`, what the page gives machines as its title, goes
    before one of the first rank that stands over something else.
    """
    keys = {key for title in titles if len(key := letters_of(title)) >= _MIN_KEY}
    sure = {key for title in declared if len(key := letters_of(title)) >= _MIN_KEY}
    best: tuple[int, int] | None = None
    firsts = []
    for number, block in enumerate(tree.blocks):
        element = block.element
        tag = tree.tags[element]
        heading = tag in HEADINGS or _stands_in_heading(tree, element)
        if not heading and not _TITLE_NAMES.search(tree.names[element]):
            continue
        if tag == "h1":
            firsts.append(number)
        if _MIN_KEY <= len(block.text) <= _MAX_TITLE:
            key = letters_of(block.text)
            if any(_same_title(key, other) for other in keys):
                rank = 2 * (tag == "h1") + heading + 3 * (heading and key in sure)
                if best is None or rank > best[0]:
                    best = (rank, number)
    if best is not None:
        return best[1]
    return firsts[0] if len(firsts) == 1 else None


def _stands_in_heading(tree: PageTree, element: int) -> bool:
    parent = tree.parents[element]
    above = tree.parents[parent] if parent >= 0 else -1
    return tree.tags[parent] in HEADINGS or tree.tags[above] in HEADINGS


def find_place(page: Page, descriptions: Iterable[str] = ()) -> Place | None:
    """Return where the article is, None where no element holds running text."""
    sorts = _best_sorts(page)
    if not sorts:
        return None
    first, last = _spans(page.tree)
    starts = [key for text in descriptions if len(key := letters_of(text)[:_OPENING]) > 25]
    tried = [_best_root(page, sort, first, last, starts) for sort in sorts]
    best = max((place for place in tried if place is not None), key=_score, default=None)
    if best is None:
        return None
    return Place(_own_article(page, best.root, first, last), best.sort, best.score)


_OPENING = 40


def _score(place: Place) -> float:
    return place.score


def _same_title(key: str, other: str) -> bool:
    if key == other:
        return True
    # A title that was cut, or one with a kicker before it.
    shorter, longer = sorted((key, other), key=len)
    return len(shorter) > 15 and (longer.startswith(shorter) or longer.endswith(shorter))


def _paragraph_end(tree: PageTree, element: int) -> int:
    # A <div> with nothing but text in it is a paragraph.
    if element and tree.tags[element] in _BARE and not tree.child_counts[element]:
        return tree.parents[element]
    return element


def _holders(tree: PageTree) -> list[int]:
    """Return for each element the innermost around it that is no part of a text and has a name."""
    holders: list[int] = []
    for element, tag in enumerate(tree.tags):
        transparent = tag in _PARTS or (tag in _BARE and not tree.classes[element])
        holders.append(holders[tree.parents[element]] if element and transparent else element)
    return holders


def _best_sorts(page: Page) -> list[Sort]:
    mass: dict[Sort, float] = {}
    for number, block in enumerate(page.tree.blocks):
        marks = page.marks[block.element]
        weight = page.weights.of_blocks[number]
        if not weight or marks & (FURNITURE | TABLE | HEADING):
            continue
        value = min(weight, _LONG) * (0.4 if marks & LIST else 1)
        if page.headline is not None and number < page.headline:
            value *= 0.3
        sort = page.sorts[number]
        mass[sort] = mass.get(sort, 0) + value
    best = sorted(mass, key=lambda sort: mass[sort], reverse=True)[:_TRIED]
    return [sort for sort in best if mass[sort] >= _RIVAL * mass[best[0]]]


def _spans(tree: PageTree) -> tuple[list[int], list[int]]:
    """Return the numbers of the first and the last block in each element."""
    first, last = [len(tree.blocks)] * len(tree.tags), [-1] * len(tree.tags)
    for number, block in enumerate(tree.blocks):
        if last[block.element] < 0:
            first[block.element] = number
        last[block.element] = number
    for element in range(len(first) - 1, 0, -1):
        parent = tree.parents[element]
        if first[element] < first[parent]:
            first[parent] = first[element]
        if last[element] > last[parent]:
            last[parent] = last[element]
    return first, last


def _block_value(page: Page, number: int, sort: Sort) -> float:
    """How much a block speaks for an element around it, if the article is of this sort."""
    block = page.tree.blocks[number]
    marks = page.marks[block.element]
    weight = page.weights.of_blocks[number]
    if marks & FURNITURE:
        return -5
    if marks & HEADING:
        return 0
    if marks & TABLE:
        return -5 if block.linked else 0.5 * min(block.weight, 20)
    if weight:
        share = 0.5 if marks & LIST else 1
        return min(weight, _LONG) * (share if page.sorts[number] == sort else 0.25)
    return -10 - 0.5 * min(block.linked, 100)


def _best_root(
    page: Page, sort: Sort, first: Sequence[int], last: Sequence[int], starts: Sequence[str]
) -> Place | None:
    tree = page.tree
    own = [0.0] * len(tree.tags)
    opening = [len(tree.blocks)] * len(tree.tags)
    for number, block in enumerate(tree.blocks):
        own[block.element] += _block_value(page, number, sort)
        if page.weights.of_blocks[number] and page.sorts[number] == sort:
            opening[block.element] = min(opening[block.element], number)
    scores = tree.sums(own)
    for element in range(len(scores) - 1, 0, -1):
        parent = tree.parents[element]
        if opening[element] < opening[parent]:
            opening[parent] = opening[element]
    best, best_score = None, 0.0
    for element, raw in enumerate(scores):
        if raw <= 0 or _MOST_LIKELY * raw < best_score:
            continue
        score = raw * _likelihood(page, element, opening[element], last[element])
        if score >= 0.999 * best_score:  # of equals the innermost
            best, best_score = element, score
    if best is None:
        return None
    if starts and _is_described(page, sort, range(first[best], last[best] + 1), starts):
        best_score *= 1.3
    return Place(best, sort, best_score)


_MOST_LIKELY = 1.15 * 1.15 * 1.05


def _likelihood(page: Page, element: int, opening: int, last: int) -> float:
    factor = 1.0
    names = page.tree.names[element]
    if names and is_body(names):
        factor *= 1.15
    if "articleBody" in names:
        factor *= 1.15
    if page.tree.tags[element] in ("article", "main"):
        factor *= 1.05
    if page.headline is not None:
        if last < page.headline:
            factor *= 0.3
        else:
            # Each block between the headline and the text makes it less likely that it is its.
            factor *= max(0.5, min(1.0, 1 - (opening - page.headline - 30) / 100))
    return factor


def _is_described(page: Page, sort: Sort, numbers: range, starts: Sequence[str]) -> bool:
    return any(
        letters_of(page.tree.blocks[number].text[:120]).startswith(tuple(starts))
        for number in numbers
        if page.sorts[number] == sort and page.weights.of_blocks[number]
    )


def _own_article(page: Page, root: int, first: Sequence[int], last: Sequence[int]) -> int:
    """Return, of several <article>s in the root, the innermost that holds the headline."""
    headline = page.headline
    if headline is None:
        return root
    articles = [e for e in page.tree.inside(root)[1:] if page.tree.tags[e] == "article"]
    own = [
        e
        for e in articles
        if first[e] <= headline <= last[e] and page.weights.of_elements[e] > _MIN_ARTICLE
    ]
    return own[-1] if own and len(articles) > 1 else root


_MIN_ARTICLE = 150
