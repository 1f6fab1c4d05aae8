"""How what a search found is printed."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flows import screen

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.snippets import Marked
    from storage.search import ArticleHit, SearchPage, StoryHit

_INDENT = "    "


def show_page(page: "SearchPage") -> None:
    """Print stories or articles with the words that were searched for: on a terminal as blocks."""
    if not (page.stories or page.articles):
        screen.tell("Nothing was found.")
        return
    if not sys.stdout.isatty():
        _show_lines(page)
        return
    for story in page.stories:
        _show_story(story)
    for article in page.articles:
        _show_article(article)
    screen.say("".join(_count(page)))


def _show_lines(page: "SearchPage") -> None:
    if page.stories:
        screen.show_table(
            (
                "story",
                "matching",
                "articles",
                "outlets",
                "last (UTC)",
                "headline",
                "text",
                "address",
            ),
            [_story_cells(hit) for hit in page.stories],
        )
    else:
        screen.show_table(
            (
                "article",
                "story",
                "published (UTC)",
                "kind",
                "outlet",
                "headline",
                "text",
                "address",
            ),
            [_article_cells(hit) for hit in page.articles],
        )
    if page.next_cursor:
        screen.tell(f"There is more: --cursor {page.next_cursor}")


def _story_cells(hit: "StoryHit") -> Sequence[object]:
    story, best = hit.story, hit.best
    if story is None:
        whole: tuple[object, ...] = ("", hit.matching, 1, 1, _when(best), best.title.text)
    else:
        counts = (story.article_count, story.outlet_count, screen.minute(story.last_at))
        whole = (story.story_id, hit.matching, *counts, story.title)
    return (*whole, best.snippet.text, best.url)


def _article_cells(hit: "ArticleHit") -> Sequence[object]:
    place = (hit.article_id, hit.story_id, _when(hit), hit.kind, hit.outlet)
    return (*place, hit.title.text, hit.snippet.text, hit.url)


def _show_story(hit: "StoryHit") -> None:
    story, best = hit.story, hit.best
    if story is None:
        _show_article(best)
        return
    all_match = hit.matching == story.article_count
    match = "" if all_match else f"{hit.matching} of "
    facts = [
        f"Story {story.story_id}",
        f"{match}{screen.counted(story.article_count, 'article')}",
        screen.counted(story.outlet_count, "outlet"),
        _span(screen.minute(story.first_at), screen.minute(story.last_at)),
    ]
    _dim(", ".join(facts))
    if best.url == story.canonical_url:
        _bold(best.title)
    else:
        from rich.text import Text

        screen.show_wrapped(Text(story.title, style="bold"), indent=_INDENT)
        _dim(f"Article {best.article_id}, {_told(best)}:", _INDENT)
        if best.title.text != story.title:
            screen.show_wrapped(_marked(best.title), indent=_INDENT)
    screen.show_wrapped(_marked(best.snippet), indent=_INDENT)
    screen.say()


def _show_article(hit: "ArticleHit") -> None:
    story = f"story {hit.story_id}" if hit.story_id else "not grouped yet"
    _dim(f"Article {hit.article_id}, {story}, {_told(hit)}")
    _bold(hit.title)
    screen.show_wrapped(_marked(hit.snippet), indent=_INDENT)
    _dim(hit.url, _INDENT)
    screen.say()


def _told(hit: "ArticleHit") -> str:
    return ", ".join([*([str(hit.kind)] if hit.kind else []), hit.outlet, _when(hit)])


def _when(hit: "ArticleHit") -> str:
    return screen.minute(hit.published_at or hit.first_seen_at)


def _span(first: str, last: str) -> str:
    if first == last:
        return first
    day, _, time = last.partition(" ")
    return f"{first} to {time if first.startswith(day) else last}"


def _count(page: "SearchPage") -> Iterator[str]:
    shown = len(page.stories) or len(page.articles)
    articles = screen.counted(page.article_count, "article")
    if page.story_count is None:
        yield f"{shown:,} of {articles}" if shown < page.article_count else articles
    else:
        stories = screen.counted(page.story_count, "story", "stories")
        yield f"{shown:,} of {stories}" if shown < page.story_count else stories
        yield f", {articles} in all"
    if page.next_cursor:
        yield f"; for more: --cursor {page.next_cursor}"


def _marked(marked: "Marked") -> "Text":
    from rich.text import Text

    text = Text(marked.text)
    for start, end in marked.marks:
        text.stylize("bold yellow", start, end)
    return text


def _bold(title: "Marked") -> None:
    text = _marked(title)
    text.stylize("bold", 0, len(text))
    screen.show_wrapped(text, indent=_INDENT)


def _dim(line: str, indent: str = "") -> None:
    from rich.text import Text

    screen.show_wrapped(Text(line, style="dim"), indent=indent)
