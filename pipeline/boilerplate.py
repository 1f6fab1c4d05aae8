"""An article without what is not its text: promotion, furniture, doubled lines, credits."""

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pipeline.credit import (
    Credit,
    Dateline,
    known_agency,
    read_byline,
    read_credit_line,
    read_opening,
    read_phrases,
    read_table,
    read_tail,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article's own words, and what was taken off them."""

    title: str
    body: str
    """Paragraphs, parted by an empty line."""
    dateline: Dateline | None
    credits: tuple[Credit, ...]
    removed: tuple[str, ...]
    """In the order of the text, as printed."""


# --- Marks left over -------------------------------------------------------------------------

_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8}\d?);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
# Square brackets are ordinary text; only the names of known plugins, or attributes, make a code.
_SHORTCODE = re.compile(
    r"\[/?(?:caption|embed|gallery|video|audio|ads?|playlist|tweet|youtube|instagram|newsletter"
    r"|contact-form|read_?more|related(?:_\w+)?|(?:vc|et_pb|su|wp|td|penci|irp)_\w+)(?:\s[^\]\n]{0,300})?\]"
    r"|\[\w+(?:\s+\w+=[^\]\n]{1,200})+\]|\{\{[^{}\n]{1,200}\}\}"
)


def _unmark(text: str) -> str:
    if "&" in text and ";" in text:
        # Twice, for what was escaped twice.
        for _ in range(2):
            text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "[" in text or "{{" in text:
        text = _SHORTCODE.sub(" ", text)
    if text.replace("\n", "").isprintable():
        return text
    return _CONTROL.sub(" ", text.replace("\r", "\n"))


# --- Lines and sentences that are no news ----------------------------------------------------

# Before a promotion stand bullets, brackets and signs of all sorts.
_LEADING = re.compile(r"^[^\w(©]*(?:[\u2600-\u27ff\U0001f000-\U0001faff]\s*)*")
_LIST_LINE = re.compile(r"^\s*(?:[-–—•*·▪►▶]|\d{1,2}[.):位])\s*")
# Neither the point of an initial or of U.S. ends a sentence, nor that of a title or a firm.
_SENTENCE_END = re.compile(
    r"[.!?…।。！？؟](?<!\b[^\W\d_]\.)(?<!\b[MDS][rt]\.)(?<!Corp\.)(?<!Inc\.)(?<!Ltd\.)(?<!Plc\.)"
    r"(?<!\bCo\.)(?<!\bNo\.)[.!?…]*[\"'»”’)\]」』]*\s*(?![\da-z])"
)
_ENDS_SENTENCE = re.compile(r"[.!?…।。！？؟][\"'»”’)\]」』]*$")
# A promotion is short; a paragraph that begins with the same words is text.
_LONG_LINE = 260
_SHORT_LINE = 100


_OPENING_MARKS = "(（©_ "
_KEY = 3


@cache
def _promotions() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the phrases that lines begin with, by their first letters."""
    table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _, mode, phrase in read_table("promo_phrases.txt"):
        if mode not in "*!":
            folded = _fold(phrase).lstrip(_OPENING_MARKS)
            table[folded[:_KEY]].append((mode, folded))
    return {key: tuple(rows) for key, rows in table.items()}


def _any_of(modes: str) -> str:
    rows = read_table("promo_phrases.txt")
    return "|".join(re.escape(_fold(row[2])) for row in rows if row[1] in modes)


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile(_any_of("*!"))


@cache
def _source_note() -> re.Pattern[str]:
    return re.compile(_any_of("!"))


@cache
def _inner() -> re.Pattern[str]:
    """Return what finds a promotion behind a sentence's end: a sieve, since most have none."""
    return re.compile(rf"[.!?…।。！？؟][\"'»”’)\]」』]*\s*[^\w\s]*(?:{_any_of('~')})")


