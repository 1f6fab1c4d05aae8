import pytest

from crawlers.extract.furniture import (
    EMBEDDED,
    FURNITURE,
    HEADING,
    LIST,
    NAMED,
    OUT,
    QUOTE,
    TABLE,
    mark,
    weigh,
)
from crawlers.extract.markup import parse_document
from crawlers.extract.page_tree import read_tree
from tests.extract.pages import TEXT, tree_of


def marks_of(html: str, *, by_name: bool = True) -> dict[str, int]:
    """Return the marks of each block, by its first word."""
    tree = read_tree(parse_document(html), whole=True)
    marks = mark(tree, weigh(tree), headline=None, by_name=by_name)
    return {block.text.split()[0]: marks[block.element] for block in tree.blocks}


def test_a_sentence_or_two_around_a_form_are_no_text():
    form = "<form><input type='email'><button>Send</button></form>"
    found = marks_of(f"<div>{TEXT}<div><p>Daily news by mail.</p>{form}</div></div>")
    assert found["Daily"] & FURNITURE
    assert not found["Councillors"] & FURNITURE
    assert not marks_of(f"<div>{TEXT}{form}</div>")["Councillors"] & FURNITURE
    assert not marks_of(f"<div><p>Daily news of baths.</p>{form}</div>")["Daily"] & FURNITURE


@pytest.mark.parametrize(
    ("html", "bits"),
    [
        ("<aside>x</aside>", OUT),
        ("<figure><figcaption>x</figcaption></figure>", OUT),
        ("<form><p>x</p></form>", OUT),
        ("<div hidden><p>x</p></div>", OUT),
        ("<div class='newsletter'><p>x</p></div>", NAMED),
        ("<ul><li>x</li></ul>", LIST),
        ("<h2>x</h2>", HEADING),
        ("<blockquote><p>x</p></blockquote>", QUOTE),
        ("<aside class='pull-quote'>x</aside>", QUOTE),
        ("<table><tr><td>x</td></tr></table>", TABLE),
        ("<blockquote class='twitter-tweet'><p>x</p></blockquote>", QUOTE | EMBEDDED),
        ("<div class='social'><div class='twitter-tweet'>x</div></div>", EMBEDDED),
        ("<p>x</p>", 0),
    ],
)
def test_what_elements_are(html, bits):
    assert marks_of(TEXT + html)["x"] == bits


def test_names_can_be_passed_over():
    assert marks_of(f"{TEXT}<div class='newsletter'>x</div>", by_name=False)["x"] == 0


def test_what_holds_most_of_the_text_is_no_furniture_whatever_its_form():
    assert not marks_of(f"<form>{TEXT}</form>")["Councillors"] & FURNITURE
    assert not marks_of(f"<div class='with-sidebar'>{TEXT}</div>")["Councillors"] & FURNITURE


def test_comments_are_furniture_however_long():
    page = f"<p>Short text of an article.</p><div class='comments'>{TEXT}</div>"
    assert marks_of(page)["Councillors"] & FURNITURE


def test_what_holds_the_headline_is_no_furniture():
    tree = tree_of(f"<div class='teaser'><h1>Title</h1>{TEXT}</div>")
    marks = mark(tree, weigh(tree), headline=tree.blocks[0].element)
    assert not marks[tree.blocks[1].element] & FURNITURE


def test_a_table_that_lays_out_the_page_is_no_table():
    assert not marks_of(f"<table><tr><td>{TEXT}</td></tr></table>")["Councillors"] & TABLE


def test_articles_of_one_sort_with_little_text_are_teasers():
    cards = "<article class='card'><p>Wind turbines stood still.</p></article>" * 3
    assert marks_of(TEXT + cards)["Wind"] & NAMED


def test_links_speak_against_running_text():
    tree = tree_of(
        "<p>The council voted to close the baths on Tuesday night.</p>"
        "<p><a>The council voted to close the baths on Tuesday night.</a></p><p>Short</p>"
    )
    weights = weigh(tree)
    assert list(weights.of_blocks) == [54, 0, 0]
    assert weights.total == 54


def test_a_long_text_that_comes_again_counts_once():
    text = f"<p>{'The council voted to close the baths on Tuesday night. ' * 6}</p>"
    assert list(weigh(tree_of(text + text)).of_blocks) == [329, 0]
