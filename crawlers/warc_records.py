"""Reads the records of a web archive (WARC), whoever wrote it, in bounded memory.

One damaged record costs no other: the reading goes on where the next one begins. What warcio reads
and writes is read here; but warcio's own reader stops at the first fault, and takes lines and
headers of any length into memory.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

# No header is as long; a block is kept up to the limit that the caller names.
MAX_HEADER_BYTES = 64 * 1024
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_VERSION = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")
_HEADERS_END = re.compile(rb"\n\r?\n")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_NEXT = b"\nWARC/"
_CUT_SHORT = "the file ends within it"
_WRONG_LENGTH = "its length is not the one that it gives"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record."""

    offset: int
    """Where it begins in the file, in bytes; of a packed one, where its gzip member begins."""
    headers: Mapping[str, str]
    """By name in lower case."""
    block: bytes
    """What stands under the headers: of a response, the HTTP headers and the body."""
    is_cut: bool = False
    """Whether the block is longer than what was kept of it."""
    fault: str | None = None
    """What is wrong with the record, though it can be read."""

    @property
    def kind(self) -> str:
        """Its WARC-Type."""
        return self.headers.get("warc-type", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedRecord:
    """A stretch of the file in which there is no record that can be read."""

    offset: int
    reason: str


def read_records(file: BinaryIO, *, limit: int) -> Iterator[WarcRecord | DamagedRecord]:
    """Yield the records of a file, packed or not, up to its end.

    Of each block at most `limit` bytes are kept. Raises OSError if the file cannot be read.
    """
    file.seek(0)
    packed = file.read(len(_GZIP)) == _GZIP
    return _packed(file, 0, limit) if packed else _plain(file, 0, limit)


def read_record_at(file: BinaryIO, offset: int, *, limit: int) -> WarcRecord | DamagedRecord:
    """Read the record that begins at an offset."""
    file.seek(offset)
    packed = file.read(len(_GZIP)) == _GZIP
    records = _packed(file, offset, limit) if packed else _plain(file, offset, limit)
    return next(records, DamagedRecord(offset=offset, reason="the file ends before it"))


def _plain(file: BinaryIO, offset: int, limit: int) -> Iterator[WarcRecord | DamagedRecord]:
    return _Stretch(_Plain(file, offset), limit).records()


def _packed(file: BinaryIO, offset: int, limit: int) -> Iterator[WarcRecord | DamagedRecord]:
    """The records of gzip members, each of which holds one record, or all of them."""
    place: int | None = offset
    while place is not None:
        member = _Member(file, place)
        is_told = False
        for record in _Stretch(member, limit).records():
            is_told = isinstance(record, DamagedRecord)
            yield record
        following = member.end()
        if member.fault is not None and not is_told:
            yield DamagedRecord(offset=place, reason=member.fault)
        if member.fault is not None:
            place = _find_member(file, place + 1)
        elif following is not None and not _begins_member(file, following):
            yield DamagedRecord(offset=following, reason="what follows is no gzip member")
            place = _find_member(file, following + 1)
        else:
            place = following


class _Plain:
    """Reads a file that is not packed."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._read_to = offset
        self.fault: str | None = None

    def next_part(self) -> bytes:
        self._file.seek(self._read_to)  # others may have read on meanwhile
        part = self._file.read(_CHUNK)
        self._read_to += len(part)
        return part

    def offset_of(self, ahead: int) -> int:
        """Where the record begins that stands so many bytes before the end of the last part."""
        return self._read_to - ahead


class _Member:
    """Unpacks one gzip member, up to its end or to where it is damaged."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._offset = offset
        self._read_to = offset
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.fault: str | None = None

    def next_part(self) -> bytes:
        """The next part of its content; nothing at its end, and where a fault is noted."""
        part = b""
        try:
            while not (part or self._unpacker.eof or self.fault):
                data = self._unpacker.unconsumed_tail or self._read()
                part = self._unpacker.decompress(data, _CHUNK)
        except (zlib.error, EOFError) as error:
            self.fault = str(error)
        return part

    def offset_of(self, ahead: int) -> int:
        """Where it begins itself: what is packed has no place of its own."""
        return self._offset

    def end(self) -> int | None:
        """Where the next member begins; None at the end of the file."""
        while self.next_part():  # to its end, whatever was read of it
            pass
        end = self._read_to - len(self._unpacker.unused_data)
        self._file.seek(end)
        return end if self._file.read(1) else None

    def _read(self) -> bytes:
        self._file.seek(self._read_to)
        data = self._file.read(_CHUNK)
        if not data:
            raise EOFError(_CUT_SHORT)
        self._read_to += len(data)
        return data


def _begins_member(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    return file.read(len(_GZIP)) == _GZIP


def _find_member(file: BinaryIO, start: int) -> int | None:
    """Where, at `start` or later, a gzip member begins that holds a record."""
    place = start
    while True:
        file.seek(place)
        data = file.read(_CHUNK)
        found = data.find(_GZIP)
        if found >= 0:
            if _holds_record(file, place + found):
                return place + found
            place += found + 1
        elif len(data) < _CHUNK:
            return None
        else:
            place += len(data) - len(_GZIP) + 1


def _holds_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(_CHUNK), 64)
    except zlib.error:
        return False
    return _VERSION.match(start.lstrip(b"\r\n")) is not None


class _Stretch:
    """Records that stand one after the other, read from parts of any size."""

    def __init__(self, source: _Plain | _Member, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._ahead = b""

    def records(self) -> Iterator[WarcRecord | DamagedRecord]:
        """Each record, and each stretch without one."""
        while self._skip_newlines():
            offset = self._source.offset_of(len(self._ahead))
            try:
                headers = self._read_headers()
                length = _length(headers)
            except ValueError as error:
                if self._peek(5) != b"WARC/":
                    self._take_up_to_next(0)
                yield DamagedRecord(offset=offset, reason=str(error))
                continue
            yield self._read_block(offset, headers, length)

    def _read_block(
        self, offset: int, headers: Mapping[str, str], length: int
    ) -> WarcRecord | DamagedRecord:
        block = self._take(min(length, self._limit))
        skipped = self._skip(length - len(block))
        is_whole = len(block) + skipped == length
        fault = None
        if not (is_whole and self._is_between_records()):
            # Where the next record begins is known by its first line, whatever the length says.
            if not skipped:
                self._ahead, block = block + self._ahead, b""
            rest, left_out = self._take_up_to_next(self._limit - len(block))
            if not (is_whole or self._peek(1)):
                return DamagedRecord(offset=offset, reason=_CUT_SHORT)
            block, skipped = (block + rest).rstrip(b"\r\n"), skipped + left_out
            fault = _WRONG_LENGTH
        if self._source.fault and not self._ahead.strip(b"\r\n"):
            return DamagedRecord(offset=offset, reason=self._source.fault)
        return WarcRecord(
            offset=offset, headers=headers, block=block, is_cut=skipped > 0, fault=fault
        )

    def _is_between_records(self) -> bool:
        rest = self._peek(64)
        if rest.startswith(b"\r\n\r\n"):
            return True
        rest = rest.lstrip(b"\r\n")
        return not rest or rest.startswith(b"WARC/")

    def _read_headers(self) -> dict[str, str]:
        """Take the headers; where there are none, at least the first byte is taken."""
        text = self._peek(MAX_HEADER_BYTES)
        end = _HEADERS_END.search(text)
        self._take(end.end() if end else 1)
        if not _VERSION.match(text):
            raise ValueError(f"no record begins with {text[:40]!r}")
        if end is None:
            long = len(text) == MAX_HEADER_BYTES
            raise ValueError("its headers are too long" if long else _CUT_SHORT)
        return _parse_headers(text[: end.start()])

    def _skip_newlines(self) -> bool:
        """Go on to where a record may begin; whether there is anything left."""
        while self._peek(1):
            self._ahead = self._ahead.lstrip(b"\r\n")
            if self._ahead:
                return True
        return False

    def _take_up_to_next(self, keep: int) -> tuple[bytes, int]:
        """What stands before the next record: what is kept of it, and how much is not."""
        kept, left_out = b"", 0
        while ahead := self._peek(_CHUNK):
            found = ahead.find(_NEXT)
            # The mark may begin where this part ends.
            size = found + 1 if found >= 0 else max(1, len(ahead) - len(_NEXT))
            part = self._take(size)
            room = keep - len(kept)
            kept, left_out = kept + part[:room], left_out + len(part[room:])
            if found >= 0:
                break
        return kept, left_out

    def _peek(self, size: int) -> bytes:
        while len(self._ahead) < size and (part := self._source.next_part()):
            self._ahead += part
        return self._ahead[:size]

    def _take(self, size: int) -> bytes:
        taken, got = [], 0
        while got < size and (part := self._ahead or self._source.next_part()):
            taken.append(part[: size - got])
            self._ahead = part[size - got :]
            got += len(taken[-1])
        return b"".join(taken)

    def _skip(self, size: int) -> int:
        skipped = 0
        while skipped < size and (part := self._take(min(_CHUNK, size - skipped))):
            skipped += len(part)
        return skipped


def _length(headers: Mapping[str, str]) -> int:
    given = headers.get("content-length", "")
    if not given.isdecimal() or len(given) > 15:
        raise ValueError(f"its length is {given!r:.40}")
    return int(given)


def _parse_headers(text: bytes) -> dict[str, str]:
    lines = _FOLDED.sub(" ", text.decode("utf-8", errors="replace")).splitlines()[1:]
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers
