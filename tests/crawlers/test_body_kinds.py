"""What is certainly no text."""

import gzip

import pytest

from crawlers.body_kinds import kind_of


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (gzip.compress(b"<html>"), "a gzip file"),
        (b"<html>", None),
        (b"  <p>PK", None),
        (b"GIF", None),
        (b"", None),
    ],
)
def test_a_body_is_told_by_how_it_begins(body: bytes, kind: str | None) -> None:
    assert kind_of(body) == kind
