"""The pictures in an article, and which of its lines are their captions."""

from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urljoin

from crawlers.extract.furniture import ENDS_SENTENCE
from crawlers.extract.page_tree import PageTree, Picture
from crawlers.extract.reading import Image

_MAX_CAPTION = 200
_ITALIC = 0.7
_MAX_IMAGES, _MAX_PICTURES = 50, 300


def find_captions(tree: PageTree, numbers: Sequence[int]) -> set[int]:
    """Return which of the blocks are captions: what stands under a picture, or describes it.

    Captions with an element of their own (<figcaption>, class `caption`) are furniture before.
    """
    described = {picture.alternative for picture in tree.pictures}
    under: dict[int, list[Picture]] = {}
    for picture in tree.pictures:
        under.setdefault(picture.block_count, []).append(picture)
    return {n for n in numbers if _is_caption(tree, n, under.get(n, ()), described)}


def find_images(tree: PageTree, root: int, url: str) -> tuple[Image, ...]:
    """Return the pictures inside an element, each with the line that is its caption."""
    inside = tree.inside(_holder(tree, root))
    images: dict[str, Image] = {}
    near = (picture for picture in tree.pictures if picture.element in inside)
    for picture in islice(near, _MAX_PICTURES):
        if picture.source and not picture.source.startswith("data:"):
            address = _absolute(url, picture.source)
            images.setdefault(address, Image(url=address, caption=_caption_of(tree, picture)))
            if len(images) == _MAX_IMAGES:
                break
    return tuple(images.values())


def _holder(tree: PageTree, root: int) -> int:
    """The element around a text and its pictures: a paragraph alone has room for none."""
    if tree.tags[root : root + 1] != ["p"]:
        return root
    around = list(tree.ancestors(root))[1:]
    articles = (element for element in around if tree.tags[element] == "article")
    return next(articles, around[0] if around else root)


def _caption_of(tree: PageTree, picture: Picture) -> str:
    """Return the text of the <figcaption> behind a picture, else what describes it."""
    if picture.block_count < len(tree.blocks):
        block = tree.blocks[picture.block_count]
        if any(tree.tags[e] == "figcaption" for e in islice(tree.ancestors(block.element), 4)):
            return block.text
    return picture.alternative


def _absolute(url: str, source: str) -> str:
    try:
        return urljoin(url, source)
    except ValueError:
        return source


def _is_caption(
    tree: PageTree, number: int, pictures: Iterable[Picture], described: set[str]
) -> bool:
    block = tree.blocks[number]
    if len(block.text) > _MAX_CAPTION:
        return False
    if block.text[:1] == "©" or block.text in described:
        return True
    italic = block.italic > _ITALIC * len(block.text)
    if not italic and ENDS_SENTENCE.search(block.text):
        return False
    # Among lines that only <br> parts, one behind a picture may as well be text.
    if not italic and _has_company(tree, number):
        return False
    return any(_shares_box(tree, block.element, picture, italic) for picture in pictures)


def _has_company(tree: PageTree, number: int) -> bool:
    """Whether the element of a block has text before or behind it."""
    element = tree.blocks[number].element
    return any(
        tree.blocks[other].element == element
        for other in (number - 1, number + 1)
        if 0 <= other < len(tree.blocks)
    )


def _shares_box(tree: PageTree, element: int, picture: Picture, italic: bool) -> bool:
    """Whether a picture stands in one box with the text behind it."""
    parent, box = tree.parents[element], tree.parents[picture.element]
    if element in (picture.element, box):
        return True
    if parent == picture.element:
        return tree.child_counts[parent] == 1
    # Each in its own element of one box: with nothing else in it, or the text in italics.
    return parent == box and (italic or tree.child_counts[parent] == 2)
