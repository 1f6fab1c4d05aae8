"""Web archives as other tools write them, for tests."""

import gzip
from pathlib import Path

HTML = "text/html; charset=utf-8"


def response(
    url: str,
    body: bytes = b"",
    *,
    status: str = "200 OK",
    kind: str = "response",
    date: str = "2026-02-28T06:00:00Z",
    length: int | None = None,
    warc: tuple[str, ...] = (),
    **headers: str,
) -> bytes:
    """A record of a response; `headers` are those of HTTP, `warc` lines of the record's own."""
    given = {"Content-Type": HTML} | {name.replace("_", "-"): v for name, v in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in given.items() if value)]
    block = "\r\n".join([*lines, "", ""]).encode() + body
    return record(block, kind, url, date=date, length=length, warc=warc)


def record(
    block: bytes,
    kind: str,
    url: str,
    *,
    date: str = "2026-02-28T06:00:00Z",
    length: int | None = None,
    warc: tuple[str, ...] = (),
) -> bytes:
    """A record of any kind."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Length: {len(block) if length is None else length}",
        *warc,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def write_warc(path: Path, *records: bytes) -> Path:
    """A file of these records, packed one by one if its name says so."""
    packed = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    return path
