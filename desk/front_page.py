"""The front page: the stories of the last hours, the most independently told first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from desk.asked import Asked
from desk.page import Feed, FeedEntry, Page
from desk.wording import counted, kinds_in_words
from storage.fronts import (
    FrontCursor,
    FrontFilter,
    FrontStory,
    front_stories,
    last_told_at,
)

STORIES_A_PAGE = 20
_MOST_HOURS = 24 * 366
_PERIODS = (6, 24, 3 * 24, 7 * 24, 30 * 24, 365 * 24)
_HOURS_BEFORE_THE_LAST = 24 * 7


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontQuestion:
    """What was asked for."""

    hours: int
    language: str | None
    outlet: str | None
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The stories of the last hours."""

    asked: FrontQuestion
    stories: tuple[FrontStory, ...]
    next_after: str | None
    """What `after` must be for the next page; None on the last."""
    last_told_at: datetime | None = None
    """Where no story fits: when the last one of all moved."""
    hours_to_last: int | None = None
    """So many hours reach to the week before that."""

    @property
    def periods(self) -> list[int]:
        """The hours that may be chosen."""
        return sorted({*_PERIODS, self.asked.hours})


def read_front(asked: Asked) -> FrontPage:
    """Read the front page."""
    question = FrontQuestion(
        hours=asked.number("hours", 24, least=1, most=_MOST_HOURS),
        language=asked.text("language"),
        outlet=asked.outlet("outlet"),
        independent=asked.number("independent", 1, most=1_000),
    )
    stories, cursor = front_stories(
        asked.session,
        FrontFilter(
            since=asked.now - timedelta(hours=question.hours),
            language=question.language,
            outlet=question.outlet,
            independent=question.independent,
        ),
        limit=STORIES_A_PAGE,
        after=asked.cursor(FrontCursor.parse),
    )
    last = None if stories else last_told_at(asked.session)
    return FrontPage(
        asked=question,
        stories=tuple(stories),
        next_after=None if cursor is None else str(cursor),
        last_told_at=last,
        hours_to_last=None if last is None else _hours_to(asked.now - last),
    )


def _hours_to(age: timedelta) -> int:
    hours = max(0, ceil(age / timedelta(hours=1))) + _HOURS_BEFORE_THE_LAST
    return min(hours, _MOST_HOURS)


def feed_of(page: FrontPage) -> Feed:
    """Return the stories as a feed."""
    return Feed(
        title="Newsfold: front page",
        entries=tuple(
            FeedEntry(
                path=f"/story/{story.story_id}",
                title=story.title,
                summary=f"{counted(story.article_count, 'article')} at "
                f"{counted(story.outlet_count, 'outlet')}: {kinds_in_words(story.kinds)}.",
                updated_at=story.last_at,
            )
            for story in page.stories
        ),
    )


FRONT = Page(path="/", template="front.html", read=read_front, label="Front page", feed=feed_of)
