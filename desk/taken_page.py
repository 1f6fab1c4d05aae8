"""Who took from whom: the articles that were probably taken from another outlet, latest first."""

from dataclasses import dataclass

from desk.asked import Asked
from desk.page import Feed, FeedEntry, Page
from desk.wording import kind_in_words
from storage.outlet_details import ArticleCursor
from storage.takings import TakenArticle, TakingFilter, latest_takings

TAKINGS_A_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPage:
    """What was taken, of what was asked for."""

    asked: TakingFilter
    takings: tuple[TakenArticle, ...]
    next_after: str | None


def read_taken(asked: Asked) -> TakenPage:
    """Read what was taken."""
    question = TakingFilter(
        outlet=asked.outlet("outlet"),
        from_outlet=asked.outlet("from"),
        uncredited=asked.one_of("credit", ("any", "none"), "any") == "none",
    )
    takings, cursor = latest_takings(
        asked.session, question, limit=TAKINGS_A_PAGE, after=asked.cursor(ArticleCursor.parse)
    )
    return TakenPage(
        asked=question,
        takings=tuple(takings),
        next_after=None if cursor is None else str(cursor),
    )


def feed_of(page: TakenPage) -> Feed:
    """Return what was taken as a feed."""
    return Feed(
        title="Newsfold: who took from whom",
        entries=tuple(
            FeedEntry(
                path=f"/pair/{one.from_article_id}/{one.article_id}",
                title=one.title,
                summary=f"{one.outlet_title} from {one.from_outlet_title}: "
                f"{kind_in_words(one.kind)}, {_credit(one)}.",
                updated_at=one.at,
            )
            for one in page.takings
        ),
    )


def _credit(one: TakenArticle) -> str:
    return f"credits {one.credit or 'it'}" if one.credited else "names no origin"


TAKEN = Page(path="/taken", template="taken.html", read=read_taken, label="Taken", feed=feed_of)
