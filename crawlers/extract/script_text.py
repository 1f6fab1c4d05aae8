"""The text of an article that a page keeps in its scripts, to be shown by them."""

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.judge import read_described

_MAX_SCRIPT = 4_000_000
_MAX_VALUES = 100_000
_MIN_PARAGRAPH = 60
_MIN_TEXT = 400
_NO_PROSE = re.compile(r"^\s*(?:https?:|[{\[#./]|data:|function\b)")
_SPACELESS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def read_script_text(document: LexborHTMLParser) -> list[str]:
    """Return the paragraphs of the longest text in the page's data, none where there is no text.

    Paragraphs belong together that stand under the same keys, whatever their place in lists.
    """
    texts: dict[tuple[str, ...], list[str]] = {}
    for number, script in enumerate(document.css("script")):
        kind = (script.attributes.get("type") or "").lower()
        source = script.text(deep=True)
        if "ld+json" in kind or not _MIN_TEXT <= len(source) <= _MAX_SCRIPT:
            continue
        for path, text in _strings(_load(source)):
            texts.setdefault((str(number), *path), []).extend(_paragraphs(text))
    best = max(texts.values(), key=lambda lines: sum(map(len, lines)), default=[])
    return best if sum(map(len, best)) >= _MIN_TEXT else []


def _load(source: str) -> object:
    # Data alone, or given to a variable: `window.__STATE__ = {...}`.
    start = source.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, start)[0]
    except (ValueError, RecursionError):
        return None


def _strings(root: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the keys that lead to each string, and the string, in document order."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), root)]
    count = 0
    while waiting and count < _MAX_VALUES:
        path, value = waiting.pop()
        count += 1
        if isinstance(value, str):
            if len(value) >= _MIN_PARAGRAPH:
                yield path, value
        elif isinstance(value, list):
            waiting.extend((path, inner) for inner in reversed(value))
        elif isinstance(value, dict):
            # Only the last keys: how deep the state of a page nests says nothing.
            waiting.extend(((*path, key)[-3:], inner) for key, inner in reversed(value.items()))


def _paragraphs(text: str) -> list[str]:
    if _NO_PROSE.match(text):
        return []
    return [
        line
        for line in read_described(text)
        if len(line) >= _MIN_PARAGRAPH // 2 and (" " in line or _SPACELESS.search(line))
    ]
