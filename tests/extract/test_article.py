import os
import random
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import EXTRACTOR
from crawlers.extract import article as article_module
from crawlers.extract.article import ExtractionFailed, extract_article, extract_page
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


def test_a_page_gives_more_than_is_stored():
    page = make_page(
        head='<meta property="article:section" content="Councils"><meta name="keywords" '
        'content="baths, sea"><meta property="og:image" content="https://h.example/a.jpg">'
        '<link rel="amphtml" href="/amp/8812">'
        '<meta property="article:content_tier" content="free">',
        before="<p class='standfirst'>The town cannot pay for the repairs of its pool.</p>"
        "<figure><img src='/b.jpg'><figcaption>The pool</figcaption></figure>",
    ).replace("<p>Councillors", "<p>THORNSEA (Reuters) - Councillors")
    found = extract_page(page, URL)
    assert found.standfirst == "The town cannot pay for the repairs of its pool."
    assert (found.section, found.tags) == ("Councils", ("baths", "sea"))
    assert (found.lead_image, found.free) == ("https://h.example/a.jpg", True)
    assert found.amp_url == "https://www.harbourpost.example/amp/8812"
    assert found.dateline == "THORNSEA"
    assert [(image.url, image.caption) for image in found.images] == [
        ("https://www.harbourpost.example/b.jpg", "The pool")
    ]
    assert found.extractor == EXTRACTOR


def test_what_nobody_sees_is_in_neither_headline_nor_text():
    page = make_page(
        head=ld_script(
            '{"@type": "NewsArticle", "headline": "Thorn\\u00adsea baths to close after council '
            'vote", "author": "Ann\\u200b Quay"}'
        ),
        top=f"<h1>{TITLE.replace('baths', 'ba&shy;ths')}</h1>",
    ).replace("Councillors", "Coun&shy;cil\u00adlors")
    found = extract_page(page, URL)
    assert (found.title, found.body, found.authors) == (TITLE, BODY, ("Ann Quay",))


def test_a_date_that_lies_ahead_is_not_believed():
    page = make_page(
        head='<meta property="article:published_time" content="2027-05-12T22:10:00Z">',
        before="<div class='date'>12 May 2026</div>",
    )
    claim = extract_page(page, URL, now=datetime(2026, 5, 13, tzinfo=UTC)).published.claim
    assert claim is not None
    assert (claim.at, claim.origin) == (datetime(2026, 5, 12, tzinfo=UTC), DateOrigin.TEXT)


def test_a_date_from_before_the_outlet_began_is_not_believed():
    page = make_page(
        head='<meta property="article:published_time" content="1999-11-30T00:00:00Z">',
        before="<div class='date'>12 May 2026</div>",
    )
    choice = extract_page(page, URL, founded=2014).published
    assert choice.claim is not None
    assert (choice.claim.at.year, choice.claim.origin) == (2026, DateOrigin.TEXT)
    assert "meta article:published_time lies before 2014, when the outlet began" in choice.reason


def test_a_printed_date_fills_what_machines_are_not_told():
    page = make_page(before="<div class='date'>Tuesday, 12 May 2026, 22:10</div>")
    choice = extract_page(page, URL).published
    assert choice.claim is not None
    assert choice.claim.at == datetime(2026, 5, 12, 22, 10, tzinfo=UTC)
    assert not choice.claim.has_offset
    assert choice.reason == "text text; no offset printed"


PARAGRAPH = "<p>The council voted to close the baths after a debate of four hours, number {}.</p>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<a href='/1'>A link to another page</a> " * 100_000, id="links"),
        pytest.param("<li><a href='/1'>A link to another page</a>" * 100_000, id="items"),
        pytest.param("<div>" * 20_000 + PARAGRAPH, id="nested"),
        pytest.param(("<div class='a'>Some text that is here." * 4_000), id="nested-text"),
        pytest.param("<p>" + "One text and no end. " * 1_500_000, id="thirty-megabytes"),
        pytest.param("<p>" + "海滨浴场将关闭。" * 900_000, id="seven-megabytes"),
        pytest.param("".join(map(PARAGRAPH.format, range(30_000))), id="paragraphs"),
        pytest.param("<article><h2>Title</h2>" * 5_000 + PARAGRAPH, id="nested-articles"),
        pytest.param("<table><tr>" + "<td>12 words</td>" * 100_000, id="cells"),
        pytest.param("<x-a>" * 4_000 + PARAGRAPH, id="elements-of-its-own"),
        pytest.param("<img src='/a.jpg' alt='The pool'>" * 100_000, id="pictures"),
        pytest.param("<h1>" + "Baths | " * 300_000, id="headline"),
        pytest.param("<div>" + "line<br>" * 200_000, id="line-breaks"),
        pytest.param(ld_script('{"@type":"Article","articleBody":"' + "Text. " * 500_000), id="ld"),
        pytest.param(ld_script("{" + ", " * 1_000_000), id="commas"),
        pytest.param("<script>x = {" + '"a": ["b", ' * 200_000, id="state"),
    ],
)
def test_no_page_takes_long(page):
    """A second by the processor's clock, twice what the slowest takes; never more than linear."""
    extract_page(make_page(), URL)  # loads the models
    start = time.process_time()
    extract_page(f"<html><body><h1>{TITLE}</h1>{page}", URL)
    assert time.process_time() - start < 2
