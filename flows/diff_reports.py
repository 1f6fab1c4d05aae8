"""How differences between texts are printed, and given to programs."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from flows import screen
from pipeline.word_diff import Fate, Piece, count_words

if TYPE_CHECKING:
    from rich.text import Text

    from flows.diffing import ArticleDiff
    from storage.text_changes import TextChange
    from storage.versions import ArticleHead, VersionText

_INDENT = "  "
_BREAK = re.compile(r"\s*\n\s*")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_MARKS = {
    Fate.SAME: ("", ""),
    Fate.REMOVED: ("[-", "-]"),
    Fate.ADDED: ("{+", "+}"),
    Fate.MOVED: ("{~", "~}"),
}
_STYLES = {
    Fate.SAME: "",
    Fate.REMOVED: "red strike",
    Fate.ADDED: "bold green",
    Fate.MOVED: "cyan underline",
}

Paragraph = list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """How much two texts have in common."""

    shared_words: int
    share_of_first: float
    share_of_second: float


def show_change(change: "TextChange") -> None:
    """Print what one version changed of another."""
    head = change.article
    screen.say(f"Article {head.article_id}, {head.source}, {_versions(head)}: {_address(head)}")
    for version in dict.fromkeys((change.before, change.after)):
        screen.say(f"{_INDENT}version {version.number}, {_read(version)}")
    screen.say()
    _show_title(change.title)
    _show_pieces(change.body)
    screen.say(_sum_of(change))


def change_object(change: "TextChange") -> dict[str, object]:
    """The same for programs."""
    return {
        **_head_object(change.article),
        "versions": change.article.version_count,
        "from": _version_object(change.before),
        "to": _version_object(change.after),
        "title_changed": change.title_changed,
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "title": change.title,
        "body": change.body,
    }


def show_articles(diff: "ArticleDiff") -> None:
    """Print what the second of two articles has of the first."""
    for name, head, version in (
        ("first", diff.first, diff.first_text),
        ("second", diff.second, diff.second_text),
    ):
        screen.say(f"{name}: article {head.article_id}, {head.source}: {_address(head)}")
        screen.say(f"{_INDENT}version {version.number}, {_read(version)}")
    screen.say()
    _show_title(diff.title)
    _show_pieces(diff.body.pieces)
    found = _shares(diff)
    screen.say(
        f"{screen.counted(len(diff.body.passages), 'passage')} shared, of "
        f"{screen.counted(found.shared_words, 'word')}: {found.share_of_first:.0%} of the "
        f"first, {found.share_of_second:.0%} of the second; {len(diff.body.moved)} moved."
    )


def articles_object(diff: "ArticleDiff") -> dict[str, object]:
    """The same for programs."""
    return {
        "first": _head_object(diff.first) | _version_object(diff.first_text),
        "second": _head_object(diff.second) | _version_object(diff.second_text),
        **asdict(_shares(diff)),
        "passages": [
            asdict(passage)
            | {
                "moved": at in diff.body.moved,
                "text": diff.first_text.body[passage.first_start : passage.first_end],
            }
            for at, passage in enumerate(diff.body.passages)
        ],
        "title": diff.title,
        "body": diff.body.pieces,
    }


def summary(change: "TextChange") -> str:
    """How much a version changed, in a few words."""
    parts = []
    if change.title_changed:
        parts.append("headline")
    if change.words_added or change.words_removed:
        parts.append(f"+{change.words_added} -{change.words_removed} words")
    return ", ".join(parts) or "punctuation"


def plain_pieces(pieces: Sequence[Piece]) -> str:
    """Pieces on one line, with marks around what was removed and added."""
    return " ".join("".join(_marked(piece) for piece in pieces).split())


def _sum_of(change: "TextChange") -> str:
    if change.article.version_count == 1:
        return "It was never changed: there is one version."
    if not any(piece.fate is not Fate.SAME for piece in (*change.title, *change.body)):
        return "No difference."
    headline = "another headline" if change.title_changed else "the same headline"
    return (
        f"{screen.counted(change.words_added, 'word')} added, "
        f"{change.words_removed:,} removed, {headline}."
    )


def _shares(diff: "ArticleDiff") -> "_Shares":
    passages = diff.body.passages
    ours, theirs = diff.first_text.body, diff.second_text.body
    shared = _covered(ours, [(p.first_start, p.first_end) for p in passages])
    taken = _covered(theirs, [(p.second_start, p.second_end) for p in passages])
    return _Shares(
        shared_words=shared,
        share_of_first=shared / (count_words(ours) or 1),
        share_of_second=taken / (count_words(theirs) or 1),
    )


def _covered(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """How many words of a text stand in the spans, which may overlap."""
    inside = bytearray(len(text))
    for start, end in spans:
        inside[start:end] = b"\1" * (end - start)
    kept = (character if inside[at] else " " for at, character in enumerate(text))
    return count_words("".join(kept))


def _show_title(title: Sequence[Piece]) -> None:
    if any(piece.fate is not Fate.SAME for piece in title):
        screen.say("Headline")
        _print(list(title))
        screen.say()


def _show_pieces(pieces: Sequence[Piece]) -> None:
    """Print the paragraphs in which something differs, and how many lie between them."""
    paragraphs = _paragraphs(pieces)
    if all(_is_same(paragraph) for paragraph in paragraphs):
        return
    screen.say("Text")
    same = 0
    for paragraph in paragraphs:
        if _is_same(paragraph):
            same += 1
            continue
        _show_rest(same)
        same = 0
        _print(paragraph)
    _show_rest(same)
    screen.say()


def _show_rest(same: int) -> None:
    if same:
        screen.say(f"{_INDENT}... {screen.counted(same, 'paragraph')} the same")


def _is_same(paragraph: Paragraph) -> bool:
    return all(piece.fate is Fate.SAME for piece in paragraph)


def _paragraphs(pieces: Sequence[Piece]) -> list[Paragraph]:
    paragraphs: list[Paragraph] = [[]]
    for piece in pieces:
        first, *others = _BREAK.split(piece.text)
        if first:
            paragraphs[-1].append(Piece(piece.fate, first))
        for text in others:
            paragraphs.append([Piece(piece.fate, text)] if text else [])
    return [_stripped(paragraph) for paragraph in paragraphs if paragraph]


def _stripped(paragraph: Paragraph) -> Paragraph:
    first, *others = paragraph
    return [Piece(first.fate, first.text.lstrip()), *others]


def _print(paragraph: Paragraph) -> None:
    if not screen.has_colours():
        screen.say(_INDENT + plain_pieces(paragraph))
        return
    screen.show_wrapped(_coloured(paragraph), indent=_INDENT)


def _coloured(paragraph: Paragraph) -> "Text":
    from rich.text import Text

    text = Text()
    for piece in paragraph:
        before, core, behind = _edges(piece.text)
        text.append(before).append(core, style=_STYLES[piece.fate]).append(behind)
        # With nothing between them, the word that went and the one that came would be one.
        if piece.fate is Fate.REMOVED and not behind:
            text.append(" ")
    return text


def _marked(piece: Piece) -> str:
    before, core, behind = _edges(piece.text)
    opening, closing = _MARKS[piece.fate]
    return f"{before}{opening}{core}{closing}{behind}" if core else piece.text


def _edges(text: str) -> tuple[str, str, str]:
    """White space, what stands in it, white space: no mark goes around a space."""
    match = _EDGES.fullmatch(text)
    assert match is not None  # it matches every text
    return match[1], match[2], match[3]


def _address(head: "ArticleHead") -> str:
    """Its address, and what has become of it."""
    notes = screen.became(head.gone_at, head.moved_to_id)
    return f"{head.url} ({', '.join(notes)})" if notes else head.url


def _versions(head: "ArticleHead") -> str:
    return screen.counted(head.version_count, "version")


def _read(version: "VersionText") -> str:
    words = screen.counted(count_words(version.body), "word")
    return f"read {screen.minute(version.fetched_at)} UTC, {words}: {version.title}"


def _head_object(head: "ArticleHead") -> dict[str, object]:
    return {
        "article_id": head.article_id,
        "source": head.source,
        "url": head.url,
        "gone_at": head.gone_at,
        "moved_to_id": head.moved_to_id,
    }


def _version_object(version: "VersionText") -> dict[str, object]:
    return {
        "number": version.number,
        "fetched_at": version.fetched_at,
        "title": version.title,
        "words": count_words(version.body),
    }
