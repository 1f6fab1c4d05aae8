"""Bodies as servers send them: packed, cut short, and made to fill the memory."""

import gzip
import time
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from crawlers.content_codings import NotCoded, TooMuch, decode_content, join_chunks

TEXT = b"The harbour was closed on Monday. " * 500
MIB = 1024 * 1024


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
EVERY_CODING = pytest.mark.parametrize("name", PACKERS)


@EVERY_CODING
def test_a_body_is_unpacked(name: str) -> None:
    assert decode_content(PACKERS[name](TEXT), [name], limit=MIB) == TEXT
    assert decode_content(PACKERS[name](b""), [name], limit=MIB) == b""


def test_a_bare_deflate_stream_and_several_members_are_unpacked() -> None:
    assert decode_content(_raw_deflate(TEXT), ["deflate"], limit=MIB) == TEXT
    members = gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0"
    assert decode_content(members, ["GZIP"], limit=MIB) == b"ab"


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    body = brotli.compress(gzip.compress(TEXT))
    assert decode_content(body, ["gzip, br"], limit=MIB) == TEXT
    assert decode_content(body, ["identity", "gzip", "br"], limit=MIB) == TEXT
    assert decode_content(TEXT, [""], limit=MIB) == TEXT


@EVERY_CODING
def test_of_a_body_that_is_cut_short_there_is_what_came(name: str) -> None:
    noise = bytes(range(256)) * 400
    packed = PACKERS[name](noise)
    found = decode_content(packed[:-20], [name], limit=MIB)
    assert noise.startswith(found)


@EVERY_CODING
def test_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    bomb = PACKERS[name](b"\0" * 40 * MIB)
    started = time.monotonic()
    tracemalloc.start()
    with pytest.raises(TooMuch):
        decode_content(bomb, [name], limit=MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MIB
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, "gzip"),
        (TEXT, "br"),
        (TEXT, "zstd"),
        (b"\xff" * 50, "deflate"),
        (TEXT, "compress"),
        (TEXT, "gzip, " * 50),
    ],
)
def test_what_is_not_so_coded_is_told(body: bytes, coding: str) -> None:
    with pytest.raises(NotCoded):
        decode_content(body, [coding], limit=MIB)


def test_members_without_end_are_not_all_undone() -> None:
    body = gzip.compress(b"") * 2_000 + gzip.compress(TEXT)
    assert decode_content(body, ["gzip"], limit=MIB) == b""


def test_chunks_are_joined() -> None:
    assert join_chunks(b"4\r\nWiki\r\n5;name=x\r\npedia\r\n0\r\n\r\n") == b"Wikipedia"
    assert join_chunks(b"0\r\n\r\n") == b""
    assert join_chunks(b"A\n0123456789\nFFFF\nthe rest") == b"0123456789the rest"


@pytest.mark.parametrize("body", [b"", b"<html>", b"\r\n", b"xyz\r\nabc"])
def test_what_is_in_no_chunks_is_told(body: bytes) -> None:
    with pytest.raises(NotCoded):
        join_chunks(body)


@given(st.binary(max_size=500), st.sampled_from([*PACKERS, "chunked"]))
def test_any_bytes_give_a_body_or_a_reason(body: bytes, coding: str) -> None:
    try:
        found = (
            join_chunks(body) if coding == "chunked" else decode_content(body, [coding], limit=99)
        )
    except (TooMuch, NotCoded):
        return
    assert isinstance(found, bytes)
