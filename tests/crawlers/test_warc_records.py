"""The records of web archives: whole ones, damaged ones, and none."""

import gzip
import random
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.warc_records import (
    MAX_HEADER_BYTES,
    DamagedRecord,
    WarcRecord,
    read_record_at,
    read_records,
)

LIMIT = 100_000
Found = list[WarcRecord | DamagedRecord]


def _read(content: bytes, *, limit: int = LIMIT) -> Found:
    return list(read_records(BytesIO(content), limit=limit))


def _record(block: bytes, *, length: int | None = None, **headers: str) -> bytes:
    given = {"WARC-Type": "response"} | {k.replace("_", "-"): v for k, v in headers.items()}
    given["Content-Length"] = str(len(block) if length is None else length)
    lines = [f"{name}: {value}" for name, value in given.items()]
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def _blocks(found: Found) -> list[bytes | str]:
    return [record.block if isinstance(record, WarcRecord) else record.reason for record in found]


def _joined(*records: bytes) -> bytes:
    return b"".join(records)


def _members(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def _one_member(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


Pack = Callable[..., bytes]
EVERY_WAY = pytest.mark.parametrize("pack", [_joined, _members, _one_member])


@EVERY_WAY
def test_records_are_read_in_order(pack: Pack) -> None:
    found = _read(pack(*(_record(bytes([65 + n]) * n * 50_000) for n in range(3))), limit=10**6)
    assert [len(block) for block in _blocks(found)] == [0, 50_000, 100_000]
    assert all(isinstance(r, WarcRecord) and r.fault is None and not r.is_cut for r in found)


@pytest.mark.parametrize("packed", [True, False])
def test_what_warcio_writes_is_read_and_found_again_by_its_offset(packed: bool) -> None:
    file = BytesIO()
    writer = WARCWriter(file, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "x"}))
    offsets = []
    for n in range(3):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        offsets.append(file.tell())
        record = writer.create_warc_record(
            f"http://harbour.example/{n}",
            "response",
            payload=BytesIO(b"page"),
            length=4,
            http_headers=headers,
        )
        writer.write_record(record)
    found = _read(file.getvalue())
    assert [(r.kind, r.offset) for r in found if isinstance(r, WarcRecord)] == [
        ("warcinfo", 0),
        *(("response", offset) for offset in offsets),
    ]
    again = read_record_at(file, offsets[1], limit=LIMIT)
    assert again == found[2]
    assert isinstance(again, WarcRecord)
    assert again.headers["warc-target-uri"] == "http://harbour.example/1"


def test_headers_may_be_folded_and_are_found_by_any_case() -> None:
    record = (
        b"WARC/1.1\r\nWarc-Type: resp\r\n onse\r\nCONTENT-LENGTH: 1\r\nno header\r\n\r\nx\r\n\r\n"
    )
    [found] = _read(record)
    assert isinstance(found, WarcRecord)
    assert (found.kind, found.block) == ("resp onse", b"x")


@EVERY_WAY
def test_a_long_block_is_cut_and_the_reading_goes_on(pack: Pack) -> None:
    found = _read(pack(_record(b"x" * 1_000_000), _record(b"last")), limit=1000)
    assert _blocks(found) == [b"x" * 1000, b"last"]
    assert [r.is_cut for r in found if isinstance(r, WarcRecord)] == [True, False]


@EVERY_WAY
@pytest.mark.parametrize("by", [-700, -40, -3, 5, 50, 10_000])
def test_a_wrong_length_costs_nothing(pack: Pack, by: int) -> None:
    block = b"<p>" + b" wrong" * 200
    found = _read(pack(_record(block, length=len(block) + by), _record(b"last")))
    assert [b.rstrip() for b in _blocks(found) if isinstance(b, bytes)][-1] == b"last"
    if pack is _members and by > 4:  # it reaches beyond its member, as if that were cut short
        assert isinstance(found[0], DamagedRecord)
    else:
        assert _blocks(found)[0] == block.rstrip()
        assert isinstance(found[0], WarcRecord)
        assert found[0].fault is not None or abs(by) < 5


@EVERY_WAY
@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"this is no record\r\n\r\n", id="text"),
        pytest.param(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", id="no-length"),
        pytest.param(_record(b"x").replace(b"Length: 1", b"Length: -1"), id="negative-length"),
        pytest.param(_record(b"x").replace(b"Length: 1", b"Length: " + b"9" * 99), id="endless"),
        pytest.param(b"WARC/1.0\r\n" + b"a: b\r\n" * 50_000, id="endless-headers"),
        pytest.param(b"\x00\xff" * 200_000 + b"\n", id="noise"),
    ],
)
def test_what_is_damaged_costs_no_other_record(pack: Pack, bad: bytes) -> None:
    found = _read(pack(_record(b"first"), bad, _record(b"last")))
    assert _blocks(found)[0] == b"first"
    assert isinstance(found[1], DamagedRecord)
    assert _blocks(found)[-1] == b"last"


@pytest.mark.parametrize("pack", [_joined, _members])
def test_a_torn_end_is_told_once_wherever_it_is_torn(pack: Pack) -> None:
    noise = random.Random(1).randbytes(300)  # so that packing does not make it short
    whole, torn = pack(_record(b"first")), pack(_record(noise))
    for size in range(1, len(torn) - 4):
        found = _read(whole + torn[:size])
        assert _blocks(found)[0] == b"first"
        assert [isinstance(record, DamagedRecord) for record in found[1:]] == [True]


def test_a_damaged_member_is_told_once_and_the_next_is_read() -> None:
    noise = random.Random(1).randbytes(500)
    first, middle, last = (gzip.compress(_record(text)) for text in (b"first", noise, b"last"))
    for place in range(10, len(middle), 7):
        broken = bytearray(middle)
        broken[place] ^= 0xFF
        found = _read(first + bytes(broken) + last)
        assert (_blocks(found)[0], _blocks(found)[-1]) == (b"first", b"last")
        assert 2 <= len(found) <= 3


def test_what_stands_between_members_is_told() -> None:
    record = gzip.compress(_record(b"x"))
    found = _read(record + b"garbage" * 50_000 + record + b"\0" * 9)
    reasons = _blocks(found)
    assert (reasons[0], reasons[2]) == (b"x", b"x")
    assert reasons[1] == reasons[3] == "what follows is no gzip member"


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n"])
def test_an_empty_file_has_no_records(content: bytes) -> None:
    assert _read(content) == []


def test_an_offset_at_which_there_is_nothing_is_told() -> None:
    content = BytesIO(_record(b"x"))
    for offset in (3, 1000):
        assert isinstance(read_record_at(content, offset, limit=LIMIT), DamagedRecord)


def test_endless_lines_are_not_taken_into_memory() -> None:
    found = _read(b"WARC/1.0\r\nname: " + b"x" * 40 * MAX_HEADER_BYTES)
    assert _blocks(found) == ["its headers are too long"]


@given(
    st.lists(st.binary(max_size=300), max_size=5),
    st.sampled_from([_joined, _members, _one_member]),
    st.data(),
)
def test_no_bytes_make_it_fail(blocks: list[bytes], pack: Pack, data: st.DataObject) -> None:
    content = bytearray(pack(*map(_record, blocks)))
    if content:
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=30))
    _read(bytes(content))
