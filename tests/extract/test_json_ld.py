import json
import time

import pytest

from crawlers.extract.json_ld import find_article, read_nodes, resolve, texts
from crawlers.extract.markup import parse_document
from tests.extract.pages import ld_script, make_page

URL = "https://www.h.example/news/1"


def article_in(*scripts: str) -> object:
    document = parse_document(make_page(head="".join(map(ld_script, scripts))))
    found = find_article(read_nodes(document), [URL])
    return found and found.get("headline")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param('{"@type": "NewsArticle", "headline": "x"}', id="plain"),
        pytest.param('{"@type": ["Thing", "ReportageNewsArticle"], "headline": "x"}', id="types"),
        pytest.param('{"@type": "http://schema.org/Article", "headline": "x"}', id="namespace"),
        pytest.param('[{"@type": "Person"}, {"@type": "Article", "headline": "x"}]', id="list"),
        pytest.param('{"@graph": [{"@type": "Article", "headline": "x"}]}', id="graph"),
        pytest.param(
            '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "x"}}',
            id="main-entity",
        ),
        pytest.param('{"@type": "Article", "headline": "x",}', id="trailing-comma"),
        pytest.param('{"@type": "Article",\n"headline": "x", "a": "b\nc"}', id="line-break"),
        pytest.param('<!-- {"@type": "Article", "headline": "x"} -->', id="comment"),
        pytest.param('//<![CDATA[\n{"@type": "Article", "headline": "x"}\n//]]>', id="cdata"),
        pytest.param('{"@type": "Article", "headline": "x"};', id="semicolon"),
        pytest.param('{"@type": "Article", "headline": "x"}{"@type": ', id="second-broken"),
    ],
)
def test_the_article_is_found_however_it_is_written(script):
    assert article_in(script) == "x"


def test_the_article_that_names_the_page_is_chosen():
    other = '{"@type": "NewsArticle", "headline": "other", "datePublished": "2026-01-01"}'
    own = json.dumps({"@type": "NewsArticle", "headline": "own", "mainEntityOfPage": {"@id": URL}})
    assert article_in(other, own) == "own"
    assert article_in(own, other) == "own"


def test_articles_that_a_page_lists_are_not_its_own():
    listed = {"@type": "Article", "headline": "other"}
    assert article_in(json.dumps({"@type": "ItemList", "itemListElement": [listed]})) is None


@pytest.mark.parametrize("script", ["", "{", "null", "3", '"x"', "[[[[[]]]]]", "[" * 200_000])
def test_what_is_no_article_gives_none(script):
    assert article_in(script) is None


def test_one_broken_script_does_not_hide_another():
    assert article_in("{broken", '{"@type": "Article", "headline": "x"}') == "x"


def test_texts_of_values_of_every_shape():
    value = ["a &amp; b", {"name": {"@value": "c"}}, None, 5, [["d"]], {"name": []}, " "]
    assert texts(value) == ["a & b", "c", "d"]


def test_references_are_resolved():
    nodes = [{"@id": "#a", "name": "Helen"}, {"@id": "#b"}, {"@id": ["#c"]}]
    assert texts(resolve([{"@id": "#a"}, {"@id": "#b"}, "Tom"], nodes)) == ["Helen", "Tom"]


def test_a_script_that_is_html_inside_is_read():
    script = "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;x&quot;}"
    assert article_in(script) == "x"


def test_of_a_script_with_broken_texts_the_fields_that_are_whole_are_read():
    script = """{"@type": "NewsArticle", "headline": "Baths to close",
        "description": "The mayor said "no" twice", "datePublished": "2026-03-14T12:00:00Z",
        "author": {"@type": "Person", "name": "Helen Marsh"},
        "publisher": {"@type": "Organization", "name": "Harbour Post"}}"""
    document = parse_document(make_page(head=ld_script(script)))
    found = find_article(read_nodes(document), [URL])
    assert found is not None
    assert found["headline"] == "Baths to close"
    assert found["datePublished"] == "2026-03-14T12:00:00Z"
    assert found["author"] == ["Helen Marsh"]


def test_a_broken_script_is_read_in_no_time():
    begun = time.process_time()
    article_in('{"@type": "NewsArticle",' + '"author": x' * 200_000)
    assert time.process_time() - begun < 0.5


def test_the_article_with_the_headline_of_the_page_is_meant():
    scripts = [
        '{"@type": "NewsArticle", "headline": "Another story of the day", "datePublished": "2026"}',
        '{"@type": "NewsArticle", "headline": "Baths to close in Thornsea"}',
    ]
    document = parse_document(make_page(head="".join(map(ld_script, scripts))))
    found = find_article(read_nodes(document), [URL], ["Baths to close in Thornsea | Harbour Post"])
    assert found is not None
    assert found["headline"] == "Baths to close in Thornsea"
