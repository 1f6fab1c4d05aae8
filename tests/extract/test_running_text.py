import pytest

from crawlers.extract.running_text import gather
from crawlers.extract.scoring import find_place
from tests.extract.pages import PARAGRAPHS, TEXT, TITLE, scored_page

LINES = list(PARAGRAPHS)


def lines_of(html: str) -> list[str]:
    page = scored_page(html)
    place = find_place(page)
    assert place is not None
    return [page.tree.blocks[number].text for number in gather(page, place)]


def article(inner: str) -> str:
    return f"<article><h1>{TITLE}</h1><div class='text'>{inner}</div></article>"


def between(inner: str) -> str:
    return article(f"<p>{PARAGRAPHS[0]}</p>{inner}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>")


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("<div class='ad'>Advertisement</div>", id="advertisement"),
        pytest.param("<p><a href='/2'>Library saved by one vote</a></p>", id="linked-line"),
        pytest.param("<ul><li><a href='/2'>Library saved</a></li></ul>", id="linked-item"),
        pytest.param("<div class='box'>Pool, 1936</div>", id="label"),
        pytest.param("<figure><figcaption>The pool.</figcaption></figure>", id="caption"),
        pytest.param("<p><img src='a'><em>The pool in the year 1936</em></p>", id="under-picture"),
    ],
)
def test_what_stands_between_paragraphs_and_is_no_text(inner):
    assert lines_of(between(inner)) == LINES


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        pytest.param("<h2>Ten minutes</h2>", "Ten minutes", id="subheading"),
        pytest.param("<h3><a href='/2'>Ten minutes</a></h3>", "Ten minutes", id="linked-heading"),
        pytest.param("<p>“No.”</p>", "“No.”", id="short-paragraph"),
        pytest.param("<ul><li>one of the pools</li></ul>", "one of the pools", id="item"),
        pytest.param(
            "<blockquote><p>We have looked at every way.</p></blockquote>",
            "We have looked at every way.",
            id="quotation",
        ),
        pytest.param("<table><tr><td>1934</td><td>2</td></tr></table>", "1934 2", id="row"),
        pytest.param(
            "<div class='box'><p>The register lists buildings of worth.</p></div>",
            "The register lists buildings of worth.",
            id="box",
        ),
        pytest.param("<p>[<a href='/2'>The Post</a>]</p>", "[The Post]", id="attribution"),
    ],
)
def test_what_stands_between_paragraphs_and_belongs_to_them(inner, line):
    assert lines_of(between(inner)) == [LINES[0], line, *LINES[1:]]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("<div class='box'><p>Helen Marsh writes of pools.</p></div>", id="box"),
        pytest.param("<h3>Related</h3>", id="heading"),
        pytest.param("<ul><li><a href='/2'>Library</a> saved</li></ul>", id="list-of-links"),
        pytest.param("<p>Share this</p>", id="short-line"),
        pytest.param(f"<article><h3>Other</h3><p>{PARAGRAPHS[0]}</p></article>", id="teaser"),
    ],
)
def test_what_stands_below_the_text(after):
    assert lines_of(article(TEXT + after)) == LINES


def test_a_text_that_goes_on_in_a_box_of_its_own_is_whole():
    inner = f"<p>{LINES[0]}</p><p>{LINES[1]}</p><div class='gate'><p>{LINES[2]}</p></div>"
    assert lines_of(article(inner)) == LINES


def test_a_text_in_two_columns_of_one_sort_is_whole():
    inner = f"<div class='col'><p>{LINES[0]}</p><p>{LINES[1]}</p></div>"
    inner += f"<div class='col'><p>{LINES[2]}</p></div>"
    assert lines_of(f"<h1>{TITLE}</h1><div class='all'>{inner}</div>") == LINES


def test_the_first_paragraph_may_be_of_another_sort():
    html = f"<h1>{TITLE}</h1><div class='all'><p class='first'>{LINES[0]}</p>"
    html += f"<div class='text'><p>{LINES[1]}</p><p>{LINES[2]}</p></div></div>"
    assert lines_of(html) == LINES


def test_what_stands_above_the_headline_is_no_text():
    kicker = "<div class='text'><p>Councils and their money, week by week.</p></div>"
    html = f"<article>{kicker}<h1>{TITLE}</h1><div class='text'>{TEXT}</div></article>"
    assert lines_of(html) == LINES


def test_a_second_article_below_is_left():
    def story(title: str, text: str) -> str:
        return (
            f"<div class='story'><h1 class='head'>{title}</h1><div class='text'>{text}</div></div>"
        )

    other = "<p>The library in Leyburn will stay open for another year after a gift.</p>" * 2
    assert lines_of(story(TITLE, TEXT) + story("Leyburn library saved", other)) == LINES
