"""What the readers of feeds share: headlines and texts as plain text and HTML."""

import pytest

from crawlers.feed_entries import MAX_TEXT, bounded, html_of, plain_text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        pytest.param(None, "", id="none"),
        pytest.param("  Storm\n closes  harbour ", "Storm closes harbour", id="white-space"),
        pytest.param("Caf&eacute; &amp; quay", "Café & quay", id="entities"),
        pytest.param("<b>Storm</b> closes <i>harbour</i>", "Storm closes harbour", id="tags"),
        pytest.param("2 < 3 and AT&T", "2 < 3 and AT&T", id="signs"),
    ],
)
def test_a_headline_is_plain(printed: str | None, text: str) -> None:
    assert plain_text(printed) == text


def test_a_headline_has_an_end() -> None:
    assert len(plain_text("a" * 1_000_000)) == 2000


def test_plain_text_becomes_paragraphs() -> None:
    assert html_of("One & two.\n\n Three < four.") == "<p>One &amp; two.</p><p>Three &lt; four.</p>"
    assert html_of(" \n") is None
    assert html_of(None) is None


def test_a_text_is_bounded() -> None:
    assert bounded("x" * (MAX_TEXT + 1)) == "x" * MAX_TEXT
    assert bounded("  ") is None
