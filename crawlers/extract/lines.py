"""The lines of a body without those that tell nothing of the news: at its ends and inside it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence, Set
from itertools import takewhile

from crawlers.extract.page_tree import weight_of
from crawlers.extract.phrases import begins_as
from crawlers.extract.titles import letters_of
from pipeline.credit import read_byline, read_credit_line

# A longer line is text, whatever it begins with, and no headline.
_SHORT = 240
_REPEATABLE, _OFTEN = 40, 3
_EDGE = 4
_CONTACT_SHARE = 0.2
_STAMP = 70
_BIOGRAPHY, _NAME = 400, 6
_OFFICE = re.compile(
    r"\b(?:reporter|correspondent|editor|writer|writes|journalist|columnist|contributor|covers"
    r"|author|fellow|professor|producer|redakteur|redakteurin|korrespondent|korrespondentin|autor"
    r"|autorin|schreibt|journalistin|journaliste|correspondante?|rédacteur|rédactrice|periodista"
    r"|corresponsal|redactora?|giornalista|scrive|корреспондент|журналист|редактор|dziennikarz"
    r"|dziennikarka|journalistin)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_SENTENCE_END = re.compile(r"[.!?…。！？।۔؟։።။។][\"'”’»)\]]*$")
# An address ends where its signs do: in scripts without spaces the sentence goes on behind it.
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:https?://|www\.)[!-~]+|\B@\w{3,}")
# "Copyright law" opens a sentence.
_OWNED = re.compile(
    r"\W*(?:©|\(c\)|copyright\b(?!\s(?!by\b|reserved\b)(?-i:[a-z]))|all rights reserved)",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"\W*(?:(?:follow|find|join) .{2,40}|like (?:us|our .{2,30})) on"
    r" (?:facebook|twitter|x|instagram|youtube|whatsapp)\b",
    re.IGNORECASE,
)
# A part of an article that is paid for: its reader has, too, "Il vous reste dix jours".
_WITHHELD = re.compile(r"\W*il vous reste \d[\d.,]*\s*%", re.IGNORECASE)
_READING_TIME = re.compile(r".{0,24}\b\d{1,2}\s*(?:min\b|minut|мин|分|분).{0,12}", re.IGNORECASE)
_SOURCE = re.compile(
    r"\W*(?:sources?|quelle|fuente|fonte|bron|källa|kilde|lähde|źródło|zdroj|forrás|sursa|sursă"
    r"|izvor|πηγή|источник|джерело|източник|kaynak|المصدر|منبع|sumber|nguồn|出典|来源|來源|출처)"
    r"\s*[:：]\s*(.{2,60}?)\W*",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_\s]*_[_\s]*")
"""A line of underscores parts the sections of a wire report; it is kept as it stands."""

_CLOSING = re.compile(
    r"\W*(?:(?:additional )?(?:reporting|writing|editing) by\b"
    r"|.{0,150}\bcontributed to this (?:report|story|article)"
    r"|reach the reporters?\b|write to \w+ \w+ at\b)",
    re.IGNORECASE,
)


def leads_elsewhere(line: str) -> bool:
    """Whether a line leads to other pages, asks for something or tells whose a picture is."""
    if len(line) > _SHORT:
        return False
    if _FOLLOW.match(line) is not None or _WITHHELD.match(line) is not None:
        return True
    return begins_as("leads_elsewhere.txt", line)


def clean_lines(lines: Sequence[str], titles: Set[str], authors: Collection[str]) -> list[int]:
    """Return the numbers of the lines that are text.

    Dropped: the headline, what leads elsewhere and what is repeated wherever they stand; byline
    and time stamp before the text; credits, addresses and notices of ownership behind it.
    """
    often = _repeated(lines)
    kept = [n for n, line in enumerate(lines) if line not in often and _is_text(line, titles)]
    names = {letters_of(name) for name in authors}
    top = _count(kept[:_EDGE], lambda n: _opens(lines[n], names))
    kept = kept[top:]
    bottom = _count(kept[::-1][:_EDGE], lambda n: _closes(lines[n], names))
    return kept[: len(kept) - bottom]


def _repeated(lines: Sequence[str]) -> set[str]:
    """Return the lines that stand in for something else so often that they are no text."""
    # Figures come again in tables and recipes.
    counts = Counter(line for line in lines if len(line) >= _REPEATABLE and not _DIGIT.search(line))
    return {line for line, count in counts.items() if count >= _OFTEN}


def credit_line(lines: Sequence[str]) -> str | None:
    """Return whom one of the last lines, such as `Source: Harbour Wire`, names as the origin."""
    for line in reversed(lines[-_EDGE:]):
        credits = read_credit_line(line) if len(line) <= _SHORT else None
        if credits:
            return credits[0].name
        # A source that is no agency that is known is one all the same.
        named = _SOURCE.fullmatch(line)
        if credits == () and named is not None:
            return named[1]
    return None


def _count(numbers: Sequence[int], test: Callable[[int], bool]) -> int:
    return len(list(takewhile(test, numbers)))


def _is_text(line: str, titles: Set[str]) -> bool:
    if _RULE.fullmatch(line):
        return True
    if len(line) > _SHORT:
        return True
    key = letters_of(line)
    return bool(key) and key not in titles and not leads_elsewhere(line)


def _tells_of_author(line: str, names: Set[str]) -> bool:
    """Whether a line begins with the name of the author, and tells what they do for a living."""
    if len(line) > _BIOGRAPHY or _OFFICE.search(line) is None:
        return False
    key = letters_of(line)
    return any(len(name) >= _NAME and key.startswith(name) for name in names)


def _is_stamp(line: str) -> bool:
    stamped = _TIME.search(line) is not None or _READING_TIME.fullmatch(line) is not None
    return stamped and len(line) <= _STAMP and not _SENTENCE_END.search(line)


def _opens(line: str, names: Set[str]) -> bool:
    """Whether a line before the text says who wrote it, or when."""
    if len(line) > _SHORT:
        return False
    key = letters_of(line)
    if key in names or any(key.endswith(name) and len(key) <= len(name) + 6 for name in names):
        return True
    if _is_stamp(line):
        return True
    # Which agency it names is evidence of where the text is from: such a line stays.
    return read_byline(line) == ()


def _closes(line: str, names: Set[str]) -> bool:
    """Whether a line behind the text says whose it is, or where to write to."""
    if _tells_of_author(line, names):
        return True
    if len(line) > _SHORT:
        return False
    contacts = sum(len(found) for found in _CONTACT.findall(line))
    return (
        contacts > _CONTACT_SHARE * weight_of(line)
        or _OWNED.match(line) is not None
        or _CLOSING.match(line) is not None
        or begins_as("closing_lines.txt", line)
        or (_is_stamp(line) and begins_as("stamp_lines.txt", line))
        or read_credit_line(line) is not None
    )
