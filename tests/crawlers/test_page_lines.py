"""The line that `newsfold extract` writes of a page."""

import json

import pytest

from crawlers.extract import EXTRACTOR
from crawlers.extraction import Extraction, RawPage, extract_here
from crawlers.page_lines import page_line
from tests.extract.pages import BODY, PARAGRAPHS, make_page

URL = "https://www.harbourpost.example/news/8812"
PARTS = (
    "<h2>What the engineers found</h2><p>The walls have moved by nine inches since the spring, "
    "and the pumps were last replaced in the year of the great storm.</p>"
    "<ul><li>The roof leaks in eleven places over the shallow end.</li>"
    "<li>The boilers were bought second hand and cannot be mended.</li></ul>"
    "<blockquote><p>We will not let them fill it with gravel, not this council nor the next one."
    "</p></blockquote>"
    "<figure><img src='/pool.jpg'><figcaption>The pool in May</figcaption></figure>"
    "<p>A further vote is due in June, when the new council meets for the first time.</p>"
)


def line_of(html: str, url: str | None = URL) -> dict[str, object]:
    page = RawPage(html=html, url=url or "", reading_wanted=True)
    line = page_line("a.html", url, extract_here(page))
    return json.loads(json.dumps(line))


def test_the_parts_of_a_body_are_marked_and_make_it_up():
    line = line_of(make_page(after=PARTS))
    parts = line["parts"]
    assert [part["kind"] for part in parts] == [
        *["paragraph"] * len(PARAGRAPHS),
        "subheading",
        "paragraph",
        "list-item",
        "list-item",
        "quotation",
        "paragraph",
    ]
    assert "\n\n".join(part["text"] for part in parts) == line["body"]
    assert line["images"] == [
        {"url": "https://www.harbourpost.example/pool.jpg", "caption": "The pool in May"}
    ]
    assert (line["body_source"], line["extractor"]) == ("page", EXTRACTOR)


def test_every_date_on_the_page_is_there_with_where_it_stands():
    head = (
        '<meta property="article:published_time" content="2026-05-12T22:10:00+01:00">'
        '<meta property="og:url" content="https://www.harbourpost.example/8812">'
    )
    line = line_of(make_page(head=head, before="<time datetime='late 2026'>soon</time>"), url=None)
    assert line["published_candidates"][:2] == [
        {
            "field": "article:published_time",
            "printed": "2026-05-12T22:10:00+01:00",
            "origin": "meta",
            "at": "2026-05-12T21:10:00+00:00",
        },
        {"field": "<time>", "printed": "late 2026", "origin": None, "at": None},
    ]
    assert line["published_reason"] == "meta article:published_time"
    assert line["url"] == line["declared_url"] == "https://www.harbourpost.example/8812"


@pytest.mark.parametrize(
    ("stamp", "printed"),
    [
        ("2026-05-12T22:10:00+01:00", "2026-05-12T21:10:00+00:00"),
        ("2026-05-12T22:10:00", "2026-05-12T22:10:00"),
        ("2026-05-12", "2026-05-12"),
    ],
)
def test_dates_are_as_exact_as_they_were_printed(stamp, printed):
    head = f'<meta property="article:published_time" content="{stamp}">'
    assert line_of(make_page(head=head))["published"] == printed


@pytest.mark.parametrize("extraction", [None, Extraction(failure="it broke")])
def test_a_page_without_an_article_has_every_field_too(extraction):
    line = page_line("a.html", URL, extraction)
    assert list(line) == list(line_of(make_page()))
    assert (line["page"], line["url"], line["title"], line["body"]) == ("a.html", URL, "", "")
    assert (line["parts"], line["images"], line["published"]) == ([], [], None)


def test_the_body_is_what_it_was_before_there_were_parts():
    assert line_of(make_page())["body"] == BODY
