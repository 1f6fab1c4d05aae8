"""Which links of a section page are articles: told from the address and its place on the page."""

from datetime import UTC, tzinfo

from pipeline.records import ListedPage


def article_links(
    html: bytes | str, url: str, *, time_zone: tzinfo = UTC, content_type: str | None = None
) -> tuple[ListedPage, ...]:
    """Return the links of the page at `url` that look like articles, in its order, each once."""
    return ()
