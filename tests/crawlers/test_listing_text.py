"""Bytes of listings to text: packing, charsets, and what stands where it should not."""

import gzip

import pytest

from crawlers.listing_text import (
    MAX_UNPACKED,
    ListingText,
    Unpackable,
    begins_as_listing,
    read_text,
)

RUSSIAN = "<rss>Шторм закрыл гавань: паром стоит, порт ждёт погоды</rss>"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        pytest.param(RUSSIAN.encode(), None, id="utf-8"),
        pytest.param(RUSSIAN.encode("utf-8-sig"), None, id="mark"),
        pytest.param(RUSSIAN.encode("utf-16"), None, id="utf-16"),
        pytest.param(RUSSIAN.encode("utf-16-be"), None, id="utf-16-unmarked"),
        pytest.param(RUSSIAN.encode("utf-32"), None, id="utf-32"),
        pytest.param(
            b"<?xml version='1.0' encoding='windows-1251'?>" + RUSSIAN.encode("cp1251"),
            "text/xml; charset=utf-8",
            id="declared",
        ),
        pytest.param(RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251", id="header"),
        pytest.param(
            b"<?xml version='1.0' encoding='windows-1251'?>" + RUSSIAN.encode(),
            None,
            id="declared-wrongly",
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='no-such'?>" + RUSSIAN.encode(), None, id="unknown"
        ),
        pytest.param(gzip.compress(gzip.compress(RUSSIAN.encode())), None, id="packed-twice"),
    ],
)
def test_a_text_is_read_whatever_its_charset(content: bytes, content_type: str | None) -> None:
    found = read_text(content, content_type)
    assert (found.text, found.faults) == (RUSSIAN, ())


def test_charsets_that_are_ascii_to_a_stranger_are_read() -> None:
    text = "<rss>嵐で港が閉じた</rss>"
    content = b"<?xml version='1.0' encoding='iso-2022-jp'?>" + text.encode("iso-2022-jp")
    assert read_text(content).text == text


def test_a_broken_byte_costs_itself_alone() -> None:
    content = RUSSIAN.encode()[:20] + b"\xff" + RUSSIAN.encode()[20:]
    found = read_text(b"<?xml version='1.0' encoding='windows-1251'?>" + content)
    assert found.text.replace("\ufffd", "") == RUSSIAN
    assert found.faults == ("1 characters cannot be read",)


def test_a_text_that_ends_within_a_character_is_still_utf_8() -> None:
    found = read_text("<rss>Café, déjà vu".encode()[:-1] + "é".encode()[:1])
    assert found.text.startswith("<rss>Café, déjà v")


def test_an_undeclared_latin_text_is_read() -> None:
    assert read_text("<rss>Café – déjà vu</rss>".encode("cp1252")).text == (
        "<rss>Café – déjà vu</rss>"
    )


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("\n \n", id="white-space"),
        pytest.param("\n<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n", id="late"),
        pytest.param("Warning: mysql_connect() in <b>db.php</b> on line 7\n", id="warning"),
        pytest.param("\x00\x0b", id="control"),
        pytest.param(
            "<br />\n<b>Warning</b>: in <b>db.php</b> on line <b>7</b><br />", id="markup"
        ),
    ],
)
def test_what_stands_before_the_document_is_cut_off(before: str) -> None:
    assert read_text((before + RUSSIAN).encode()).text == RUSSIAN


def test_what_xml_has_no_room_for_is_taken_out() -> None:
    assert read_text(b"<rss>a\x00b\x0bc\x1f</rss>").text == "<rss>abc</rss>"


def test_all_members_of_a_packed_file_are_read() -> None:
    packed = gzip.compress(b"<rss>") + gzip.compress(b"</rss>") + b"what follows"
    assert read_text(packed) == ListingText("<rss></rss>")


def test_members_without_end_are_not_all_read() -> None:
    found = read_text(gzip.compress(b"<a>") + gzip.compress(b"") * 100_000)
    assert found == ListingText("<a>", ("the packed file is cut short",))


def test_a_packed_file_that_is_cut_gives_what_it_holds() -> None:
    packed = gzip.compress("".join(f"<a>{n * 7919}</a>" for n in range(20_000)).encode())
    found = read_text(packed[: len(packed) // 2])
    assert found.text.startswith("<a>0</a><a>7919</a>")
    assert found.faults == ("the packed file is cut short",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"\x1f\x8b\x08broken", "no gzip file", id="broken"),
        pytest.param(gzip.compress(b" " * (MAX_UNPACKED + 1)), "when unpacked", id="bomb"),
        pytest.param(
            gzip.compress(gzip.compress(b" " * (MAX_UNPACKED + 1))), "when unpacked", id="nested"
        ),
    ],
)
def test_a_bomb_or_no_file_at_all_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(Unpackable, match=what):
        read_text(content)


@pytest.mark.parametrize(
    ("content", "is_listing"),
    [
        (b"<rss version='2.0'>", True),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?>\n<!-- a -->\n<?style x?><rdf:RDF>', True),
        (b"<!DOCTYPE opml><opml>", True),
        (b"<urlset\n>", True),
        (b"<!DOCTYPE html><html><feed>", False),
        (b"<feedback>", False),
        (b"<p>An <rss > in it", False),
        (b"<!---->" * 3_000 + b"<html>", False),
        (b"<!--" + b"-->" * 9_000, False),
    ],
)
def test_a_listing_is_told_by_how_it_begins(content: bytes, *, is_listing: bool) -> None:
    assert begins_as_listing(content) is is_listing
