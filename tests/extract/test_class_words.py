import pytest

from crawlers.extract.class_words import (
    Furniture,
    alike,
    furniture,
    is_body,
    is_standfirst,
    nature_of,
    shares_words,
    words_of,
)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("article-body", ("article", "body")),
        ("articleBody", ("article", "body")),
        ("article__body--wide col-md-8", ("article", "body", "wide", "col", "md")),
        ("", ()),
        ("sc-f98b1ad2-0 text", ("sc", "text")),
        ("heading2 h2-ad", ("heading", "h", "ad")),
        ("authorbox", ("author", "box")),
        ("überschrift", ("überschrift",)),
    ],
)
def test_names_are_cut_into_words(names, words):
    assert words_of(names) == words


@pytest.mark.parametrize(
    ("names", "sort"),
    [
        ("newsletter-signup", Furniture.NEVER_TEXT),
        ("c-related-list", Furniture.NEVER_TEXT),
        ("most-read", Furniture.NEVER_TEXT),
        ("mostRead", Furniture.NEVER_TEXT),
        ("newsletterbox", Furniture.NEVER_TEXT),
        ("content-with-sidebar", Furniture.SELDOM_TEXT),
        ("byline", Furniture.SELDOM_TEXT),
        ("post-meta", Furniture.SELDOM_TEXT),
        ("col-sidebar article-body", Furniture.NO),
        ("article-body__related", Furniture.NEVER_TEXT),
        ("lead", Furniture.NO),
        ("leadership", Furniture.NO),
        ("", Furniture.NO),
    ],
)
def test_boxes_that_are_no_text(names, sort):
    assert furniture(names) is sort


@pytest.mark.parametrize("names", ["article-body", "articlebody", "entry-content", "artikelText"])
def test_names_of_bodies(names):
    assert is_body(names)


@pytest.mark.parametrize("names", ["article", "content", "body-wrapper"])
def test_names_of_other_elements(names):
    assert not is_body(names)


def test_names_of_standfirsts():
    assert is_standfirst("article__deck")
    assert not is_standfirst("article__text")


def test_embedded_posts():
    assert nature_of("twitter-tweet").embedded_post
    assert not nature_of("share-twitter").embedded_post


def test_subheadings():
    assert nature_of("article__subheading").subheading
    assert nature_of("article__subheading").furniture is Furniture.NO


def test_elements_of_one_sort_differ_in_numbers_alone():
    assert alike("post-12 text") == alike("text post-345")
    assert alike("text") != alike("caption")


def test_names_that_share_half_of_their_words():
    assert shares_words("article text first", "article text")
    assert not shares_words("article text", "article caption credit")
    assert not shares_words("text", "text")


def test_a_name_without_end_is_read_in_no_time():
    """Time that grew with the square of its length would be minutes."""
    assert words_of("a" * 300_000) == ("a" * 300_000,)
    assert words_of("1" * 300_000) == ()
