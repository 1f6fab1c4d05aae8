import pytest

from crawlers.extract.markup import NotMarkup, decode, parse_tree, text_of

WORDS = "Crónica: el cerro avisó, señaló Muñoz"


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        pytest.param(WORDS.encode(), None, id="utf-8"),
        pytest.param(WORDS.encode(), "text/html; charset=iso-8859-1", id="wrong-header"),
        pytest.param(b'<meta charset="latin1">' + WORDS.encode(), None, id="wrong-meta"),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=windows-1252", id="header"),
        pytest.param(b'<meta charset="cp1252">' + WORDS.encode("cp1252"), None, id="meta"),
        pytest.param(WORDS.encode("cp1252"), None, id="undeclared"),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=klingon", id="unknown-charset"),
        pytest.param(WORDS.encode("utf-16"), None, id="utf-16"),
    ],
)
def test_bytes_become_the_text_that_was_meant(page, content_type):
    assert decode(page, content_type).endswith(WORDS)


def test_an_escaped_charset_is_read_as_declared():
    page = '<meta charset="iso-2022-jp">東京'.encode("iso-2022-jp")
    assert decode(page).endswith("東京")


def test_characters_that_break_parsers_are_dropped():
    assert decode("a\x00b\x0bc\ud800d\ufffee\n") == "abcde\n"


@pytest.mark.parametrize("text", ["", "  ", "<!-- x -->"])
def test_nothing_to_parse_is_named(text):
    with pytest.raises(NotMarkup):
        parse_tree(text)


def test_white_space_is_folded():
    assert text_of(parse_tree("<p>one\n  two <b>three</b></p>")) == "one two three"
