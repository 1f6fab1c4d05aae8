"""Selectors of the catalogue, over the general rules."""

from datetime import UTC, datetime

import pytest

from crawlers.catalogue import Selectors
from crawlers.extract.article import extract_article, extract_page
from crawlers.extract.reading import BodySource, PartKind
from pipeline.records import DateOrigin, ExtractedArticle

URL = "https://harbour.example/storm"
PAGE = """<html lang="en"><head><title>Harbour Post: all of today</title>
<meta property="og:title" content="Harbour Post today"></head><body>
<div class="head">Storm closes the harbour <i>again</i></div>
<div class="who">By Ann Quay and Bo Pier</div><div class="when">2026-03-02 10:15</div>
<div class="story"><p>The storm came over the quay at night, and closed the harbour once more.</p>
<div class="promo"><p>Our letter on storms brings you every storm of the week by mail.</p></div>
<blockquote><p>We shall wait for the morning, the harbour master said on the quay.</p></blockquote>
</div><div class="other"><p>Another text of the page stands here, and is longer than the story,
so that the general rules take it for the story of the page, which it is not at all. It tells of
ferries that sailed, of ferries that did not, and of those who waited for them on the quay.</p>
<p>It goes on for a while, so that nobody takes it for a note beside the story of the page.</p>
</div>
</body></html>"""
ALL = Selectors(
    title=".head", body=".story", byline=".who", date=".when", remove=(".promo", ".other")
)


def _extract(selectors: Selectors | None) -> ExtractedArticle:
    found = extract_article(PAGE, URL, selectors=selectors)
    assert found is not None
    return found


def test_what_is_selected_is_read() -> None:
    found = _extract(ALL)
    assert found.title == "Storm closes the harbour again"
    assert found.authors == ("Ann Quay", "Bo Pier")
    assert found.published is not None
    assert found.published.at == datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
    assert found.published.origin is DateOrigin.TEXT
    assert found.body.split("\n\n") == [
        "The storm came over the quay at night, and closed the harbour once more.",
        "We shall wait for the morning, the harbour master said on the quay.",
    ]


def test_a_selector_that_finds_nothing_says_nothing() -> None:
    lost = Selectors(title=".x", body=".x", byline=".x", date=".x", remove=(".x",))
    assert _extract(lost) == _extract(None)


def test_each_selector_stands_by_itself() -> None:
    plain = _extract(None)
    titled = _extract(Selectors(title=".head"))
    assert (titled.title, titled.authors) == ("Storm closes the harbour again", plain.authors)
    assert "Our letter on storms" not in _extract(Selectors(remove=(".promo",))).body


def test_a_body_without_paragraphs_is_one() -> None:
    page = f"<html><body><div class=story>{'The storm came over the quay at night. ' * 5}</div>"
    found = extract_article(page, URL, selectors=Selectors(body=".story"))
    assert found is not None
    assert found.body.startswith("The storm came")


def test_taking_off_everything_leaves_no_article() -> None:
    assert extract_article(PAGE, URL, selectors=Selectors(remove=("body *", "html"))) is None
    assert extract_article(PAGE, URL, selectors=Selectors(remove=("div, p", "body"))) is None


def test_what_a_line_is_can_be_told_from_its_element() -> None:
    found = extract_page(
        "<div class=s><h2>One</h2><p>Two stands here.</p><ul><li>Three</li></ul><b>Four</b></div>"
        "<span class=s>Five</span>",
        URL,
        selectors=Selectors(body=".s"),
    )
    assert [(part.kind, part.text) for part in found.parts] == [
        (PartKind.SUBHEADING, "One"),
        (PartKind.PARAGRAPH, "Two stands here."),
        (PartKind.LIST_ITEM, "Three"),
        (PartKind.PARAGRAPH, "Four"),
        (PartKind.PARAGRAPH, "Five"),
    ]
    assert found.body_source is BodySource.SELECTOR


def test_of_elements_inside_each_other_each_line_comes_once() -> None:
    page = f"<div class=s><div class=s>{'The storm came over the quay. ' * 3}</div></div>"
    found = extract_page(page, URL, selectors=Selectors(body=".s"))
    assert len(found.parts) == 1


def test_a_date_ahead_is_not_believed_where_it_is_selected_either() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    found = extract_page(PAGE, URL, selectors=ALL, now=now)
    assert found.published.claim is None
    assert [c.field for c in found.published.candidates][:1] == ["selector .when"]


def test_a_selector_that_the_parser_does_not_know_says_nothing() -> None:
    odd = Selectors(body="p:nonsense(3)", remove=("!!",))
    assert _extract(odd) == _extract(None)


@pytest.mark.parametrize("tag", ["nav", "footer"])
def test_a_selected_element_is_read_whatever_its_tag_usually_holds(tag: str) -> None:
    page = (
        f"<html><title>Fog</title><body><{tag} class='note'><p>Fog over the harbour kept the "
        f"ferries in port, the harbour master said.</p></{tag}></body></html>"
    )
    assert extract_article(page, URL) is None
    found = extract_article(page, URL, selectors=Selectors(body=".note"))
    assert found is not None
    assert found.body.startswith("Fog over the harbour")