def _promotion(folded: str) -> str | None:
    """Return the mode of the phrase that a line or sentence begins with, None for none."""
    for mode, phrase in _promotions().get(folded[:_KEY], ()) or _promotions().get(folded[:2], ()):
        if folded.startswith(phrase):
            after = folded[len(phrase) : len(phrase) + 1]
            if mode in "=+":
                if not folded[len(phrase) :].strip(" :.»>…"):
                    return mode
            elif not (after.isalpha() and phrase[-1].isalpha() and phrase[-1] < "\u3000"):
                return mode
    return None


def _fold(text: str) -> str:
    """Return a text in small letters, the dotted and the dotless i of Turkish alike."""
    folded = text.casefold()
    if "ı" in folded or "\u0307" in folded:
        folded = folded.replace("ı", "i").replace("\u0307", "")
    return folded


def _bare(folded: str) -> str:
    """Return a line without the bullets, brackets and signs before its first word."""
    if folded[:1].isalnum():
        return folded
    return _LEADING.sub("", folded).lstrip(_OPENING_MARKS)


def _is_promotion(line: str, printed_folded: str) -> str | None:
    if len(line) > _LONG_LINE:
        return None
    folded = _bare(printed_folded)
    mode = _promotion(folded)
    if mode in ("^", "~") and len(line) > _SHORT_LINE and len(_SENTENCE_END.findall(line)) > 2:
        return None
    if mode is None and len(line) <= _SHORT_LINE and _anywhere().search(folded):
        return "*"
    return mode


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph with the space behind them: joined, they are it again."""
    ends = [match.end() for match in _SENTENCE_END.finditer(paragraph)]
    if not ends or ends[-1] < len(paragraph):
        ends.append(len(paragraph))
    starts = [0, *ends[:-1]]
    return [paragraph[start:end] for start, end in zip(starts, ends, strict=True)]


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and not as a heading or the row of a table."""
    return _ENDS_SENTENCE.search(line) is not None


def _without_promotions(paragraph: str, folded: str, removed: list[str]) -> str:
    """Return a paragraph without the sentences that promote, or that stand there twice in a row."""
    doubled = len(paragraph) > 60 and paragraph.find(paragraph[:30], 30) > 0
    if not doubled and _inner().search(folded) is None:
        return paragraph
    kept: list[str] = []
    for sentence in sentences(paragraph):
        twice = kept and len(sentence) > 25 and sentence.strip() == kept[-1].strip()
        if twice or _promotion(_bare(_fold(sentence[:60]))) == "~":
            removed.append(sentence.strip())
        else:
            kept.append(sentence)
    return "".join(kept).rstrip()


# --- The whole -------------------------------------------------------------------------------


def _halved(line: str) -> str:
    """Return one half of a line that is the same text twice."""
    half = len(line) // 2
    if (
        len(line) >= 30
        and line[:9] in line[half : half + 11]
        and line[:half].strip() == line[-half:].strip()
    ):
        return line[:half].strip()
    return line


# Shorter lines recur in tables ("Avg shrs 140.1 mln vs 68.6 mln").
_DOUBLE = 40


class _Lines:
    """The lines of a body on their way through the filters."""

    def __init__(self, title: str) -> None:
        self.kept: list[str] = []
        self.removed: list[str] = []
        self.seen: set[str] = set()
        self.title = _fold(title)
        self.source_notes: list[str] = []
        self.in_list = False

    def add(self, line: str) -> None:
        folded = _fold(line)
        mode = _is_promotion(line, folded)
        if mode is not None:
            self.in_list = mode == "+"
            self.removed.append(line)
            if _source_note().search(folded):
                self.source_notes.append(line)
        elif (self.in_list and _is_listed(line)) or self._is_double(line, folded):
            self.removed.append(line)
        else:
            self.in_list = False
            self._keep(line, folded)

    def _keep(self, line: str, folded: str) -> None:
        halved = _halved(line)
        if halved != line:
            self.removed.append(halved)
            folded = _fold(halved)
        kept = _without_promotions(halved, folded, self.removed)
        if kept:
            self.kept.append(kept)

    def _is_double(self, line: str, folded: str) -> bool:
        twice = folded in self.seen and len(folded) >= _DOUBLE
        self.seen.add(folded)
        opens_so = not self.kept and folded == self.title
        return twice or opens_so or (len(folded) > 5 and self.kept[-1:] == [line])


