"""Numbers, times and lists in words, and text made fit to be shown."""

import re
from calendar import month_abbr
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pipeline.records import VariantKind
from pipeline.snippets import Marked
from storage.view_parts import LIKELY

# Controls, and the marks that turn the direction of whatever follows them.
_UNSHOWABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DAY = re.compile("([0-9]{2})-([0-9]{2})")
_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,5}")
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

_KINDS = {
    VariantKind.ORIGINAL: ("original", "originals"),
    VariantKind.REPRINT: ("reprint", "reprints"),
    VariantKind.LIGHT: ("lightly edited", "lightly edited"),
    VariantKind.ABRIDGED: ("abridged", "abridged"),
    VariantKind.EXPANDED: ("expanded", "expanded"),
    VariantKind.REWRITE: ("rewrite", "rewrites"),
}


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 story, 2 stories."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: Iterable[str], *, most: int | None = None) -> str:
    """Items as a list in words: a, b and c; those over `most` are counted."""
    shown = list(items)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most:,} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def kinds_in_words(kinds: Mapping[VariantKind, int]) -> str:
    """How many variants there are of each kind: 1 original, 2 reprints and 4 rewrites."""
    return listed(counted(kinds[kind], *words) for kind, words in _KINDS.items() if kinds.get(kind))


def kind_in_words(kind: VariantKind) -> str:
    """One kind of variant, as a word for a column."""
    return _KINDS[kind][0]


def lasting(seconds: float) -> str:
    """A stretch of time in words, in its two largest units: 2 h 5 min."""
    minutes = round(abs(seconds) / 60)
    if minutes < 1:
        return "under a minute"
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join([f"{number} {unit}" for number, unit in parts if number][:2])


def hours_in_words(hours: int) -> str:
    """Hours, as days from the third on: 24 hours, 3 days."""
    if hours >= 72:
        return counted(round(hours / 24), "day")
    return "hour" if hours == 1 else counted(hours, "hour")


def minute(at: datetime) -> str:
    """A time to the minute, in UTC."""
    return f"{at.astimezone(UTC):%-d %b %Y, %H:%M}"


def day(at: datetime) -> str:
    """The day of a time, in UTC."""
    return f"{at.astimezone(UTC):%-d %b %Y}"


def days_in_words(days: str) -> str:
    """Days as `pipeline.explanation` shows them, in words: 03-14 as 14 Mar."""
    return listed(f"{int(day)} {month_abbr[int(month)]}" for month, day in _DAY.findall(days))


def iso(at: datetime) -> str:
    """A time for programs."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(text: str) -> str:
    """Text without what could turn or hide the text around it: for titles and labels.

    Inside of a page `<bdi>` keeps text to itself; in a title or an attribute nothing does.
    """
    return " ".join(_UNSHOWABLE.sub("", text).split())


def fit(text: str) -> str:
    """Text without the characters that no markup may hold."""
    return text if text.isprintable() else _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def cut(text: str, most: int) -> str:
    """At most so many characters of a text, with an ellipsis where it goes on."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def outward(url: str) -> str | None:
    """An address that a link may lead to: http or https with a host, else None."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not named or _UNSHOWABLE.search(url):
        return None
    return url


def is_language(tag: str | None) -> bool:
    """Whether it is written as the tag of a language, such as en or pt-BR."""
    return tag is not None and _LANGUAGE.fullmatch(tag) is not None


def likelihood(confidence: float | None) -> str:
    """How sure it is that an article was taken from another, in a word."""
    return "probably" if confidence is not None and confidence >= LIKELY else "perhaps"


def percent(share: float | None) -> str:
    """A share from 0 to 1 in percent; a dash where it is not known. Only all of it is 100%."""
    if share is None:
        return "–"
    if 0.995 <= share < 1:
        return "> 99%"
    return "< 1%" if 0 < share < 0.005 else f"{share:.0%}"


def pieces(marked: Marked, most: int | None = None) -> list[tuple[str, bool]]:
    """A marked text in order, cut to so many characters: each part, and whether it is marked."""
    text = marked.text if most is None else cut(marked.text, most)
    parts, at = [], 0
    for start, end in marked.marks:
        if end > len(text):
            break
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]
