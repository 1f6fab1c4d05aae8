"""The blocks of an article, once its place on the page is known."""

from collections.abc import Iterable
from itertools import islice

from crawlers.extract.captions import find_captions
from crawlers.extract.class_words import alike, is_standfirst, shares_words
from crawlers.extract.furniture import FURNITURE, HEADING, LIST, QUOTE, TABLE
from crawlers.extract.page_tree import PageTree
from crawlers.extract.scoring import Page, Place, Sort

_BEFORE = 6
"""Blocks before the first that flows among which one of another sort can belong to the text."""


_MIN_ARTICLE = 250
_PARAGRAPH = 40
_GOOD_PART = 0.3
_SETTING = 3
"""Elements, from the innermost, that tell how a headline is set."""


def gather(page: Page, place: Place) -> list[int]:
    """Return the numbers of the blocks that are the article, in their order.

    Blocks of the article's sort flow; what else stands between the first and the last of them is
    kept where it reads as text, and what follows the last of them goes.
    """
    tree, marks, weights = page.tree, page.marks, page.weights.of_blocks
    numbers = _candidates(page, place)
    flowing = _flowing(page, place, numbers)
    sentences = [n for n in flowing if weights[n] and not marks[tree.blocks[n].element] & HEADING]
    running = [n for n in sentences if not marks[tree.blocks[n].element] & LIST] or sentences
    if not running:
        return []
    first, last = min(running), max(running)
    continued = _continuation(page, place, numbers, last, sum(weights[n] for n in running))
    captions = find_captions(tree, numbers)
    kept = []
    for number in numbers:
        block = tree.blocks[number]
        bits = marks[block.element]
        if number in captions:
            continue
        if number not in flowing and number not in continued:
            if not _fits_in(page, place, number, first, last):
                continue
        elif number > last:
            if bits & HEADING or (len(block.text) < 30 and not bits & (TABLE | LIST)):
                continue
            if bits & LIST and block.linked > 0.3 * len(block.text):
                continue
        if bits & HEADING and block.linked and not bits & LIST:
            if not any(n in flowing and weights[n] for n in range(number + 1, number + 3)):
                continue
        elif _is_link(page, number):
            continue
        kept.append(number)
    return kept


def _candidates(page: Page, place: Place) -> list[int]:
    tree, marks, weights = page.tree, page.marks, page.weights
    inside = tree.inside(place.root)
    nested = _nested_articles(page, place.root, inside)
    numbers = [n for n, block in enumerate(tree.blocks) if block.element in inside]
    headline = page.headline
    if headline is not None and numbers and numbers[0] <= headline < numbers[-1]:
        after = [n for n in numbers if n > headline]
        if sum(weights.of_blocks[n] for n in after) > 0.6 * sum(
            weights.of_blocks[n] for n in numbers
        ):
            numbers = _until_next_article(page, place, headline, after)
    return [
        n
        for n in numbers
        if not marks[tree.blocks[n].element] & FURNITURE and tree.blocks[n].element not in nested
    ]


def _until_next_article(page: Page, place: Place, headline: int, numbers: list[int]) -> list[int]:
    """Return the blocks before the headline of a second article below the first.

    It is set as the first headline is, by tags and classes, and not among the paragraphs as a
    subheading.
    """
    own = _setting(page, headline)
    read = 0
    for at, number in enumerate(numbers):
        if (
            read >= _MIN_ARTICLE
            and page.sorts[number] != place.sort
            and _setting(page, number) == own
        ):
            return numbers[:at]
        read += page.weights.of_blocks[number]
    return numbers


def _setting(page: Page, number: int) -> list[Sort]:
    tree = page.tree
    return [
        (tree.tags[element], alike(tree.classes[element]))
        for element in islice(tree.ancestors(tree.blocks[number].element), _SETTING)
    ]


def _nested_articles(page: Page, root: int, inside: range) -> set[int]:
    """Return the elements of <article>s inside the article: teasers of others."""
    nested: set[int] = set()
    half = 0.5 * page.weights.of_elements[root]
    for element in inside[1:]:
        if page.tree.parents[element] in nested or (
            page.tree.tags[element] == "article" and page.weights.of_elements[element] < half
        ):
            nested.add(element)
    return nested


