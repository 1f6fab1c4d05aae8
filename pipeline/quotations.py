"""The quotations of a text, each with its place and, where it can be told, its speaker.

Read only where a person asks about a pair: the measures of a comparison need the quoted words
alone, which `pipeline.facts` has.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.attribution import (
    grammar_of,
    may_name,
    persons,
    speaker_after,
    speaker_before,
    speaker_embracing,
)
from pipeline.saying import knows, pieces
from pipeline.speakers import Found, Speaker, Unnamed, name_keys, same_speaker
from pipeline.text import is_spaceless, tokens

SHORTEST = 4
"""Words: shorter ones are titles and words held at arm's length."""

# Of the pairs of neighbouring words of the shorter quotation.
SAME_WORDS, PART_OF_WORDS = 0.8, 0.25

_LETTER_APOSTROPHE = r"(?:[^’\n]|’(?=\w))"
_QUOTED = re.compile(
    r"\"([^\"\n]+)\"|“([^”“\n]+)(?:”|(?=\n))|„([^“”\n]+)[“”]|«([^»\n]+)(?:»|(?=\n))|»([^«\n]+)«"
    r"|”([^”\n]+)”|「([^」\n]+)」|『([^』\n]+)』"
    rf"|(?<!\w)‘({_LETTER_APOSTROPHE}+)’(?!\w)|(?<!\w)'(?=\w)((?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)"
)
_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"“”„«»])|[。！？।؟\n]")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FAR = 600
"""Characters on either side of a quotation in which its speaker is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that a text puts between quotation marks."""

    text: str
    start: int
    """Of the words, without the marks; character offsets, end exclusive."""
    end: int
    speaker: Speaker | None = None
    """None where the text does not tell, or not without a doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedInBoth:
    """A quotation that two texts have, word for word or in part."""

    first: Quotation
    second: Quotation
    share: float
    """Pairs of neighbouring words in both, of the shorter one."""
    same_speaker: bool | None
    """None where either text does not tell the speaker's name."""

    @property
    def same_words(self) -> bool:
        """Whether they are one but for a word or two."""
        return self.share >= SAME_WORDS

    @property
    def disagrees(self) -> bool:
        """Whether the texts put it into other words, or into another mouth."""
        return not self.same_words or self.same_speaker is False


@dataclass(frozen=True, slots=True)
class _Place:
    """A quotation with its marks."""

    start: int
    end: int
    words_start: int
    words_end: int

    @property
    def closed(self) -> bool:
        return self.end > self.words_end


def find_quotations(text: str, lang: str) -> list[Quotation]:
    """Return the quotations of a text in order.

    The speaker is who is named beside the verb of saying before or behind the quotation. A pronoun
    stands for the person named last, where the paragraph and the one before it name only one.
    """
    places = _places(text)
    if not knows(lang):
        return [_quotation(text, place, None) for place in places]
    speakers = _Reader(text, lang, places).read()
    return [
        _quotation(text, place, speaker) for place, speaker in zip(places, speakers, strict=True)
    ]


def match_quotations(ours: Sequence[Quotation], theirs: Sequence[Quotation]) -> list[QuotedInBoth]:
    """Return the quotations of two texts that have words in common, in the order of the first.

    Each is matched once, the most alike first.
    """
    words = [[frozenset(pairwise(tokens(q.text))) for q in side] for side in (ours, theirs)]
    holders: dict[tuple[str, str], list[int]] = {}
    for other, those in enumerate(words[1]):
        for pair in those:
            holders.setdefault(pair, []).append(other)
    pairs = sorted(
        (-_overlap(these, words[1][other]), one, other)
        for one, these in enumerate(words[0])
        for other in {other for pair in these for other in holders.get(pair, ())}
    )
    found: dict[int, QuotedInBoth] = {}
    taken: set[int] = set()
    for negative, one, other in pairs:
        if -negative >= PART_OF_WORDS and one not in found and other not in taken:
            taken.add(other)
            found[one] = QuotedInBoth(
                first=ours[one],
                second=theirs[other],
                share=round(-negative, 3),
                same_speaker=_same(ours[one].speaker, theirs[other].speaker),
            )
    return [found[one] for one in sorted(found)]


def _same(one: Speaker | None, other: Speaker | None) -> bool | None:
    return None if one is None or other is None else same_speaker(one, other)


def _overlap(ours: frozenset[tuple[str, str]], theirs: frozenset[tuple[str, str]]) -> float:
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter else 0.0


def _quotation(text: str, place: _Place, speaker: Speaker | None) -> Quotation:
    words = text[place.words_start : place.words_end]
    return Quotation(text=words, start=place.words_start, end=place.words_end, speaker=speaker)


def _places(text: str) -> list[_Place]:
    found = []
    for match in _QUOTED.finditer(text):
        group = next(at for at, part in enumerate(match.groups(), 1) if part is not None)
        words = match[group].strip()
        if _length(words) >= SHORTEST:
            start = match.start(group) + match[group].index(words)
            found.append(_Place(match.start(), match.end(), start, start + len(words)))
    return found


def _length(quotation: str) -> float:
    return sum(0.5 if is_spaceless(word) else 1 for word in tokens(quotation))


def _without_quotations(text: str, places: Sequence[_Place]) -> str:
    """The text with its quotations blotted out: nobody is named in there."""
    kept, at = [], 0
    for place in places:
        kept += [text[at : place.start], " " * (place.end - place.start)]
        at = place.end
    return "".join([*kept, text[at:]])


