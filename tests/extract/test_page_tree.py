import pytest

from crawlers.extract import page_tree
from crawlers.extract.markup import parse_document
from crawlers.extract.page_tree import read_tree, weight_of
from tests.extract.pages import tree_of


def texts(html: str) -> list[str]:
    return [block.text for block in tree_of(html).blocks]


def test_blocks_stand_in_the_order_of_the_page():
    tree = tree_of("<div>one<p>two <b>three</b></p>four</div>")
    assert [(b.text, tree.tags[b.element]) for b in tree.blocks] == [
        ("one", "div"),
        ("two three", "p"),
        ("four", "div"),
    ]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        pytest.param("<p>a<br>b</p>", ["a b"], id="one-break"),
        pytest.param("<p>a<br> <br/>b<br><br><br>c</p>", ["a", "b", "c"], id="breaks"),
        pytest.param("<p>a<script>b</script><style>c</style></p>", ["a"], id="scripts"),
        pytest.param("<p>a</p><nav>b</nav>c<footer>d</footer>", ["a", "c"], id="ways-around"),
        pytest.param("a<nav>b</nav>c", ["a", "c"], id="a-way-ends-a-block"),
        pytest.param("<p>東京<ruby>都<rt>と</rt></ruby></p>", ["東京都"], id="ruby"),
        pytest.param("<p>Ver\u00adwal\u200btung</p>", ["Verwaltung"], id="soft-hyphens"),
        pytest.param("<p>می\u200cخواهم</p>", ["می\u200cخواهم"], id="joiners-stay"),
        pytest.param("<p>a <span class='caption'>b</span></p>", ["a"], id="label"),
        pytest.param("<p>a <!-- b --> c</p>", ["a c"], id="comment"),
        pytest.param("<p>a <x-word>b</x-word> c</p>", ["a b c"], id="inline-of-its-own"),
        pytest.param("a<x-box><p>b</p></x-box>c", ["a", "b", "c"], id="box-of-its-own"),
        pytest.param(
            "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
            ["1 2", "3"],
            id="rows-of-data",
        ),
        pytest.param(
            f"<table><tr><td>menu</td><td>{'word ' * 60}</td><td>ads</td></tr></table>",
            ["menu", ("word " * 60).strip(), "ads"],
            id="cells-of-a-layout",
        ),
    ],
)
def test_what_is_one_text_and_what_several(html, lines):
    assert texts(html) == lines


def test_a_heading_is_not_named_by_its_id():
    tree = tree_of(
        "<div id='newsletter'>a<h2 class='big' id='newsletter-and-other-ads'>b</h2></div>"
    )
    assert [tree.names[block.element] for block in tree.blocks] == [" newsletter", "big"]


def test_links_bold_and_italics_are_counted():
    block = tree_of("<p>one <a>two <b>six</b></a> <em>ten</em></p>").blocks[0]
    assert (block.linked, block.bold, block.italic) == (6, 3, 3)


def test_counts_of_a_cell_stay_with_its_text():
    html = f"<table><tr><td><a>Home</a></td><td>{'word ' * 60}</td></tr></table>"
    assert [block.linked for block in tree_of(html).blocks] == [4, 0]


def test_elements_know_their_names_and_whether_they_are_hidden():
    tree = tree_of("<div class='a b' id='c' hidden><p style='display: none'>x</p></div>")
    assert tree.tags == ["body", "div", "p"]
    assert (tree.classes[1], tree.names[1]) == ("a b", "a b c")
    assert tree.hidden == [False, True, True]
    assert list(tree.ancestors(2)) == [2, 1, 0]
    assert list(tree.inside(1)) == [1, 2]
    assert tree.depth() == 3


def test_sums_run_up_the_tree():
    tree = tree_of("<div><p>a</p><p>b</p></div><p>c</p>")
    assert tree.sums([0, 0, 1, 2, 4]) == [7, 3, 1, 2, 4]


def test_pictures_stand_between_blocks():
    tree = tree_of("<p>a</p><div><img src='/x.jpg' alt=' The  pool '></div><p>b</p>")
    (picture,) = tree.pictures
    assert (picture.source, picture.alternative, picture.block_count) == ("/x.jpg", "The pool", 1)


def test_dense_scripts_weigh_double():
    assert weight_of("abc") == 3
    assert weight_of("東京都") == 6
    assert weight_of("für") == 3


def test_a_page_without_end_is_read_so_far(monkeypatch):
    monkeypatch.setattr(page_tree, "MAX_ELEMENTS", 10)
    assert 8 <= len(texts("<p>x</p>" * 100)) <= 9


def test_boxes_that_are_never_text_are_passed_over():
    html = (
        "<p>a</p><div class='comments'><p><a>b</a></p></div>c<div class='teaser'><h1>d</h1></div>"
    )
    assert texts(html) == ["a", "c", "d"]
    assert texts("<p>a</p><p class='teaser'>b</p>") == ["a", "b"]
    whole = read_tree(parse_document(html), whole=True)
    assert [block.text for block in whole.blocks] == ["a", "b", "c", "d"]
