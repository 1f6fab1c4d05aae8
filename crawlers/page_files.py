"""Recorded pages on disk to JSON Lines of the articles in them; no network, no database."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from crawlers.extraction import BatchExtract, Extraction, RawPage, extract_each_here
from crawlers.page_lines import page_line

SUFFIXES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")

# As much as a page may have when it is unpacked; the crawl stops far below.
MAX_BYTES = 32 * 1024 * 1024


class ManifestError(Exception):
    """A manifest that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """One recorded page."""

    page: str
    """What the output calls it."""
    path: Path
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractReport:
    """How the pages ended. Pages without an article have their line too, with an empty body."""

    page_count: int
    article_count: int
    failures: tuple[tuple[str, str], ...]
    """Page and reason."""


class _Unreadable(Exception):
    """A file that gives no page."""


def find_pages(paths: Iterable[Path]) -> Iterator[PageFile]:
    """Yield the named files, and the pages in the named folders and below, in order of name."""
    for path in paths:
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.name.endswith(SUFFIXES))
            yield from (
                PageFile(page=file.relative_to(path).as_posix(), path=file)
                for file in sorted(found)
            )
        else:
            yield PageFile(page=path.name, path=path)


def read_manifest(manifest: Path) -> list[PageFile]:
    """Return the pages that a manifest lists, lines of {page, url} with the files beside it.

    Raises ManifestError.
    """
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{manifest}: {error}") from None
    return [
        _listed(line, f"{manifest}:{number}", manifest.parent)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def extract_pages(
    pages: Iterable[PageFile],
    output: TextIO,
    *,
    extract: BatchExtract = extract_each_here,
    repeats: Mapping[PageFile, frozenset[int]] = MappingProxyType({}),
    on_page: Callable[[PageFile], None] | None = None,
) -> ExtractReport:
    """Write the line of each page (`crawlers.page_lines`).

    That of a page which cannot be read or holds no article ends with `reason`: what there is
    instead. `repeats` is what is taken off a page, since its outlet repeats it.
    """
    page_count, article_count = 0, 0
    failures: list[tuple[str, str]] = []
    for (page, unreadable), extraction in extract(opened(page, repeats) for page in pages):
        article = extraction.article if extraction else None
        if article is None:
            failures.append((page.page, _why_none(extraction) if extraction else str(unreadable)))
        page_count += 1
        article_count += article is not None
        line = page_line(page.page, page.url, extraction)
        if article is None:
            line["reason"] = failures[-1][1]
        output.write(json.dumps(line, ensure_ascii=False) + "\n")
        if on_page is not None:
            on_page(page)
    return ExtractReport(
        page_count=page_count, article_count=article_count, failures=tuple(failures)
    )


def opened(
    page: PageFile, repeats: Mapping[PageFile, frozenset[int]] = MappingProxyType({})
) -> tuple[tuple[PageFile, str | None], RawPage | None]:
    """A page with why it cannot be read, or with what is to be read."""
    repeated = repeats.get(page, frozenset())
    try:
        return (page, None), RawPage(
            html=_content(page.path), url=page.url or "", repeated=repeated, reading_wanted=True
        )
    except _Unreadable as error:
        return (page, str(error)), None


def _why_none(extraction: Extraction) -> str:
    return extraction.failure or f"no article in it: {extraction.reason}"


def _listed(line: str, where: str, folder: Path) -> PageFile:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise ManifestError(f"{where}: not JSON: {error}") from None
    page = fields.get("page") if isinstance(fields, dict) else None
    if not isinstance(page, str) or not page:
        raise ManifestError(f'{where}: no "page", the name of a file beside the manifest')
    url = fields.get("url")
    return PageFile(page=page, path=folder / page, url=url if isinstance(url, str) else None)


def _content(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise _Unreadable(str(error)) from None
    if len(content) > MAX_BYTES:
        raise _Unreadable(f"more than {MAX_BYTES:,} bytes")
    return content
