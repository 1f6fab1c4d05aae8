"""One story: its text, its variants in time, who took it from whom, and where versions disagree."""

from dataclasses import dataclass

from desk.asked import Asked, Moved, NotFound
from desk.page import Page
from storage.queries import StoryDetail
from storage.showing import view_story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story in full."""

    detail: StoryDetail


def read_story(asked: Asked) -> StoryPage:
    """Read a story; raise Moved for one that went into another."""
    story_id = asked.id("story_id")
    view = view_story(asked.session, story_id)
    if view is None:
        raise NotFound(f"There is no story {story_id}.", "newsfold stories lists those there are.")
    if view.detail.story.story_id != story_id:
        raise Moved(f"/story/{view.detail.story.story_id}")
    return StoryPage(detail=view.detail)


STORY = Page(path="/story/{story_id:int}", template="story.html", read=read_story)
