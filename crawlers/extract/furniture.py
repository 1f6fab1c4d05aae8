"""Which parts of a page are no running text: told from tags, names, links and lengths."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.extract.class_words import Furniture, Nature, alike, nature_of
from crawlers.extract.page_tree import HEADINGS, Block, PageTree

# What an element is, with what it stands in: bits, since there is a set for each element of a page.
OUT = 1
"""Furniture: no part of the text, whatever it says."""
LIST = 2
QUOTE = 4
TABLE = 8
HEADING = 16
EMBEDDED = 32
"""A post of a social network."""
NAMED = 64
"""Furniture by its name alone."""
FURNITURE = OUT | NAMED
_BY_TAG = {
    **dict.fromkeys(("aside", "figure", "figcaption", "caption", "form"), OUT),
    **dict.fromkeys(("li", "dd", "dt"), LIST),
    **dict.fromkeys(("table", "tr", "td", "th"), TABLE),
    **dict.fromkeys(HEADINGS, HEADING),
    "blockquote": QUOTE,
}

ENDS_SENTENCE = re.compile(r"[.!?…。！？।۔؟։።။។:;”\"’»\])）」』]$")
_SENTENCE = 40
"""Characters from which a text counts as running without a full stop."""

# How much a linked character counts against a text; less in whole sentences, which may be full of
# links to what they tell of.
_LINK = 2.0
_LINK_IN_SENTENCE = 1.3

_TEASERS = 3
_TEASER = 250
"""Running text of a teaser: a sentence or two."""

# An element with so much of all running text on the page holds the article, whatever its name.
_MOST = 0.4
# So much running text makes a table a layout, and a form the whole page around its article;
# a text as long does not come twice on a page by chance, but a copy for machines does.
_LAYOUT = 300


@dataclass(frozen=True, slots=True)
class Weights:
    """How much running text each block is, and each element holds."""

    of_blocks: Sequence[int]
    of_elements: Sequence[float]

    @property
    def total(self) -> float:
        """All running text on the page."""
        return self.of_elements[0] if self.of_elements else 0


def weigh(tree: PageTree) -> Weights:
    """Return how much running text there is, and where.

    Links count against it; a long text that comes again on the page counts once.
    """
    seen: set[str] = set()
    of_blocks = []
    for block in tree.blocks:
        of_blocks.append(0 if block.text in seen else _running(block))
        if block.weight >= _LAYOUT:
            seen.add(block.text)
    own = [0.0] * len(tree.tags)
    for block, weight in zip(tree.blocks, of_blocks, strict=True):
        own[block.element] += weight
    return Weights(of_blocks, tree.sums(own))


def mark(
    tree: PageTree, weights: Weights, *, headline: int | None, by_name: bool = True
) -> list[int]:
    """Return the marks of each element.

    What holds the headline is never furniture. `by_name` False passes over the names of elements.
    """
    most = _MOST * weights.total
    around = set(tree.ancestors(headline)) if headline is not None else set()
    natures = [nature_of(names) if names else _NAMELESS for names in tree.names]
    boxes = _boxes(tree, weights, natures) - around if by_name else set()
    marks = [0] * len(tree.tags)
    for element in range(1, len(marks)):
        tag, nature = tree.tags[element], natures[element]
        weight = weights.of_elements[element]
        own = _BY_TAG.get(tag, 0)
        if own or tree.hidden[element]:
            own |= OUT if tree.hidden[element] else 0
            if tag == "aside" and "quote" in tree.names[element].lower():
                own = QUOTE
            if (
                element in around
                or (weight > most and (tag != "aside" or not by_name))
                or (tag == "form" and weight > _LAYOUT)
            ):
                own &= ~OUT
        inherited = marks[tree.parents[element]]
        if nature is not _NAMELESS:
            if nature.subheading and not tree.child_counts[element]:
                own |= HEADING
            if nature.embedded_post:
                own |= EMBEDDED
                inherited &= ~NAMED
        if element in boxes and not (own | inherited) & (TABLE | QUOTE | EMBEDDED):
            own |= NAMED
        own |= inherited
        if own & TABLE and weight > _LAYOUT:
            own &= ~TABLE
        if own & LIST and weight > most and tree.child_counts[element] > 1:
            own &= ~LIST
        marks[element] = own
    return marks


_NAMELESS = nature_of("")


def _boxes(tree: PageTree, weights: Weights, natures: Sequence[Nature]) -> set[int]:
    """Return the elements that are furniture by their names.

    Names that are also found around articles count only while all that is called so holds less
    than most of the text.
    """
    found = _teasers(tree, weights) | _around_forms(tree, weights)
    seldom: dict[str, list[int]] = {}
    for element, nature in enumerate(natures):
        if nature.furniture is Furniture.NEVER_TEXT:
            found.add(element)
        elif nature.furniture is Furniture.SELDOM_TEXT:
            seldom.setdefault(tree.names[element], []).append(element)
    for names, elements in seldom.items():
        inner = (e for e in elements if tree.names[tree.parents[e]] != names)
        if sum(weights.of_elements[e] for e in inner) <= _MOST * weights.total:
            found.update(elements)
    return found


def _around_forms(tree: PageTree, weights: Weights) -> set[int]:
    """Return the boxes with a sentence or two around a form: what is to be signed up for."""
    most = min(_TEASER, _MOST * weights.total)
    around = (tree.parents[element] for element, tag in enumerate(tree.tags) if tag == "form")
    return {box for box in around if box > 0 and weights.of_elements[box] <= most}


def _teasers(tree: PageTree, weights: Weights) -> set[int]:
    """Return the <article>s that are one of three or more of their like with little text each."""
    alikes: dict[str, list[int]] = {}
    for element, tag in enumerate(tree.tags):
        if tag == "article":
            alikes.setdefault(alike(tree.classes[element]), []).append(element)
    return {
        element
        for group in alikes.values()
        if len(group) >= _TEASERS
        and sum(weights.of_elements[e] for e in group) < _TEASER * len(group)
        for element in group
    }


def _running(block: Block) -> int:
    ends = ENDS_SENTENCE.search(block.text) is not None
    if block.weight < _SENTENCE and not ends:
        return 0
    against = _LINK_IN_SENTENCE if block.weight >= 2 * _SENTENCE and ends else _LINK
    return max(0, round(block.weight - against * block.linked))
