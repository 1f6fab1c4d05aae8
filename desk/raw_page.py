"""The page of an article as it came: a file to download, never a page of the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from desk.asked import Asked, NotFound
from desk.page import Page
from pipeline.records import ArchivePlace
from storage.article_details import archive_place

RawPages = Callable[[ArchivePlace], bytes | None]
"""Returns the page that is kept at a place; None where it is kept no longer."""

_REMEDY = "What was read of it is on the article's page; newsfold archive check tells what is kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """The page of one version."""

    article_id: int
    number: int
    content: bytes


def raw_page(raw_pages: RawPages | None) -> Page:
    """Return the page that reads raw pages; its value goes to `as_download`."""

    def read(asked: Asked) -> RawPage:
        article_id, number = asked.id("article_id"), asked.id("number")
        place = archive_place(asked.session, article_id, number)
        what = f"The page of version {number} of article {article_id}"
        if place is None:
            raise NotFound(
                f"{what} is not kept: it was imported, is older than what the archive keeps, the "
                "archive was off, or there is no such version.",
                _REMEDY,
            )
        content = raw_pages(place) if raw_pages is not None else None
        if content is None:
            raise NotFound(f"{what} is no longer kept: its file is gone or damaged.", _REMEDY)
        return RawPage(article_id=article_id, number=number, content=content)

    return Page(path="/article/{article_id:int}/raw/{number:int}", template="", read=read)


def as_download(page: RawPage) -> Response:
    """Return a page as a text file, which no browser takes for a page of the desk."""
    name = f"article-{page.article_id}-version-{page.number}.html.txt"
    return Response(
        page.content,
        headers={
            # Its charset is that of the page, which may be any: none is told, none is guessed.
            "Content-Type": "text/plain",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-cache",
        },
    )
