import pytest

from crawlers.extract.captions import find_captions, find_images
from crawlers.extract.reading import Image
from tests.extract.pages import tree_of


def captions_in(html: str) -> list[str]:
    tree = tree_of(html)
    numbers = range(len(tree.blocks))
    return [tree.blocks[n].text for n in sorted(find_captions(tree, numbers))]


@pytest.mark.parametrize(
    "html",
    [
        "<div><img src='a'><br>The pool in 1936</div><p>Text.</p>",
        "<div><div><img src='a'></div>The pool in 1936</div><p>Text.</p>",
        "<div><p><img src='a'></p><p>The pool in 1936</p></div><p>Text.</p>",
        "<div><a href='/a'><img src='a'></a><p>The pool in 1936</p></div><p>Text.</p>",
        "<p><img src='a'></p><p><em>The pool in 1936</em></p><p>Text.</p><p>More text.</p>",
        "<p><img src='a' alt='The pool in 1936'></p><p>Text.</p><p>The pool in 1936</p>",
    ],
)
def test_lines_under_pictures(html):
    assert captions_in(html) == ["The pool in 1936"]


def test_a_line_of_ownership_is_a_caption():
    assert captions_in("<p>© Helen Marsh, the pool</p><p>Text.</p>") == ["© Helen Marsh, the pool"]


@pytest.mark.parametrize(
    "html",
    [
        "<p><img src='a'></p><p>The pool opened in 1934.</p><p>Text.</p>",
        "<p><img src='a'></p><p>The pool in 1936</p><p>Text</p>",
        "<div><img src='a'><p>The pool in 1936</p><p>Text</p></div>",
        "<div>One line<br><br><img src='a'><br><br>Another line<br><br>A third</div>",
        f"<div><img src='a'>{'word ' * 50}</div>",
    ],
)
def test_text_behind_a_picture_is_text(html):
    assert captions_in(html) == []


def test_images_with_their_captions():
    tree = tree_of(
        "<img src='/logo.png'><article><figure><img src='/a.jpg' alt='x'>"
        "<figcaption>The pool</figcaption></figure><p>Text</p><img src='/b.jpg' alt='Seats'>"
        "<img src='data:image/gif;base64,xx'><img src='http://['></article>"
    )
    assert find_images(tree, tree.tags.index("article"), "https://h.example/news/1") == (
        Image(url="https://h.example/a.jpg", caption="The pool"),
        Image(url="https://h.example/b.jpg", caption="Seats"),
        Image(url="http://[", caption=""),
    )
