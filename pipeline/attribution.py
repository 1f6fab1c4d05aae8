"""Who a sentence says spoke: the name or title next to a verb of saying, in sixteen languages.

No parser: verbs, pronouns, titles and the words that end a phrase come from a table
(`pipeline/data/attribution.tsv`), names from capitals or, where a script has none, from the place
beside the verb. What cannot be told is left open.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pipeline.east_asian import behind_in_chinese, in_chinese, in_japanese, in_korean
from pipeline.facts import look_up
from pipeline.lexicon import CASELESS
from pipeline.name_runs import NameReader, is_acronym
from pipeline.saying import Piece, Pieces, last_part, pieces
from pipeline.speakers import UNNAMED, Found, Speaker, name_keys

_INVERTED = re.compile(r"-(?:il|elle|on|ils|elles)$")

# Where who spoke may stay unsaid.
_DROPS_PRONOUN = frozenset(("ar", "es", "fa", "it", "ja", "ko", "pl", "pt", "tr", "zh"))
# Who spoke stands before the quotation, and the verb behind it.
_EMBRACES = frozenset(("ja", "ko", "tr"))
_VERB_FIRST = frozenset(("ar",))
_NEEDS_TITLE = frozenset(("de", "es", "fr", "it", "pl", "pt", "ru", "tr", "uk"))
_SLAVIC = frozenset(("pl", "ru", "uk"))
_ONLY_EMBRACES = frozenset(("ja", "ko"))

_REACH = 12
"""Words between a quotation and its verb, at most."""
_SHORT_TITLE, _LONGEST_TITLE = 3, 7
"""Words that name who spoke without a name."""


def speaker_before(text: str, start: int, end: int, lang: str) -> Found:
    """Return who speaks by the words before a quotation: "The mayor said: ..."."""
    return _printed(text, _speaker_before(text, start, end, lang))


def _speaker_before(text: str, start: int, end: int, lang: str) -> Found:
    grammar = grammar_of(lang)
    if lang == "zh":
        return in_chinese(grammar, text, start, end)
    if lang in _ONLY_EMBRACES:
        return None
    found = grammar.without_aside(pieces(text, start, end))
    for at in range(len(found) - 1, max(len(found) - 2 - _REACH, -1), -1):
        if grammar.is_verb(found[at]):
            return grammar.around(found[:at], found[at], found[at + 1 :])
    if (source := grammar.by_source(text, start, end)) is not None:
        return source
    if found and found[-1].text in (":", "："):
        named = [run for run in grammar.runs(found) if len(run) > 1 and grammar.names(run)]
        return grammar.named(named[0]) if len(named) == 1 else None
    return None


def speaker_after(text: str, start: int, end: int, lang: str) -> Found:
    """Return who speaks by the words behind a quotation: "...," said the mayor."""
    return _printed(text, _speaker_after(text, start, end, lang))


def _speaker_after(text: str, start: int, end: int, lang: str) -> Found:
    grammar = grammar_of(lang)
    if lang == "zh":
        return behind_in_chinese(grammar, text, start, end)
    if lang in _ONLY_EMBRACES:
        return None
    found = grammar.without_aside(pieces(text, start, end))
    for at, piece in enumerate(found[:_REACH]):
        if lang == "fr" and _INVERTED.search(piece.lower):
            return UNNAMED
        if grammar.is_verb(piece):
            return grammar.around(found[:at], piece, found[at + 1 :], behind=True)
        if piece.lower in grammar.words["break"]:
            break
    return grammar.by_source(text, start, end)


def speaker_embracing(
    text: str, before: tuple[int, int], after: tuple[int, int], lang: str
) -> Found:
    """Return who speaks where he stands before a quotation and the verb behind it."""
    if lang not in _EMBRACES:
        return None
    return _printed(text, _speaker_embracing(text, before, after, lang))


def _speaker_embracing(
    text: str, before: tuple[int, int], after: tuple[int, int], lang: str
) -> Found:
    grammar = grammar_of(lang)
    if lang == "ja":
        return in_japanese(grammar, text, before, after)
    behind = pieces(text, *after)[:4]
    verb = next((at for at, piece in enumerate(behind) if grammar.is_verb(piece)), None)
    joined = bool(behind) and behind[0].lower in grammar.words["helper"]
    if verb is None and not joined:
        return None
    found = pieces(text, *before)
    if lang == "ko":
        return in_korean(grammar, found)
    if run := grammar.last_run(found):
        return grammar.named(run)
    if verb is not None and (said := grammar.subject_after(pieces(text, *after)[verb + 1 :])):
        return said
    return UNNAMED if not any(piece.is_word for piece in found) else None


def persons(text: str, start: int, end: int, lang: str) -> list[Speaker]:
    """Return the persons that a part of a text names, in order, each time that it does.

    A name is a person's where a title or a verb of saying stands beside it, or an age behind it.
    """
    grammar = grammar_of(lang)
    found = pieces(text, start, end)
    if lang in CASELESS:
        return [
            replace(speaker, phrase=_phrase(text, speaker)) for speaker in grammar.speakers(found)
        ]
    runs = list(grammar.runs(found))
    sure = [run for run in runs if grammar.is_person(found, run)]
    known = {key for run in sure for key in name_keys(grammar.named(run))}
    named = (grammar.named(run) for run in runs)
    return [
        replace(speaker, phrase=_phrase(text, speaker))
        for speaker in named
        if known & name_keys(speaker)
    ]


def may_name(text: str, start: int, end: int, lang: str) -> bool:
    """Whether a part of a text names anything in full that may be a person."""
    grammar = grammar_of(lang)
    runs = () if lang in CASELESS else grammar.runs(pieces(text, start, end))
    return any(len(grammar.names(run)) > 1 for run in runs)


def _printed(text: str, found: Found) -> Found:
    return replace(found, phrase=_phrase(text, found)) if isinstance(found, Speaker) else found


def _phrase(text: str, speaker: Speaker) -> str:
    return " ".join(text[speaker.start : speaker.end].split())


class Grammar(NameReader):
    """The words of one language, and how they stand around a verb of saying."""

    def without_aside(self, found: Pieces) -> Pieces:
        """Leave out what is said of who speaks: "Irina, who lives upstairs, recalled"."""
        commas = [at for at, piece in enumerate(found) if piece.text == ","]
        for opens, closes in pairwise(commas):
            if opens + 1 < closes and found[opens + 1].lower in self.words["break"]:
                return [*found[:opens], *found[closes + 1 :]]
        return found

    def around(self, left: Pieces, verb: Piece, right: Pieces, *, behind: bool = False) -> Found:
        """Return who speaks, given the words on both sides of the verb."""
        if self.lang == "hi":
            return self._before_marker(left)
        told = self.has("told", verb.lower)
        before = self._subject_before(left, whole=behind)
        after = None if told else self.subject_after(right)
        sides = (after, before) if self.lang in _VERB_FIRST else (before, after)
        if found := next((side for side in sides if side is not None), None):
            return found
        if self.has("plural", verb.lower) or self.lang not in _DROPS_PRONOUN:
            return None
        unread = not told and bool(right) and right[0].is_word and not self.ends(right[0])
        return None if unread else UNNAMED

    def speakers(self, found: Pieces) -> Iterator[Speaker]:
        """Everybody who speaks by a verb, with a quotation or without one."""
        for at, piece in enumerate(found):
            if self.is_verb(piece):
                start = _sentence_start(found, at)
                said = self.around(found[start:at], piece, found[at + 1 : at + 20])
                if isinstance(said, Speaker):
                    yield said

    def _subject_before(self, left: Pieces, *, whole: bool) -> Found:
        """whole: all that stands there is who speaks, since a quotation bounds it."""
        left = [piece for piece in left if piece.lower not in self.words["helper"]]
        words = [piece for piece in left if piece.is_word]
        if not words:
            return None
        if any(self.has("pronoun", piece.lower) for piece in words[-2:]):
            return UNNAMED
        if self.lang in CASELESS:
            if self.lang == "fa":
                return self._in_persian(left)
            return self._title(left) if whole else None
        run = self._subject_run(left) if whole else self.last_run(left)
        if run and not (whole and self._is_attribute(left, run)):
            return self.named(run)
        return self._title(left if whole else last_part(left))

    def _is_attribute(self, left: Pieces, run: Pieces) -> bool:
        """Whether a name is of the noun behind it, in English: "the Harwick boss"."""
        behind = next((piece for piece in left if piece.start >= run[-1].end), None)
        return (
            self.lang == "en"
            and behind is not None
            and behind.is_word
            and not behind.lower.endswith("ly")
        )

    def _subject_run(self, left: Pieces) -> Pieces:
        """The name of all that stands between a quotation and its verb: its first full one."""
        runs = [run for run in self.runs(left) if self.names(run)]
        full = (run for run in runs if len(run) > 1)
        return next(full, runs[-1] if runs else self.last_run(left))

    def subject_after(self, right: Pieces) -> Found:
        """Return who is named behind a verb."""
        at = 0
        while at < len(right) and right[at].lower in self.words["helper"]:
            at += 1
        right = right[at:]
        if not right or not right[0].is_word:
            return None
        if self.has("pronoun", right[0].lower):
            return UNNAMED
        if self.ends(right[0]):
            return self._behind_a_place(right)
        first, second = self._parts(right)
        if self.lang in CASELESS:
            return _beside(self._title(self.cut(first)), self._title(self.cut(second)))
        runs = self._named_runs(first)
        if runs and runs[0][0] is right[0] and len(self.names(runs[0])) > 1:
            return self.named(runs[0])
        beside = self._named_runs(second)
        if beside and len(self.names(beside[0])) > 1:
            return self.speaker([right[0], *beside[0]], self.names(beside[0]))
        full = [run for run in runs if len(self.names(run)) > 1]
        found = [*full, *runs, *self.runs(first)]
        return self.named(found[0]) if found else self._title(self.cut(first), alone=True)

    def _behind_a_place(self, right: Pieces) -> Speaker | None:
        """Who is named after where or to whom he spoke: "relató por radio la alcaldesa, ..."."""
        if self.lang in ("de", "en"):
            return None
        first, second = self._parts(right)
        runs = self._named_runs(first) or self._named_runs(second)
        return next((self.named(run) for run in runs if len(run) > 1), None)

    def _named_runs(self, found: Pieces) -> list[Pieces]:
        return [run for run in self.runs(found) if self.names(run) and not is_acronym(run)]

    def _parts(self, right: Pieces) -> tuple[Pieces, Pieces]:
        """What stands behind a verb up to the first comma, and what is set beside it."""
        commas = [at for at, piece in enumerate(right) if piece.text in (",", "،")]
        stop = next((at for at, piece in enumerate(right) if self._stops(right, at)), len(right))
        end = min([*commas[:1], stop])
        if end == stop:
            return right[:end], ()
        second = right[end + 1 : min([*commas[1:2], stop])]
        named = second and (second[0].is_capital or self.has("title", second[0].lower))
        return right[:end], second if named else ()

    def _stops(self, found: Pieces, at: int) -> bool:
        piece = found[at]
        if piece.is_word:
            return piece.lower in self.words["break"] or (at > 0 and self.is_verb(piece))
        if piece.text == ".":
            return not self.abbreviates(found, at)
        return piece.text in ':;—–("“”«»„…!?-。'

    def _title(self, found: Pieces, *, alone: bool = False) -> Speaker | None:
        """Who speaks where no capital tells a name: all that stands there, if it is short.

        alone: nothing else stands there, so that a Slavic noun is who speaks, known or not.
        """
        run = [piece for piece in self.cut(found) if piece.is_word]
        if self.lang in _NEEDS_TITLE:
            opens = (at for at, piece in enumerate(run) if self._opens(piece))
            short = alone and self.lang in _SLAVIC and len(run) == len(found) <= _SHORT_TITLE
            run = run[0 if short else next(opens, len(run)) :][: _SHORT_TITLE + 2]
        if not 0 < len(run) <= _LONGEST_TITLE or self.ends(run[0]):
            return None
        words = [piece.text for piece in run if not self.has("title", piece.lower)]
        caseless = self.lang in CASELESS
        names = [w for w in words if caseless and look_up(w, self.lang).naming.always]
        return self.speaker(run, tuple(names))

    def _opens(self, piece: Piece) -> bool:
        """Whether the naming of a person may open with a word: "le", "l'enseignante", "мэр"."""
        article = piece.lower.partition("'")[0] in ("l", "un") and "'" in piece.lower
        return article or any(self.has(kind, piece.lower) for kind in ("title", "determiner"))

    def by_source(self, text: str, start: int, end: int) -> Found:
        """Return whom a phrase like "according to" names."""
        part = text[start:end].lower()
        if self.sources is not None and (opened := self.sources.search(part)):
            found = self.subject_after(pieces(text, start + opened.end(), end))
            near = not part[: opened.start()].strip(" ,") or (
                isinstance(found, Speaker) and not part[found.end - start :].strip(" ,:")
            )
            return found if near else None
        if self.closing is not None and (closed := self.closing.search(part)):
            return self._title(last_part(pieces(text, start, start + closed.start())))
        return None

    def _before_marker(self, left: Pieces) -> Found:
        """Hindi: who speaks stands before the word "ने", or before a verb that needs none."""
        if left and any(self.has("pronoun", piece.lower) for piece in left[-3:]):
            return UNNAMED
        marks = [at for at, piece in enumerate(left) if piece.lower in self.words["subject"]]
        part = last_part(left[: marks[-1]] if marks else left)
        ends = [at for at, piece in enumerate(part) if self.ends(piece)]
        return self._title(part[ends[-1] + 1 if ends else 0 :][-_LONGEST_TITLE:])

    def _in_persian(self, left: Pieces) -> Speaker | None:
        """Persian: who speaks opens the sentence, his office beside his name."""
        parts = [part for part in _parts_of(left) if part and not self.ends(part[0])]
        if not parts:
            return None
        beside = parts[1] if len(parts) > 1 and len(parts[1]) <= _LONGEST_TITLE else ()
        return _beside(self._title(parts[0]), self._title(beside))


@lru_cache(maxsize=64)
def grammar_of(lang: str) -> Grammar:
    """Return the grammar of a language; one that the table has not knows no words."""
    return Grammar(lang)


def _parts_of(found: Pieces) -> list[Pieces]:
    """What stands between commas."""
    commas = [at for at, piece in enumerate(found) if piece.text in (",", "،")]
    ends = zip([-1, *commas], [*commas, len(found)], strict=True)
    return [found[start + 1 : end] for start, end in ends]


def _beside(first: Speaker | None, second: Speaker | None) -> Speaker | None:
    """One who is named twice: by his office and by his name."""
    if first is None or second is None:
        return first
    return replace(first, end=second.end, names=first.names + second.names)


def _sentence_start(found: Pieces, at: int) -> int:
    while at > 0 and found[at - 1].text not in (".", "!", "?", "…", "।", "؟"):
        at -= 1
    return at
