"""JSON Feed 1.0 and 1.1."""

import json
import re
from collections.abc import Mapping
from typing import Any

from crawlers.feed_entries import (
    MAX_ENTRIES,
    FeedContent,
    FeedEntry,
    NotAFeed,
    bounded,
    html_of,
    plain_text,
)

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_VERSION = re.compile(r"jsonfeed\.org/version/([\d.]+)")
_BACKSLASH = re.compile(r"""\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?""")
# No number of a feed is used; as an int, one of 5,000 digits would break it.
_DECODER = json.JSONDecoder(strict=False, parse_int=float)


def is_json(text: str) -> bool:
    """Whether a text without white space in front is meant as JSON."""
    return text.startswith(("{", "["))


def read_json_feed(text: str) -> FeedContent:
    """Read a JSON feed as far as it can be read; raises NotAFeed."""
    faults: tuple[str, ...] = ()
    try:
        found = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        found = _before_the_break(_BACKSLASH.sub(_escaped, text))
        faults = (f"not well-formed: {error}",)
    if not isinstance(found, dict):
        raise NotAFeed("JSON, but no JSON Feed")
    version = _VERSION.search(str(found.get("version", "")))
    items = found.get("items")
    if not isinstance(items, list):
        if version is None:
            raise NotAFeed("JSON, but no JSON Feed")
        items = []
        faults += ("it has no list of items",)
    if len(items) > MAX_ENTRIES:
        faults += (f"more than {MAX_ENTRIES} entries: the rest is left out",)
    return FeedContent(
        form=f"JSON Feed {version[1]}" if version else "JSON Feed",
        entries=tuple(_entry(item) for item in items[:MAX_ENTRIES]),
        title=plain_text(_string(found, "title")),
        language=_string(found, "language"),
        faults=faults,
    )


def _escaped(found: re.Match[str]) -> str:
    """A backslash that begins no escape is one that was forgotten to be escaped."""
    return found[0] if len(found[0]) > 1 else r"\\"


def _before_the_break(text: str) -> object:
    """What can be read of a broken document: its head, and its items up to the broken one."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    version = _VERSION.search(text)
    items: list[object] = []
    place = start.end()
    while len(items) <= MAX_ENTRIES:
        place = _BETWEEN.match(text, place).end()  # type: ignore[union-attr]  # it matches nothing
        try:
            item, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return {"version": version[0] if version else "", "items": items}


def _entry(item: object) -> FeedEntry:
    if not isinstance(item, dict):
        return FeedEntry()
    links = [_string(item, "url"), _string(item, "external_url")]
    identity = _string(item, "id")
    if identity and identity.startswith("http"):
        links.append(identity)
    return FeedEntry(
        links=[link for link in links if link],
        title=plain_text(_string(item, "title")),
        published=_string(item, "date_published"),
        modified=_string(item, "date_modified"),
        text=bounded(_string(item, "content_html") or html_of(_string(item, "content_text"))),
    )


def _string(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    return value if isinstance(value, str) else None
