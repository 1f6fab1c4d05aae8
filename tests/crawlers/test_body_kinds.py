"""What is certainly no text."""

import gzip

import pytest

from crawlers.body_kinds import is_said_to_be_media, kind_of


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (gzip.compress(b"<html>", mtime=0), "a gzip file"),
        (b"<html>", None),
        (b"  <p>PK", None),
        (b"GIF", None),
        (b"", None),
    ],
)
def test_a_body_is_told_by_how_it_begins(body: bytes, kind: str | None) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("said", "is_media"),
    [("image/png", True), (" Video/MP4", True), ("text/html", False), ("", False)],
)
def test_media_are_told_by_their_type(said: str, *, is_media: bool) -> None:
    assert is_said_to_be_media(said) is is_media