def _is_listed(line: str) -> bool:
    return len(line) < 120 and (_LIST_LINE.match(line) is not None or not ends_sentence(line))


def _read_top(lines: _Lines) -> tuple[Dateline | None, list[Credit]]:
    """Take bylines and the dateline off the first lines."""
    credits: list[Credit] = []
    for _ in range(3):
        if len(lines.kept) < 2:
            break
        first = lines.kept[0]
        found = read_byline(first)
        if found is None and not _is_update_note(first):
            break
        credits += found or ()
        lines.removed.insert(0, lines.kept.pop(0))
    if not lines.kept:
        return None, credits
    opening = read_opening(lines.kept[0])
    if opening.removed and (opening.rest or len(lines.kept) > 1):
        lines.removed.insert(0, opening.removed)
        lines.kept[0] = opening.rest
        return opening.dateline, [*credits, *opening.credits]
    return None, credits


def _read_inner_datelines(lines: _Lines) -> list[Credit]:
    """Take off datelines that stand before a later paragraph, where an item is quoted whole."""
    credits: list[Credit] = []
    for at, line in enumerate(lines.kept[1:], 1):
        if line[:3].isupper() and ("(" in line[:60] or "/" in line[:60]):
            opening = read_opening(line)
            if opening.dateline is not None and opening.credits:
                lines.kept[at] = opening.rest
                lines.removed.append(opening.removed)
                credits += opening.credits
    return credits


def _is_update_note(line: str) -> bool:
    return line.startswith("(Adds ") or line.startswith("(Updates ")


def _read_bottom(lines: _Lines) -> list[Credit]:
    """Take credit lines off the last lines, and a credit off the end of the last paragraph."""
    credits: list[Credit] = []
    for _ in range(4):
        found = read_credit_line(lines.kept[-1]) if len(lines.kept) > 1 else None
        if found is None:
            break
        credits += found
        lines.removed.append(lines.kept.pop())
    if lines.kept:
        text, found = read_tail(lines.kept[-1])
        if text != lines.kept[-1]:
            lines.removed.append(lines.kept[-1][len(text) :].strip())
            lines.kept[-1] = text
            credits += found
    return credits


_TITLE_SUFFIX = re.compile(r"\s+[-|–—]\s+([^-|–—]{2,30})$|\s+\(([^()]{2,20})\)$")


def _clean_title(title: str, removed: list[str]) -> str:
    title = _halved(" ".join(_unmark(title).split()))
    match = _TITLE_SUFFIX.search(title)
    if match is not None and known_agency(match[1] or match[2]):
        removed.append(match[0].strip())
        title = title[: match.start()]
    return title


_BLANK = " \t\r\f\v\xa0\u2002\u2003\u2009\u200b\u3000\ufeff"


def clean(title: str, body: str, *, lang: str | None) -> Cleaned:
    """Return an article without boilerplate, with its dateline and its credits as data.

    Whole lines, datelines and credits at either end are taken off; a sentence that names its source
    stays. A body that would lose everything is kept.
    """
    noted: list[str] = []
    headline = _clean_title(title, noted)
    lines = _Lines(headline)
    printed = [line for raw in _unmark(body).split("\n") if (line := raw.strip(_BLANK))]
    for line in printed:
        lines.add(line)
    dateline, credits = _read_top(lines)
    credits += _read_inner_datelines(lines)
    credits += _read_bottom(lines)
    text = "\n\n".join(line for line in lines.kept if line)
    if not text:
        return Cleaned(headline, "\n\n".join(printed), dateline, tuple(credits), ())
    credits += read_phrases("\n".join((text, *lines.source_notes)), lang)
    unique = {credit.name: credit for credit in reversed(credits)}
    found = tuple(dict.fromkeys(unique[credit.name] for credit in credits))
    return Cleaned(headline, text, dateline, found, (*noted, *lines.removed))
