import pytest

from crawlers.extract.scoring import find_headline, find_place
from tests.extract.pages import PARAGRAPHS, TEXT, TITLE, scored_page, tree_of

OTHER = (
    "<p>The library in Leyburn will stay open for another year after an anonymous gift, its "
    "trustees said on Monday.</p><p>Borrowing had fallen by a third since the branch lost its "
    "Saturday hours, and the county had planned to sell it.</p>"
)


def sort_of(html: str, *descriptions: str) -> str:
    """Return the class of the elements that hold the article's paragraphs."""
    place = find_place(scored_page(html), descriptions)
    assert place is not None
    return place.sort[1]


def root_of(html: str) -> str:
    """Return the class of the element around the article."""
    page = scored_page(html)
    place = find_place(page)
    assert place is not None
    return page.tree.classes[place.root]


@pytest.mark.parametrize(
    ("html", "number"),
    [
        (f"<h1>Harbour Post</h1><h1>{TITLE}</h1>", 1),
        (f"<h2>{TITLE}</h2><h1>{TITLE}</h1>", 1),
        (f"<h1>News</h1><h2>Councils: {TITLE}</h2>", 1),
        (f"<div class='headline'>{TITLE}</div>", 0),
        ("<p>x</p><h1>One heading of the first rank</h1>", 1),
        ("<h1>First heading</h1><h1>Second heading</h1>", None),
        (f"<p>{TITLE}</p>", None),
    ],
)
def test_the_headline_is_what_prints_a_title(html, number):
    assert find_headline(tree_of(html), [TITLE]) == number


def test_a_declared_headline_goes_before_a_heading_of_the_first_rank():
    tree = tree_of(f"<h1>The latest stories</h1><h2>{TITLE}</h2><p class='title'>{TITLE}</p>")
    assert find_headline(tree, ["The latest stories", TITLE], [TITLE]) == 1
    assert find_headline(tree, ["The latest stories", TITLE]) == 0


def test_the_article_is_where_most_running_text_of_one_sort_is():
    html = f"<h1>{TITLE}</h1><div class='aa'>{TEXT}</div><div class='bb'>{OTHER}</div>"
    assert sort_of(html) == "aa"


def test_text_below_the_headline_beats_longer_text_elsewhere():
    page = f"<div class='bb'>{OTHER * 2}</div><h1>{TITLE}</h1><div class='aa'>{TEXT}</div>"
    assert sort_of(page) == "aa"


def test_text_that_the_page_describes_itself_by_beats_longer_text():
    html = f"<div class='aa'>{TEXT}</div><div class='bb'>{OTHER}{OTHER}</div>"
    assert sort_of(html, PARAGRAPHS[0]) == "aa"


def test_paragraphs_in_boxes_of_their_own_belong_together():
    boxes = "".join(f"<div class='box'><p>{p}</p></div>" for p in PARAGRAPHS)
    assert root_of(f"<h1>{TITLE}</h1><div class='aa'>{boxes}</div>") == "aa"


def test_of_several_articles_the_one_with_the_headline():
    html = (
        f"<div class='all'><article class='bb'><h2>Other</h2>{OTHER}</article>"
        f"<article class='aa'><h1>{TITLE}</h1>{TEXT}</article></div>"
    )
    assert root_of(html) == "aa"


@pytest.mark.parametrize("html", ["<p>x</p>", "<ul><li><a>One link and no more</a></li></ul>"])
def test_a_page_without_running_text_has_no_place(html):
    assert find_place(scored_page(html)) is None
