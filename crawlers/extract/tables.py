"""The word lists of the extraction: tab-separated tables in `crawlers/extract/data`."""

from functools import cache
from importlib.resources import files


@cache
def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, without its remarks."""
    text = (files("crawlers.extract") / "data" / name).read_text(encoding="utf-8")
    return tuple(
        tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#")
    )
