import pytest

from crawlers.extract.authors import find_authors
from crawlers.extract.head import read_head
from crawlers.extract.markup import parse_document
from tests.extract.pages import make_page

SITE = frozenset({"harbourpost"})


def authors_of(page: str, author: object = None) -> tuple[str, ...]:
    document = parse_document(page)
    return find_authors(document, read_head(document), {"author": author}, [], SITE)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Helen Marsh", ("Helen Marsh",)),
        ("By Helen Marsh and Tom Ackroyd", ("Helen Marsh", "Tom Ackroyd")),
        ("Von Helene Marsch und Tom Ackroyd", ("Helene Marsch", "Tom Ackroyd")),
        ([{"name": "Helen Marsh"}, {"name": "HELEN MARSH"}], ("HELEN MARSH",)),
        ({"name": ["Helen Marsh", "Tom Ackroyd"]}, ("Helen Marsh", "Tom Ackroyd")),
        ([{"name": "Helen Marsh"}, {"name": "Harbour Post"}], ("Helen Marsh",)),
        ("https://h.example/authors/3", ()),
        ("Marsh, Helen", ("Marsh, Helen",)),
        (["", None, 3, {}], ()),
    ],
)
def test_authors_declared_for_machines(author, names):
    assert authors_of(make_page(), author) == names


def test_an_outlet_that_signs_is_named_where_nobody_else_is():
    signed = {"@type": "Organization", "name": "Harbour Post"}
    assert authors_of(make_page(), signed) == ("Harbour Post",)
    page = make_page(head='<meta name="author" content="Helen Marsh">')
    assert authors_of(page, signed) == ("Helen Marsh",)


@pytest.mark.parametrize(
    "mark",
    [
        "<span itemprop='author' itemscope>By <b itemprop='name'>Helen Marsh</b></span>",
        "<a rel='author' href='/h'>Helen Marsh</a>",
        "<span class='article__author-name'>Helen Marsh</span>",
    ],
)
def test_authors_in_print(mark):
    assert authors_of(make_page(before=mark)) == ("Helen Marsh",)


def test_what_is_too_long_is_no_name():
    mark = f"<div rel='author'>{'Helen Marsh is a reporter who writes of pools ' * 3}</div>"
    assert authors_of(make_page(before=mark)) == ()
