"""The archive of raw pages from its readers' side: one page by its place, files by their age."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self

from scrapy.http import Response

from crawlers.content_codings import TooMuch
from crawlers.raw_archive import SUFFIX
from crawlers.warc_records import DamagedRecord, read_record_at, read_records
from crawlers.warc_responses import MAX_BLOCK, NoResponse, response_of
from pipeline.records import ArchivePlace


class NotKept(Exception):
    """There is no page at that place, or none any more; the message says why."""


class KeptPages:
    """Reads pages by their places. The file that was read last stays open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = ""
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def read(self, place: ArchivePlace) -> Response:
        """The response that is kept at a place. Raises NotKept."""
        where = f"{place.file}, byte {place.offset:,}"
        try:
            record = read_record_at(self._open(place.file), place.offset, limit=MAX_BLOCK)
        except OSError as error:
            raise NotKept(f"{where}: {error.strerror}") from error
        if isinstance(record, DamagedRecord):
            raise NotKept(f"{where}: {record.reason}")
        try:
            return response_of(record, record.headers.get("warc-target-uri", ""))
        except (NoResponse, TooMuch, ValueError) as error:
            raise NotKept(f"{where}: {error}") from error

    def _open(self, name: str) -> BinaryIO:
        if self._file is None or name != self._name:
            if self._file is not None:
                self._file.close()
            self._file = None
            self._file = (self._folder / name).open("rb")
            self._name = name
        return self._file


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """One file of the archive."""

    name: str
    size: int
    written_at: datetime
    """When something was last written to it."""


def list_files(folder: Path) -> list[ArchiveFile]:
    """Return the files of the archive, the oldest first; none where there is no archive."""
    paths = folder.glob(f"*{SUFFIX}") if folder.is_dir() else ()
    files = []
    for path in paths:
        status = path.stat()
        written_at = datetime.fromtimestamp(status.st_mtime, UTC)
        files.append(ArchiveFile(name=path.name, size=status.st_size, written_at=written_at))
    return sorted(files, key=lambda file: (file.written_at, file.name))


@contextmanager
def unless_written(path: Path) -> Iterator[bool]:
    """Whether no run writes to a file; while the context lasts, none can begin to."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What a file of the archive holds."""

    pages: int
    damaged: tuple[DamagedRecord, ...]


def check_file(path: Path) -> FileCheck:
    """Read a file from its beginning to its end."""
    pages = 0
    damaged = []
    with path.open("rb") as file:
        for record in read_records(file, limit=0):
            if isinstance(record, DamagedRecord):
                damaged.append(record)
            else:
                pages += record.kind == "response"
    return FileCheck(pages=pages, damaged=tuple(damaged))
