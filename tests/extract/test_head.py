import pytest

from crawlers.extract.head import amp_url, declared_url, meta_names, read_head
from crawlers.extract.markup import parse_document

URL = "https://h.example/news/1"


def head_of(head: str, attributes: str = "") -> object:
    return read_head(
        parse_document(f"<html {attributes}><head>{head}</head><body><p>x</p></body></html>")
    )


def test_what_the_head_declares():
    head = head_of(
        "<title> Baths \n close </title><meta name='Author' content='Helen  Marsh'>"
        "<meta property='og:locale' content='en_GB'><meta name='empty' content=' '>",
        "lang='en'",
    )
    assert head.title == "Baths close"
    assert head.metas["author"] == ["Helen Marsh"]
    assert "empty" not in head.metas
    assert head.langs == ("en", "en_GB")
    assert list(head.holding("author")) == [("author", "Helen Marsh")]


def test_names_are_in_order_of_trust():
    assert meta_names("published")[0] == "article:published_time"
    assert meta_names("nothing") == ()


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link rel='canonical' href='/news/2'>", "https://h.example/news/2"),
        ("<link rel='x CANONICAL' href='https://h.example/3'>", "https://h.example/3"),
        ("<meta property='og:url' content='https://h.example/4'>", "https://h.example/4"),
        ("<link rel='canonical' href='http://['>", None),
        ("<link rel='canonical' href=''>", None),
        ("", None),
    ],
)
def test_the_declared_address(link, url):
    assert declared_url(head_of(link), URL) == url


def test_the_address_of_the_amp_twin():
    assert amp_url(head_of("<link rel='amphtml' href='/amp/1'>"), URL) == "https://h.example/amp/1"
