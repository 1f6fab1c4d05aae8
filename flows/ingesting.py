"""The files that articles come from instead of the network, whatever their form."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.catalogue import OptOuts, Outlet
from flows.config import Settings
from flows.faults import WrongUse
from pipeline.records import PageRecord

if TYPE_CHECKING:
    from crawlers.warc_pages import WarcReading

Pages = Iterator[tuple[str, PageRecord]]
"""Each the name of an outlet, and how a page of it ended."""


def check_readable(paths: Sequence[Path]) -> None:
    """Raise WrongUse for the first file that cannot be read, or is of another kind."""
    for path in paths:
        if not path.name.removesuffix(".gz").endswith((".jsonl", ".warc")):
            raise WrongUse(f"{path}: not a .jsonl, .jsonl.gz, .warc or .warc.gz file")
        try:
            path.open("rb").close()
        except OSError as error:
            raise WrongUse(f"{path} cannot be read: {error.strerror}") from error


@contextmanager
def open_pages(
    paths: Sequence[Path], settings: Settings, outlets: Mapping[str, Outlet], *, now: datetime
) -> Iterator[Pages]:
    """The pages of all files, one file after the other. `outlets` are those known, by name."""
    if not any(map(_is_warc, paths)):
        from crawlers.article_lines import read_jsonl

        yield chain.from_iterable(read_jsonl(path, now=now) for path in paths)
        return
    with _warc_reading(settings, outlets, now) as reading:
        yield chain.from_iterable(_read(path, reading) for path in paths)


@contextmanager
def _warc_reading(
    settings: Settings, outlets: Mapping[str, Outlet], now: datetime
) -> Iterator["WarcReading"]:
    # A second: Scrapy and the extractor come along.
    from crawlers.extraction_batch import extraction_processes
    from crawlers.warc_pages import WarcReading

    with extraction_processes(settings.extractors) as extract:
        yield WarcReading(
            now=now,
            outlets={host: outlet for outlet in outlets.values() for host in outlet.hosts},
            agent=settings.user_agent,
            obeys=lambda outlet: outlet.obeys_opt_outs(OptOuts(settings.opt_outs)),
            extract=extract,
        )


def _read(path: Path, reading: "WarcReading") -> Pages:
    from crawlers.article_lines import read_jsonl
    from crawlers.warc_pages import read_warc

    return read_warc(path, reading) if _is_warc(path) else read_jsonl(path, now=reading.now)


def _is_warc(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(".warc")
