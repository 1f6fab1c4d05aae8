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
        ("Helen Marsh, Tom Ackroyd, Harbour Wire", ("Helen Marsh", "Tom Ackroyd", "Harbour Wire")),
        ("Helen Marsh, Political Reporter", ("Helen Marsh",)),
        ("Helen Marsh | Correspondent", ("Helen Marsh",)),
        ("Helen Marsh – Reporter", ("Helen Marsh",)),
        ("— Helen Marsh", ("Helen Marsh",)),
        ("Helen Marsh, Tom Ackroyd, and Ann Lee", ("Helen Marsh", "Tom Ackroyd", "Ann Lee")),
        ("Autor/in: Helene Marsch", ("Helene Marsch",)),
        ("Escrito por Elena Ríos", ("Elena Ríos",)),
        ("Di Elena Ríos", ("Elena Ríos",)),
        ("Di Wang", ("Di Wang",)),
        ("Автор: Елена Речная", ("Елена Речная",)),
        ("بقلم: ليلى حداد", ("ليلى حداد",)),
        ("記者／張三", ("張三",)),
        ({"givenName": "Helen", "familyName": "Marsh"}, ("Helen Marsh",)),
        ({"familyName": "Marsh"}, ()),
        ("Helene Marsch (Text), Tom Ackroyd (Fotos)", ("Helene Marsch", "Tom Ackroyd")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Helen Marsh/dpa", ("Helen Marsh/dpa",)),
        ("張三、李四", ("張三", "李四")),
        ("Helen Marsh in Thornsea and Tom Ackroyd", ("Helen Marsh", "Tom Ackroyd")),
        ("김민수 기자", ("김민수",)),
        ("記者 山田太郎", ("山田太郎",)),
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
        "<span id='author'>Helen Marsh</span>",
    ],
)
def test_authors_in_print(mark):
    assert authors_of(make_page(before=mark)) == ("Helen Marsh",)


@pytest.mark.parametrize(
    "box",
    [
        "<blockquote>x <a href='/author/b'>Blue Tide</a></blockquote>",
        "<figure><div class='author'>Blue Tide</div></figure>",
        "<div class='related'><div><span class='author-name'>Blue Tide</span></div></div>",
        "<ul class='comments'><li><b class='author'>Blue Tide</b></li></ul>",
    ],
)
def test_a_name_in_a_box_of_others_is_none_of_the_writers(box):
    assert authors_of(make_page(before=box)) == ()
    page = make_page(before=f"{box}<p class='byline'>By Helen Marsh</p>")
    assert authors_of(page) == ("Helen Marsh",)


def test_what_is_too_long_is_no_name():
    mark = f"<div rel='author'>{'Helen Marsh is a reporter who writes of pools ' * 3}</div>"
    assert authors_of(make_page(before=mark)) == ()


@pytest.mark.parametrize(
    "mark",
    [
        "<span class='byline'>By Helen Marsh and Tom Ackroyd</span>",
        "<div data-component='Byline'>By Helen Marsh and Tom Ackroyd</div>",
        "<span class='detail__writers'>Helen Marsh, Tom Ackroyd</span>",
        "<aside><p class='author'>By Helen Marsh and Tom Ackroyd</p></aside>",
        "<p class='article-byline'>Von Helen Marsh und Tom Ackroyd, Berlin</p>",
        "<div class='byline'>By <a href='/h'>Helen Marsh</a>, <a href='/t'>Tom Ackroyd</a></div>",
        "<a href='/author/helen-marsh'>Helen Marsh</a><a href='/author/tom'>Tom Ackroyd</a>",
    ],
)
def test_a_printed_byline_is_read_as_far_as_it_holds_names(mark):
    assert authors_of(make_page(before=mark))[:1] == ("Helen Marsh",)
    if "/author/" not in mark:
        assert authors_of(make_page(before=mark)) == ("Helen Marsh", "Tom Ackroyd")


@pytest.mark.parametrize(
    "mark",
    [
        "<div class='byline'>Updated at noon</div>",
        "<a href='/author/'>all our authors</a>",
        f"<div class='author'>{'<a href=/b>Blue Tide</a>, <a href=/c>Grey Gull</a>, ' * 5}</div>",
    ],
)
def test_what_is_called_a_byline_and_names_nobody(mark):
    assert authors_of(make_page(before=mark)) == ()


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Par Jean-Luc d'Arcy", ("Jean-Luc d'Arcy",)),
        ("Por Maria do Carmo", ("Maria do Carmo",)),
        ("By José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("By Helen Marsh in Thornsea", ("Helen Marsh",)),
        ("记者：张三、李四", ("张三", "李四")),
        ("김민수 기자", ("김민수",)),
        ("社会", ()),
    ],
)
def test_names_as_they_are_printed_in_bylines(printed, names):
    page = make_page(before=f'<div class="byline">{printed}</div>')
    assert authors_of(page) == names
