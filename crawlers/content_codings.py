"""Undoes the codings that a body was sent in, and never makes more of it than a limit."""

import re
import zlib
from collections.abc import Iterator, Sequence

import brotli
from backports import zstd

_CHUNK = 64 * 1024
# Each one is undone within the limit; nobody sends more of them but to keep us busy.
_MAX_CODINGS = 3
# Likewise of the members of one gzip stream.
_MAX_MEMBERS = 1_000
_CHUNK_HEAD = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


class TooMuch(ValueError):
    """There is more in it than the limit."""


class NotCoded(ValueError):
    """The bytes are not coded as they are said to be."""


def decode_content(body: bytes, codings: Sequence[str], *, limit: int) -> bytes:
    """Undo the codings of a Content-Encoding header, the last one first.

    A body that ends too early gives what there is of it. Raises TooMuch and NotCoded.
    """
    named = [name.strip().lower() for coding in codings for name in coding.split(",")]
    undone = [name for name in named if name not in ("", "identity")]
    if len(undone) > _MAX_CODINGS:
        raise NotCoded(f"{len(undone)} codings around one another")
    for name in reversed(undone):
        body = _gather(_undo(body, name), limit)
    return body


def _gather(parts: Iterator[bytes], limit: int) -> bytes:
    gathered, size = [], 0
    try:
        for part in parts:
            gathered.append(part)
            size += len(part)
            if size > limit:
                raise TooMuch(f"more than {limit} bytes when unpacked")
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        if not gathered:
            raise NotCoded(str(error)) from None
    return b"".join(gathered)


def _undo(body: bytes, name: str) -> Iterator[bytes]:
    if name in ("gzip", "x-gzip"):
        return _inflated(body, zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _inflated(body, zlib.MAX_WBITS if _has_zlib_head(body) else -zlib.MAX_WBITS)
    if name == "br":
        return _from_brotli(body)
    if name == "zstd":
        return _from_zstd(body)
    raise NotCoded(f"{name!r:.40} is no coding that is known")


def _has_zlib_head(body: bytes) -> bool:
    # Some servers send the bare stream; its first two bytes are no multiple of 31 that names it.
    return len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflated(body: bytes, wbits: int) -> Iterator[bytes]:
    for _ in range(_MAX_MEMBERS):
        unpacker = zlib.decompressobj(wbits)
        while body and not unpacker.eof:
            yield unpacker.decompress(body, _CHUNK)
            body = unpacker.unconsumed_tail
        # gzip may have further members; whatever else stands after the end is left alone.
        body = unpacker.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return


def _from_brotli(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    part = unpacker.process(body, output_buffer_limit=_CHUNK)
    while part:
        yield part
        if unpacker.is_finished():
            return
        part = unpacker.process(b"", output_buffer_limit=_CHUNK)


def _from_zstd(body: bytes) -> Iterator[bytes]:
    unpacker = zstd.ZstdDecompressor()
    part = unpacker.decompress(body, _CHUNK)
    while part:
        yield part
        if unpacker.eof or unpacker.needs_input:
            return
        part = unpacker.decompress(b"", _CHUNK)


def join_chunks(body: bytes) -> bytes:
    """Undo the chunked transfer coding; a body that ends too early gives what there is of it.

    Raises NotCoded if the body does not begin with a chunk.
    """
    chunks: list[bytes] = []
    place = 0
    while head := _CHUNK_HEAD.match(body, place):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(chunks)
        chunks.append(body[head.end() : head.end() + size])
        place = head.end() + size
        place += 2 if body.startswith(b"\r\n", place) else body.startswith(b"\n", place)
    if not chunks:
        raise NotCoded("not in chunks")
    return b"".join(chunks)
