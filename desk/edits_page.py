"""What outlets changed in their articles after we first saw them, and whether copies followed."""

from dataclasses import dataclass

from desk.asked import Asked
from desk.page import Feed, FeedEntry, Page
from desk.wording import counted
from storage.latest_edits import ListedEdit, latest_edits

EDITS_A_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsPage:
    """Edits, the latest first."""

    outlet: str | None
    """Of this one only."""
    copied: bool
    """Only of articles that others took from."""
    edits: tuple[ListedEdit, ...]
    next_after: str | None


def read_edits(asked: Asked) -> EditsPage:
    """Read the edits."""
    outlet = asked.outlet("outlet")
    copied = asked.one_of("of", ("all", "copied"), "all") == "copied"
    edits, after = latest_edits(
        asked.session,
        outlet=outlet,
        copied=copied,
        limit=EDITS_A_PAGE,
        before=asked.number("after", 0) or None,
    )
    return EditsPage(
        outlet=outlet,
        copied=copied,
        edits=tuple(edits),
        next_after=None if after is None else str(after),
    )


def feed_of(page: EditsPage) -> Feed:
    """Return the edits as a feed."""
    return Feed(
        title="Newsfold: edits",
        entries=tuple(
            FeedEntry(
                path=f"/article/{one.edit.article_id}#version-{one.edit.to_version}",
                title=one.title,
                summary=f"{one.outlet_title}: version {one.edit.to_version}, "
                f"{counted(one.words, 'word')} ({one.words_before:,} before).",
                updated_at=one.edit.edited_at,
            )
            for one in page.edits
        ),
    )


EDITS = Page(path="/edits", template="edits.html", read=read_edits, label="Edits", feed=feed_of)