class _Reader:
    """Finds who speaks, quotation by quotation."""

    def __init__(self, text: str, lang: str, places: Sequence[_Place]) -> None:
        self._text = text
        self._lang = lang
        self._places = places
        self._bare = _without_quotations(text, places)
        self._found: list[Speaker | None] = []
        self._told = False
        """Whether the text tells who spoke last, by name or by a pronoun."""

    def read(self) -> list[Speaker | None]:
        """Return who speaks in each quotation."""
        for at in range(len(self._places)):
            self._found.append(self._resolve(at, self._attribute(at)))
        for at in reversed(range(len(self._places) - 1)):
            # A quotation of several paragraphs is closed in the last one, and told there.
            if self._found[at] is None and not self._places[at].closed:
                self._found[at] = self._found[at + 1]
        return self._found

    def _attribute(self, at: int) -> Found:
        place = self._places[at]
        before, after = self._before(at), self._after(at)
        if (said := speaker_embracing(self._bare, before, after, self._lang)) is not None:
            return said
        found = None
        if self._goes_on(place, after):
            found = speaker_after(self._bare, *after, self._lang)
        return speaker_before(self._bare, *before, self._lang) if found is None else found

    def _resolve(self, at: int, found: Found) -> Speaker | None:
        if found is None and self._told and self._continues(at):
            return self._found[at - 1]
        self._told = found is not None
        if not isinstance(found, Unnamed):
            return found
        one_sentence = at > 0 and self._before(at)[0] == self._places[at - 1].end
        return self._found[at - 1] if one_sentence else self._last_named(at)

    def _before(self, at: int) -> tuple[int, int]:
        """From the beginning of the sentence, or from the quotation before, to this one."""
        start = self._places[at].start
        first = max(self._places[at - 1].end if at else 0, start - _FAR)
        ends = [m.end() for m in _SENTENCE_END.finditer(self._bare, first, start)]
        ends = [end for end in ends if not self._is_abbreviation(end)]
        return (ends[-1] if ends else first), start

    def _after(self, at: int) -> tuple[int, int]:
        """From this quotation to the end of the sentence, or to the next one."""
        end = self._places[at].end
        last = len(self._text) if at + 1 == len(self._places) else self._places[at + 1].start
        last = min(last, end + _FAR)
        for stop in _SENTENCE_END.finditer(self._bare, end, last):
            if not self._is_abbreviation(stop.end()):
                return end, stop.start()
        return end, last

    def _is_abbreviation(self, end: int) -> bool:
        """Whether the full stop that ends here belongs to "st." or "J." rather than a sentence."""
        if self._text[end - 1] != ".":
            return False
        word = _LAST_WORD.search(self._text, max(end - 8, 0), end - 1)
        ends = self._text[end : end + 2].strip(" ")[:1] in ("", "\n")
        return word is not None and not ends and grammar_of(self._lang).is_abbreviation(word[0])

    def _goes_on(self, place: _Place, after: tuple[int, int]) -> bool:
        """Whether the sentence goes on behind a quotation: not where a full stop closes it."""
        if self._lang == "zh" or self._text[place.words_end - 1] not in ".。।":
            return True
        follows = self._text[slice(*after)].lstrip()
        return follows[:1] in (",", "،", "—", "–", "-") or follows[:1].islower()

    def _continues(self, at: int) -> bool:
        """Whether nothing stands between a quotation and the one before but who said that."""
        before, here = self._places[at - 1], self._places[at]
        gap = self._text[before.end : here.start]
        if "\n" in gap or len(gap) > _FAR / 2:
            return False
        if not any(piece.is_word for piece in pieces(gap, 0, len(gap))):
            return True
        after = self._after(at)
        goes_on = self._goes_on(here, after) and self._bare[slice(*after)].strip(" .,;:!?")
        opens = self._text[slice(*self._before(at))].strip()
        return (
            not goes_on
            and not opens
            and len(_SENTENCE_END.findall(gap)) == 1
            and self._says(at - 1)
        )

    def _says(self, at: int) -> bool:
        """Whether what stands behind a quotation tells its speaker, or nothing at all."""
        after = self._after(at)
        rest = self._bare[slice(*after)].strip(" .,;")
        return not rest or speaker_after(self._bare, *after, self._lang) is not None

    def _last_named(self, at: int) -> Speaker | None:
        """The one person named last, if paragraph or the one before it name no other."""
        start = self._places[at].start
        paragraph = self._bare.rfind("\n", 0, start) + 1
        earlier = self._bare.rfind("\n", 0, len(self._bare[:paragraph].rstrip())) + 1
        for begin, end in ((paragraph, start), (earlier, paragraph)):
            named = [who for who in self._everybody() if begin <= who.start < end]
            if may_name(self._bare, named[-1].end if named else begin, end, self._lang):
                return None  # somebody else, it may be
            if named:
                return _only(named) or self._same_as_before(at, named[-1])
        return None

    def _everybody(self) -> list[Speaker]:
        """All persons of the text each time that they are named, as far as it has been read."""
        spoke = [who for who in self._found if who is not None and who.names]
        return sorted({*self._persons, *spoke}, key=lambda who: who.start)

    @cached_property
    def _persons(self) -> list[Speaker]:
        return persons(self._bare, 0, len(self._bare), self._lang)

    def _same_as_before(self, at: int, last: Speaker) -> Speaker | None:
        """Who spoke just before, if nobody else has been named since."""
        spoke = self._found[at - 1] if at else None
        return spoke if spoke is not None and same_speaker(spoke, last) else None


def _only(named: Sequence[Speaker]) -> Speaker | None:
    """The fullest naming of the one person that all of these are; None if they are several."""
    first, *others = sorted(named, key=lambda who: (-len(who.names), who.start))
    return first if all(name_keys(first) & name_keys(who) for who in others) else None
