import pytest

from crawlers.extract.running_text import gather
from crawlers.extract.scoring import find_place
from crawlers.extract.standfirst import find_standfirst
from tests.extract.pages import PARAGRAPHS, TEXT, TITLE, scored_page

LEAD = "The town cannot pay for the repairs that its pool of ninety years needs."


def standfirst_on(html: str, *descriptions: str) -> str | None:
    page = scored_page(html)
    place = find_place(page)
    assert place is not None
    number = find_standfirst(page, gather(page, place), descriptions)
    return None if number is None else page.tree.blocks[number].text


def standfirst_of(header: str, *descriptions: str, text: str = TEXT) -> str | None:
    html = f"<article><header><h1>{TITLE}</h1>{header}</header><div class='text'>{text}</div>"
    return standfirst_on(html, *descriptions)


@pytest.mark.parametrize(
    "header",
    [
        f"<p class='standfirst'>{LEAD}</p>",
        f"<div class='article-intro'><p>{LEAD}</p></div>",
        f"<h2 class='subheadline'>{LEAD}</h2>",
        f"<p class='article-teaser'>{LEAD}</p>",
        f"<div class='article__teaser'><p>{LEAD}</p></div>",
    ],
)
def test_what_is_called_a_standfirst(header):
    assert standfirst_of(header) == LEAD


def test_a_name_of_what_holds_the_headline_too_says_nothing():
    page = (
        f"<article class='article article-ad-marker'><h1>{TITLE}</h1>"
        f"<h2 class='article-lead'>{LEAD}</h2><div class='text'>{TEXT}</div></article>"
    )
    assert standfirst_on(page) == LEAD


def test_a_motto_of_the_site_above_the_headline_is_none():
    motto = "<p class='description'>News of every quay and every harbour</p>"
    text = f"<main><article><h2>{TITLE}</h2><div class='text'>{TEXT}</div></article></main>"
    assert standfirst_on(f"<div id='top'><h1>Harbour Post</h1>{motto}</div>{text}") is None


def test_what_is_called_so_in_the_box_of_the_headline_may_stand_above_it():
    text = f"<div class='text'>{TEXT}</div>"
    page = f"<article><p class='lead'>{LEAD}</p><h1>{TITLE}</h1>{text}</article>"
    assert standfirst_on(page) == LEAD


def test_what_the_page_describes_itself_by():
    assert standfirst_of(f"<div>{LEAD}</div>", LEAD[:60] + "…") == LEAD


@pytest.mark.parametrize(
    "header",
    [
        f"<div>{LEAD}</div>",
        "<p class='standfirst'>Councils</p>",
        f"<p class='standfirst'><a href='/2'>{LEAD}</a></p>",
        f"<div class='newsletter'><p class='intro'>{LEAD}</p></div>",
        f"<ul class='summary'><li>{LEAD}</li></ul>",
        f"<div class='teaser'><a href='/2'>Library</a><p>{LEAD}</p></div>",
    ],
)
def test_what_is_none(header):
    assert standfirst_of(header) is None


def test_a_standfirst_that_the_text_opens_with_is_no_other():
    first = PARAGRAPHS[0]
    assert standfirst_of(f"<p class='standfirst'>{first}</p>", first) is None
