import os
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import article as article_module
from crawlers.extract.article import ExtractionFailed, extract_article
from pipeline.records import DateOrigin
from tests.extract.pages import BODY, TITLE, ld_script, make_page

URL = "https://www.harbourpost.example/news/8812"


def test_a_page_becomes_an_article():
    page = make_page(
        head='<link rel="canonical" href="/news/8812">'
        '<meta property="article:published_time" content="2026-05-12T22:10:00+01:00">'
        '<meta name="author" content="Helen Marsh">'
    )
    found = extract_article(page, f"{URL}?utm_source=feed")
    assert found is not None
    assert (found.title, found.body, found.lang) == (TITLE, BODY, "en")
    assert found.url == URL
    assert found.declared_url == URL
    assert found.authors == ("Helen Marsh",)
    assert found.published is not None
    assert found.published.at == datetime(2026, 5, 12, 21, 10, tzinfo=UTC)
    assert found.published.origin is DateOrigin.META


def test_a_time_without_an_offset_is_read_in_the_zone_of_the_source():
    page = make_page(head='<meta name="pubdate" content="2026-05-12T22:10:00">')
    found = extract_article(page, URL, time_zone=timezone(timedelta(hours=12)))
    assert found is not None
    assert found.published is not None
    assert found.published.at == datetime(2026, 5, 12, 10, 10, tzinfo=UTC)
    assert not found.published.has_offset


def test_a_canonical_address_of_another_site_is_kept_as_a_claim_only():
    page = make_page(head='<link rel="canonical" href="https://elsewhere.example/">')
    found = extract_article(page, URL)
    assert found is not None
    assert found.url == URL
    assert found.declared_url == "https://elsewhere.example/"


@pytest.mark.parametrize("url", ["", "page.html", "http://[", "file:///tmp/page.html"])
def test_a_page_without_an_address_keeps_the_name_it_was_given(url):
    found = extract_article(make_page(), url)
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("", id="empty"),
        pytest.param(b"", id="empty-bytes"),
        pytest.param(" \n\t", id="white-space"),
        pytest.param("\x00\x00\x00", id="nul"),
        pytest.param("<!-- nothing -->", id="comment"),
        pytest.param("<html><body></body></html>", id="empty-body"),
        pytest.param("<html><body><p>Enable JavaScript.</p></body></html>", id="one-word-stub"),
        pytest.param("<html><frameset><frame src=x></frameset></html>", id="frames"),
        pytest.param(random.Random(1).randbytes(20_000), id="random-bytes"),
        pytest.param(b"%PDF-1.4\n" + random.Random(2).randbytes(5_000), id="pdf"),
        pytest.param("<div>" * 100_000, id="deep-and-empty"),
    ],
)
def test_what_is_no_article_is_none_without_a_word(page, caplog):
    assert extract_article(page, URL) is None
    assert not caplog.records


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda page: "\x00" + page.replace("<p>", "<p>\x00"), id="nul-inside"),
        pytest.param(lambda page: page.encode("utf-16"), id="utf-16"),
        pytest.param(lambda page: '<?xml version="1.0" encoding="utf-16"?>' + page, id="xml-head"),
        pytest.param(lambda page: page.replace("</p>", ""), id="open-paragraphs"),
        pytest.param(lambda page: page.replace("</article>", "</div></b>"), id="wrong-ends"),
        pytest.param(lambda page: page.replace("<article>", "<div>" * 200), id="deep"),
        pytest.param(lambda page: page + "</html>" * 500, id="many-ends"),
        pytest.param(
            lambda page: page.replace("</head>", ld_script("{" * 5_000) + "</head>"),
            id="broken-json-ld",
        ),
        pytest.param(
            lambda page: page.replace("</head>", ld_script("[" * 100_000) + "</head>"),
            id="deep-json-ld",
        ),
        pytest.param(
            lambda page: page.replace("</head>", '<link rel=canonical href="http://["></head>'),
            id="broken-canonical",
        ),
    ],
)
def test_the_article_is_found_in_a_damaged_page(wrap):
    found = extract_article(wrap(make_page()), URL)
    assert found is not None
    assert found.body == BODY
    assert found.url == URL


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400))
def test_garbage_never_raises(garbage):
    extract_article(garbage, URL)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_page_with_bytes_knocked_out_never_raises(seed, count):
    source = random.Random(seed)
    page = bytearray(make_page(head=ld_script('{"@type": "NewsArticle"}')).encode())
    for _ in range(count):
        page[source.randrange(len(page))] = source.randrange(256)
    extract_article(bytes(page), URL)


def test_a_fault_of_the_library_is_one_named_error(monkeypatch):
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(article_module, "find_body", broken)
    with pytest.raises(ExtractionFailed, match="RecursionError: too deep"):
        extract_article(make_page(), URL)


def test_the_same_page_gives_the_same_article(monkeypatch):
    first = extract_article(make_page(), URL)
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Auckland")
    assert extract_article(make_page(), URL) == first
