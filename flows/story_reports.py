"""How one story is printed, and given to programs."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows import screen
from flows.judgement_reports import link_object
from flows.story_tree import draw_times, draw_tree
from pipeline.credit import names_outlet
from storage.view_parts import LIKELY

if TYPE_CHECKING:
    from storage.queries import EventRow, VariantRow
    from storage.showing import FirstPublisher, StoryView


def show_story(view: "StoryView") -> None:
    """Print one story: its variants in the order of their times, and its log."""
    for line in _head(view):
        screen.say(line)
    screen.say()
    if sys.stdout.isatty():
        _draw(view)
    screen.show_table(
        ("article", "published (UTC)", "kind", "outlet", "score", "headline", "address", "source"),
        [_cells(variant, view) for variant in view.detail.variants],
        right=("article", "score"),
        below=3,
    )
    screen.say()
    for link in view.links:
        screen.say(f"{link}")
    for event in view.detail.events:
        screen.say(_event(event))


def _draw(view: "StoryView") -> None:
    from rich.text import Text

    terminal = screen.console()
    variants = view.detail.variants
    placed = list(draw_times(variants, view.days, terminal.width))
    for line in [*placed, ""] if placed else []:
        terminal.print(Text(line, no_wrap=True))
    legend = "Who took it from whom (─ probably, ┄ perhaps), with the numbers of the articles:"
    terminal.print(Text(legend, style="dim"))
    for line in draw_tree(variants, view.days, terminal.width):
        terminal.print(Text(line, no_wrap=True))
    terminal.print()


def story_object(view: "StoryView") -> dict[str, object]:
    """The same for programs."""
    detail = {name: getattr(view.detail, name) for name in view.detail.__dataclass_fields__}
    return detail | {
        "first": view.first,
        "independent_sources": [
            {"outlets": sorted(group.outlets), "reasons": group.reasons} for group in view.groups
        ],
        "credits": view.credits,
        "wrong_clocks": sorted(view.wrong_clocks),
        "links": [link_object(link) for link in view.links],
    }


def _head(view: "StoryView") -> Iterator[str]:
    story = view.detail.story
    yield f"Story {story.story_id}: {story.title}"
    independent = (
        ""
        if story.independent_count is None
        else f", {screen.counted(story.independent_count, 'independent source')}"
    )
    yield (
        f"{screen.counted(story.article_count, 'article')} "
        f"at {screen.counted(story.outlet_count, 'outlet')}{independent}"
    )
    canonical = next(variant for variant in view.detail.variants if variant.canonical)
    yield (
        f"Canonical: article {canonical.article_id}, {canonical.outlet}: "
        f"{view.detail.canonical_reason}"
    )
    if view.first is not None:
        yield _first(view.first)
    if view.credits:
        credits = (f"{name} ({count})" for name, count in view.credits.items())
        yield f"Credited: {', '.join(credits)}"
    for group in view.groups:
        if group.reasons:
            yield f"One source: {', '.join(sorted(group.outlets))} ({'; '.join(group.reasons)})"


def _first(first: "FirstPublisher") -> str:
    said = f"First published: article {first.article_id}, {first.outlet}, "
    if first.earliest is None:
        said += f"by {screen.minute(first.latest)}"
    elif first.earliest == first.latest:
        said += screen.minute(first.latest)
    else:
        said += f"between {screen.minute(first.earliest)} and {screen.minute(first.latest)}"
    if first.certain:
        return f"{said} (certain)"
    rivals = ", ".join(map(str, first.rivals))
    return f"{said} (not certain" + (f"; before it may have been {rivals})" if rivals else ")")


def _cells(variant: "VariantRow", view: "StoryView") -> tuple[object, ...]:
    published = screen.minute(variant.published_at)
    if variant.article_id in view.days:
        published = published.removesuffix(" 00:00")
    if variant.article_id in view.wrong_clocks:
        published += " (wrong)"
    return (
        variant.article_id,
        published,
        f"{variant.kind}{' *' if variant.canonical else ''}",
        variant.outlet,
        "" if variant.score is None else f"{variant.score:.2f}",
        variant.title,
        _address(variant),
        _source(variant),
    )


def _address(variant: "VariantRow") -> str:
    """Its address, and what has become of it."""
    versions = [f"{variant.version_count:,} versions"] if variant.version_count > 1 else []
    notes = versions + screen.became(variant.gone_at, variant.moved_to_id)
    return f"{variant.url} ({', '.join(notes)})" if notes else variant.url


def _source(variant: "VariantRow") -> str:
    told = (variant.source_reason or "").startswith("credits")
    own = variant.credit is not None and names_outlet(variant.credit, variant.outlet)
    credit = f"credits {variant.credit}; " if variant.credit and not (told or own) else ""
    if variant.canonical:
        return credit.removesuffix("; ")
    if variant.likely_source_id is None:
        return f"{credit}source not known"
    confidence = variant.source_confidence or 0.0
    sure = "probably" if confidence >= LIKELY else "perhaps"
    why = f": {variant.source_reason}" if variant.source_reason else ""
    return f"{credit}{sure} from article {variant.likely_source_id} ({confidence:.2f}){why}"


def _event(event: "EventRow") -> str:
    parts = (event.article_url, event.other_story_id and f"story {event.other_story_id}")
    what = " ".join(part for part in parts if part)
    why = f" ({event.reason})" if event.reason else ""
    return f"{screen.minute(event.happened_at)}  {event.kind}  {what}{why}".rstrip()
