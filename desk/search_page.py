"""The search: a form, and the stories that were found with what they were found for marked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from desk.asked import Asked
from desk.page import Feed, FeedEntry, Page
from desk.wording import counted
from pipeline.records import VariantKind
from pipeline.search_query import MAX_CHARACTERS, QueryError, parse_query
from storage.outlet_details import outlet_titles
from storage.search import StoryHit, search

HITS_A_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuestion:
    """What was asked for."""

    q: str | None
    outlet: str | None
    language: str | None
    kind: str | None
    since: str | None
    until: str | None

    @property
    def asks(self) -> bool:
        """Whether anything was asked for at all."""
        return any((self.q, self.outlet, self.language, self.kind, self.since, self.until))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found, best first."""

    asked: SearchQuestion
    fault: str | None
    """Why the question cannot be read; then nothing is looked for."""
    hits: tuple[StoryHit, ...]
    story_count: int
    """In all; an article that waits to be grouped counts as one."""
    article_count: int
    next_after: str | None
    titles: dict[str, str] = field(default_factory=dict)
    """Of the outlets that are shown, by their names."""

    @property
    def kinds(self) -> list[VariantKind]:
        """What may be asked for as `kind`."""
        return list(VariantKind)


def read_search(asked: Asked) -> SearchPage:
    """Look for what was asked."""
    question = SearchQuestion(
        q=asked.text("q", most=MAX_CHARACTERS),
        outlet=asked.text("outlet"),
        language=asked.text("language"),
        kind=asked.text("kind"),
        since=asked.text("since"),
        until=asked.text("until"),
    )
    if not question.asks:
        return _page(question)
    try:
        found = search(
            asked.session,
            parse_query(" ".join(_typed(question))),
            limit=HITS_A_PAGE,
            cursor=asked.text("after"),
        )
    except QueryError as error:
        return _page(question, fault=f"{error}.")
    return SearchPage(
        asked=question,
        fault=None,
        hits=found.stories,
        story_count=found.story_count or 0,
        article_count=found.article_count,
        next_after=found.next_cursor,
        titles=outlet_titles(asked.session, {hit.best.outlet for hit in found.stories}),
    )


def _page(question: SearchQuestion, fault: str | None = None) -> SearchPage:
    return SearchPage(
        asked=question, fault=fault, hits=(), story_count=0, article_count=0, next_after=None
    )


def _typed(question: SearchQuestion) -> Iterator[str]:
    """The question as one line, as it would be typed.

    The words come last: a quotation mark in them that is not closed takes along all behind it.
    """
    filters = {
        "outlet": question.outlet,
        "lang": question.language,
        "kind": question.kind,
        "since": question.since,
        "until": question.until,
    }
    for name, value in filters.items():
        if value:
            yield f'{name}:"{value.replace(chr(34), " ")}"'
    if question.q:
        yield question.q


def path_of(hit: StoryHit) -> str:
    """The page of what was found: its story, or the article that waits for one."""
    if hit.story is not None:
        return f"/story/{hit.story.story_id}"
    return f"/article/{hit.best.article_id}"


def feed_of(page: SearchPage) -> Feed:
    """Return what was found as a feed."""
    asked = page.asked
    words = (asked.q, asked.outlet, asked.language, asked.kind)
    return Feed(
        title=f"Newsfold: {' '.join(filter(None, words)) or 'search'}",
        entries=tuple(
            FeedEntry(
                path=path_of(hit),
                title=hit.best.title.text,
                summary=f"{_size(hit)}. {page.titles[hit.best.outlet]}: {hit.best.snippet.text}",
                updated_at=_latest(hit),
            )
            for hit in page.hits
        ),
    )


def _size(hit: StoryHit) -> str:
    if hit.story is None:
        return "An article that waits to be grouped"
    return (
        f"{counted(hit.story.article_count, 'article')} "
        f"at {counted(hit.story.outlet_count, 'outlet')}"
    )


def _latest(hit: StoryHit) -> datetime:
    return hit.best.first_seen_at if hit.story is None else hit.story.last_at


SEARCH = Page(
    path="/search",
    template="search.html",
    read=read_search,
    label="Search",
    feed=feed_of,
    status=lambda page: 400 if page.fault else 200,
)
