import json
from datetime import UTC, datetime

import pytest

from crawlers.extract.markup import parse_tree
from crawlers.extract.metadata import PageMetadata, read_metadata
from pipeline.records import DateOrigin
from tests.extract.pages import TITLE, ld_script, make_page

URL = "https://www.h.example/news/1"


def read(page: str, url: str = URL) -> PageMetadata:
    return read_metadata(parse_tree(page), url, time_zone=UTC)


def read_ld(**fields: object) -> PageMetadata:
    return read(make_page(head=ld_script(json.dumps({"@type": "NewsArticle", **fields}))))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"<title>{TITLE} | Harbour Post</title>", id="title-with-site"),
        pytest.param(
            f"<title>Harbour Post - {TITLE}</title>"
            '<meta property="og:site_name" content="Harbour Post">',
            id="site-first",
        ),
        pytest.param(f'<meta property="og:title" content="{TITLE} - News">', id="section"),
        pytest.param(ld_script('{"@type": "Article", "headline": "Harbour Post"}'), id="ld-other"),
        pytest.param(
            ld_script(json.dumps({"@type": "Article", "headline": TITLE[:25] + "…"})), id="cut"
        ),
    ],
)
def test_the_headline_that_sources_agree_on(head):
    page = make_page(head=head + f'<meta name="twitter:title" content="{TITLE}">')
    assert read(page).title == TITLE


def test_the_headline_that_readers_see_beats_the_one_for_search_engines():
    short = "Baths to close"
    head = f'<meta property="og:title" content="{short}"><title>{short}</title>'
    assert read(make_page(head=head)).title == TITLE


def test_without_any_heading_there_is_no_title():
    assert read(make_page(top="")).title == ""


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Helen Marsh", ("Helen Marsh",)),
        ("By Helen Marsh and Tom Ackroyd", ("Helen Marsh", "Tom Ackroyd")),
        ([{"name": "Helen Marsh"}, {"name": "HELEN MARSH"}], ("HELEN MARSH",)),
        (
            {"@type": "Person", "name": ["Helen Marsh", "Tom Ackroyd"]},
            ("Helen Marsh", "Tom Ackroyd"),
        ),
        ("https://h.example/authors/3", ()),
        ("Marsh, Helen", ("Marsh, Helen",)),
        (["", None, 3, {}], ()),
    ],
)
def test_authors_in_json_ld(author, names):
    assert read_ld(author=author).authors == names


def test_authors_named_by_reference():
    graph = [
        {"@type": "NewsArticle", "headline": TITLE, "author": [{"@id": "#1"}, {"@id": "#2"}]},
        {"@type": "Person", "@id": "#1", "name": "Helen Marsh"},
        {"@type": "Person", "@id": "#2", "name": "Tom Ackroyd"},
    ]
    found = read(make_page(head=ld_script(json.dumps({"@graph": graph}))))
    assert found.authors == ("Helen Marsh", "Tom Ackroyd")


@pytest.mark.parametrize(
    "mark",
    [
        "<span itemprop='author' itemscope>By <b itemprop='name'>Helen Marsh</b></span>",
        "<a rel='author' href='/h'>Helen Marsh</a>",
    ],
)
def test_authors_in_the_text(mark):
    assert read(make_page(before=mark)).authors == ("Helen Marsh",)


def test_the_outlet_is_not_an_author():
    publisher = {"@type": "Organization", "name": "Harbour Post"}
    found = read_ld(author=publisher, publisher=publisher)
    assert found.authors == ()
    assert found.credit is None


@pytest.mark.parametrize(
    "fields",
    [
        {"sourceOrganization": {"name": "Harbour Wire"}},
        {"creditText": "Harbour Wire"},
        {"author": {"@type": "NewsMediaOrganization", "name": "Harbour Wire"}},
    ],
)
def test_whom_the_page_credits(fields):
    assert read_ld(publisher={"name": "Harbour Post"}, **fields).credit == "Harbour Wire"


def test_a_person_is_no_credit():
    assert read_ld(author={"@type": "Person", "name": "Helen Marsh"}).credit is None


@pytest.mark.parametrize(
    ("page", "origin"),
    [
        (
            make_page(head=ld_script('{"@type":"Article","datePublished":"2026-05-12T22:10Z"}')),
            DateOrigin.JSON_LD,
        ),
        (
            make_page(head='<meta property="article:published_time" content="2026-05-12T22:10Z">'),
            DateOrigin.META,
        ),
        (
            make_page(before="<i itemprop='name datePublished' content='2026-05-12T22:10Z'></i>"),
            DateOrigin.MICRODATA,
        ),
        (make_page(before="<time datetime='2026-05-12T22:10Z'>Tuesday</time>"), DateOrigin.TEXT),
    ],
)
def test_where_the_time_of_publication_is_read(page, origin):
    found = read(page).published
    assert found is not None
    assert found.at == datetime(2026, 5, 12, 22, 10, tzinfo=UTC)
    assert found.origin is origin


def test_the_day_in_the_address_is_the_last_resort():
    found = read(make_page(), "https://h.example/2026/05/12/baths").published
    assert found is not None
    assert found.origin is DateOrigin.ADDRESS


def test_the_time_of_change_is_apart():
    head = '<meta property="article:modified_time" content="2026-05-13T08:00:00Z">'
    found = read(make_page(head=head))
    assert found.published is None
    assert found.modified is not None
    assert found.modified.at == datetime(2026, 5, 13, 8, 0, tzinfo=UTC)


def test_declared_languages_in_order_of_trust():
    head = '<meta property="og:locale" content="de_DE">'
    assert read(make_page(head=head)).declared_langs == ("en", "de_DE")


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": [{"x": 1}, 5], "datePublished": 5, "dateModified": {"@value": []}},
        {"publisher": [{"@id": ["x"]}], "url": ["a"], "mainEntityOfPage": [1], "@id": {"x": 1}},
        {"articleBody": ["x"], "inLanguage": {"x": "y"}, "author": {"name": {"name": None}}},
    ],
)
def test_values_of_the_wrong_shape_are_passed_over(fields):
    assert read_ld(**fields).title == TITLE
