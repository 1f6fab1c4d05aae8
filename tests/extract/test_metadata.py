import json
from datetime import UTC, datetime

import pytest

from crawlers.extract.markup import parse_document
from crawlers.extract.metadata import PageMetadata, read_metadata
from crawlers.extract.titles import choose_title
from pipeline.records import DateOrigin
from tests.extract.pages import TITLE, ld_script, make_page

URL = "https://www.h.example/news/1"


def read(page: str, url: str = URL) -> PageMetadata:
    return read_metadata(parse_document(page), url, time_zone=UTC)


def title(page: str) -> str:
    return choose_title(read(page).titles)


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
    assert title(page) == TITLE


def test_the_headline_that_readers_see_beats_the_one_for_search_engines():
    short = "Baths to close"
    head = f'<meta property="og:title" content="{short}"><title>{short}</title>'
    assert title(make_page(head=head)) == TITLE


def test_a_site_that_is_named_like_the_headline_does_not_take_it_away():
    head = f'<title>{TITLE}</title><meta property="og:site_name" content="{TITLE}">'
    assert title(make_page(head=head)) == TITLE


def test_without_any_heading_there_is_no_title():
    assert title(make_page(top="")) == ""


def test_authors_named_by_reference():
    graph = [
        {"@type": "NewsArticle", "headline": TITLE, "author": [{"@id": "#1"}, {"@id": "#2"}]},
        {"@type": "Person", "@id": "#1", "name": "Helen Marsh"},
        {"@type": "Person", "@id": "#2", "name": "Tom Ackroyd"},
    ]
    found = read(make_page(head=ld_script(json.dumps({"@graph": graph}))))
    assert found.authors == ("Helen Marsh", "Tom Ackroyd")


def test_the_outlet_is_no_credit():
    publisher = {"@type": "Organization", "name": "Harbour Post"}
    found = read_ld(author=publisher, publisher=publisher)
    assert found.authors == ("Harbour Post",)
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
    found = read(page).published.claim
    assert found is not None
    assert found.at == datetime(2026, 5, 12, 22, 10, tzinfo=UTC)
    assert found.origin is origin


def test_the_day_in_the_address_is_the_last_resort():
    found = read(make_page(), "https://h.example/2026/05/12/baths").published.claim
    assert found is not None
    assert found.origin is DateOrigin.ADDRESS


def test_the_time_of_change_is_apart():
    head = '<meta property="article:modified_time" content="2026-05-13T08:00:00Z">'
    found = read(make_page(head=head))
    assert found.published.claim is None
    assert found.modified.claim is not None
    assert found.modified.claim.at == datetime(2026, 5, 13, 8, 0, tzinfo=UTC)


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
    assert choose_title(read_ld(**fields).titles) == TITLE


def test_what_else_a_page_says():
    head = (
        '<meta property="article:section" content="Councils"><meta name="keywords" content="baths, '
        'sea"><meta property="og:image" content="/a.jpg"><link rel="amphtml" href="/amp/1">'
        '<meta property="article:content_tier" content="locked"><meta property="og:type" '
        'content="article"><meta name="description" content="Baths to close.">'
    )
    found = read(make_page(head=head))
    assert (found.section, found.tags, found.image) == ("Councils", ("baths", "sea"), "/a.jpg")
    assert (found.amp_url, found.free) == ("https://www.h.example/amp/1", False)
    assert (found.types, found.descriptions) == ({"article"}, ("Baths to close.",))


@pytest.mark.parametrize(
    ("printed", "free"),
    [(True, True), ("False", False), ("http://schema.org/False", False), (None, None), ("x", None)],
)
def test_whether_it_is_free_to_read(printed, free):
    assert read_ld(isAccessibleForFree=printed).free is free


def test_a_page_says_it_first_in_json_ld():
    found = read_ld(
        articleSection=["Sea"], keywords=["a", "b,c"], image=[{"url": "/x.jpg"}], articleBody=" t "
    )
    assert (found.section, found.tags, found.image) == ("Sea", ("a", "b", "c"), "/x.jpg")
    assert found.body == "t"


def test_every_date_is_kept_with_where_it_stands():
    head = ld_script('{"@type": "Article", "datePublished": "2026-05-12"}')
    head += '<meta property="article:published_time" content="2026-05-12T22:10Z">'
    choice = read(make_page(head=head)).published
    assert [(c.field, c.printed) for c in choice.candidates[:2]] == [
        ("datePublished", "2026-05-12"),
        ("article:published_time", "2026-05-12T22:10Z"),
    ]
    assert choice.reason == ("meta article:published_time, more exact than json-ld datePublished")
