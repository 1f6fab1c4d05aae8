"""The standfirst: the sentence or two between headline and text that tell what is in the text."""

from collections.abc import Iterable, Sequence
from itertools import islice

from crawlers.extract.class_words import Furniture, furniture, is_standfirst
from crawlers.extract.furniture import ENDS_SENTENCE, HEADING, LIST, TABLE
from crawlers.extract.scoring import Page
from crawlers.extract.titles import letters_of

_MIN_LENGTH, _MAX_LENGTH = 30, 700
_MIN_KEY = 25
# So many blocks before the headline and behind it can hold it.
_BEFORE, _BEHIND = 3, 12
_NEAR = 3
"""Elements, from the innermost, whose names tell what a block is."""


def find_standfirst(page: Page, text: Sequence[int], descriptions: Sequence[str]) -> int | None:
    """Return the block before the `text`, or opening it, that is its standfirst; None for none.

    It is what the page describes itself by, printed; or what is called so.
    """
    if not text:
        return None
    first = text[0]
    start = first - _BEHIND if page.headline is None else page.headline - _BEFORE
    keys = [key for said in descriptions if len(key := letters_of(said)) >= _MIN_KEY]
    opening = letters_of(page.tree.blocks[first].text[:_MAX_LENGTH])
    named = None
    # The first block of the text may be it, where that is said: many pages are described by their
    # first paragraph, which is of one sort with the others.
    described = page.sorts[first] != page.sorts[text[len(text) // 2]]
    for number in range(max(0, start), first + 1):
        if number == page.headline or not _can_be(page, number):
            continue
        key = letters_of(page.tree.blocks[number].text)
        if number < first and opening.startswith(key[:60]):
            continue
        if (number < first or described) and any(
            key.startswith(said[:60]) or said.startswith(key[:60]) for said in keys
        ):
            return number
        if named is None and _is_named(page, number) and _goes_with_headline(page, number):
            named = number
    return named


def _can_be(page: Page, number: int) -> bool:
    block = page.tree.blocks[number]
    return (
        _MIN_LENGTH <= len(block.text) <= _MAX_LENGTH
        and block.linked < 0.3 * len(block.text)
        and not page.marks[block.element] & (LIST | TABLE)
        and not any(
            furniture(names) is Furniture.NEVER_TEXT and not _is_teaser(names)
            for names in _boxes_near(page, number)
        )
    )


def _names_near(page: Page, number: int) -> list[str]:
    return [page.tree.names[element] for element in _near(page, number)]


def _boxes_near(page: Page, number: int) -> list[str]:
    """Return the names of what stands around a block and not around the headline."""
    tree, headline = page.tree, page.headline
    around = set() if headline is None else set(tree.ancestors(tree.blocks[headline].element))
    return [tree.names[element] for element in _near(page, number) if element not in around]


def _near(page: Page, number: int) -> Iterable[int]:
    return islice(page.tree.ancestors(page.tree.blocks[number].element), _NEAR)


def _goes_with_headline(page: Page, number: int) -> bool:
    """Whether a block stands behind the headline, or before it in one box: no motto of the site."""
    headline = page.headline
    if headline is None or number > headline:
        return True
    return not set(_near(page, number)).isdisjoint(_near(page, headline))


def _is_teaser(names: str) -> bool:
    """Whether an element is called a teaser: of another article, or the standfirst of this one."""
    return is_standfirst(names) and furniture(names) is not Furniture.NO


def _is_named(page: Page, number: int) -> bool:
    block = page.tree.blocks[number]
    if block.linked or any(
        furniture(names) is not Furniture.NO and not _is_teaser(names)
        for names in _boxes_near(page, number)
    ):
        return False
    return any(map(is_standfirst, _names_near(page, number))) and (
        not page.marks[block.element] & HEADING or ENDS_SENTENCE.search(block.text) is not None
    )