def _flowing(page: Page, place: Place, numbers: Iterable[int]) -> set[int]:
    tree = page.tree
    own: dict[Sort, float] = {}
    total = 0.0
    numbers = list(numbers)
    for number in numbers:
        block = tree.blocks[number]
        weight = page.weights.of_blocks[number]
        if weight and not page.marks[block.element] & (TABLE | QUOTE | LIST):
            total += weight
            classes = alike(tree.classes[block.element])
            if classes:
                key = (tree.tags[block.element], classes)
                own[key] = own.get(key, 0) + weight
    keys = [key for key, weight in own.items() if weight > 0.3 * total]
    boxed = _by_tag(page, place, numbers).get("p", 0) > 0.5 * total
    return {
        n
        for n in numbers
        if _is_like(tree, n, keys)
        or (page.sorts[n] == place.sort and not (boxed and _is_label(page, n)))
    }


def _by_tag(page: Page, place: Place, numbers: Iterable[int]) -> dict[str, float]:
    """Return how much running text of the article's sort is in elements of each tag."""
    weights: dict[str, float] = {}
    for number in numbers:
        if page.sorts[number] == place.sort:
            tag = page.tree.tags[page.tree.blocks[number].element]
            weights[tag] = weights.get(tag, 0) + page.weights.of_blocks[number]
    return weights


def _is_label(page: Page, number: int) -> bool:
    """Whether a block among paragraphs is a <div> of its own with a word or two in it."""
    element = page.tree.blocks[number].element
    return (
        page.tree.tags[element] == "div"
        and not page.weights.of_blocks[number]
        and bool(page.tree.names[element])
    )


def _is_like(tree: PageTree, number: int, keys: Iterable[Sort]) -> bool:
    """Whether a block is called like one of the sorts of paragraphs that the text is made of."""
    element = tree.blocks[number].element
    classes = alike(tree.classes[element])
    return bool(classes) and any(
        tag == tree.tags[element] and (classes == other or shares_words(classes, other))
        for tag, other in keys
    )


def _continuation(
    page: Page, place: Place, numbers: Iterable[int], last: int, weight: float
) -> set[int]:
    """Return the paragraphs below the last that flows in which the text goes on in another box.

    They stand inside the element that holds the others, and are a good part of the whole: smaller
    boxes there tell of the author, or of other articles.
    """
    tree = page.tree
    found = {
        n
        for n in numbers
        if n > last
        and page.weights.of_blocks[n] >= _PARAGRAPH
        and tree.tags[tree.blocks[n].element] == "p"
        and _stands_in(page, page.holders[n], place.sort)
    }
    return found if sum(page.weights.of_blocks[n] for n in found) >= _GOOD_PART * weight else set()


def _stands_in(page: Page, element: int, sort: Sort) -> bool:
    tree = page.tree
    return any((tree.tags[e], alike(tree.classes[e])) == sort for e in tree.ancestors(element))


def _fits_in(page: Page, place: Place, number: int, first: int, last: int) -> bool:
    """Whether a block that does not flow with the others belongs to them all the same."""
    tree = page.tree
    block = tree.blocks[number]
    weight = page.weights.of_blocks[number]
    if number < first:
        named = tree.names[block.element]
        tag = tree.tags[block.element]
        paragraph = tag == "p" or (tag == "div" and not named)
        near = first - number <= _BEFORE
        return bool(weight) and paragraph and near and not (named and is_standfirst(named))
    if number > last:
        return bool(weight) and shares_words(page.sorts[number][1], place.sort[1])
    return bool(weight) or bool(page.marks[block.element] & (HEADING | LIST | TABLE | QUOTE))


def _is_link(page: Page, number: int) -> bool:
    """Whether a block is a way to another page and nothing else."""
    block = page.tree.blocks[number]
    bits = page.marks[block.element]
    if bits & TABLE or block.linked < 0.75 * len(block.text):
        return False
    if bits & LIST or page.tree.tags[block.element] != "p":
        return True
    # A short line in brackets around a link tells whom a quotation is from.
    return len(block.text) > 25 or block.linked == len(block.text)
