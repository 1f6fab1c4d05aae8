"""What a person types into a search, read into words, phrases and filters.

Nothing that is typed reaches a database as it is: what is left of it are terms of
`pipeline.search_text`, and values that were checked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.records import VariantKind
from pipeline.search_text import search_terms
from pipeline.text import is_spaceless

MAX_CHARACTERS = 1_000
MAX_PHRASES = 40

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PART = re.compile(
    r"(?P<minus>-)?(?:(?P<field>outlet|lang|kind|since|until):)?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<word>[^\s"]+)|(?<=:))',
    re.IGNORECASE,
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LANGUAGE = re.compile("[a-z]{2,3}")
_SHORTEST_BEGINNING = 2
_DAY = len("2026-03-14")
_EXAMPLES = {
    "outlet": "outlet:harbour-post",
    "lang": "lang:en",
    "kind": "kind:rewrite",
    "since": "since:2026-03-14",
    "until": "until:2026-03-14",
}


class QueryError(ValueError):
    """A query that cannot be asked; the message says why and how to write it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow each other; one of them is a single word."""

    terms: tuple[str, ...]
    beginning: bool = False
    """Whether the last term may go on: what begins with it is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Values of which an article must have one, and values that it must not have."""

    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched for: each of `groups` must be found, one phrase of it, and no `excluded`."""

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()
    outlets: Filter = field(default_factory=Filter)
    languages: Filter = field(default_factory=Filter)
    kinds: Filter = field(default_factory=Filter)
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""

    @property
    def wanted(self) -> tuple[Phrase, ...]:
        """The phrases to mark in what was found."""
        return tuple(phrase for group in self.groups for phrase in group)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of what was typed."""

    text: str
    minus: bool
    filter: str | None
    quoted: bool


def parse_query(text: str) -> Query:
    """Read what was typed. Raises QueryError where it cannot be asked.

    `storm flood` both words; `"storm flood"` the phrase; `storm OR flood` either; `-flood` without;
    `flood*` all that begins so; and outlet:, lang:, kind:, since: and until:, which may name
    several values parted by commas, or stand behind a minus.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryError(f"this is longer than {MAX_CHARACTERS:,} characters: search for less")
    parts = list(_parts(text))
    groups, excluded = _read_words(parts)
    if len(excluded) + sum(map(len, groups)) > MAX_PHRASES:
        raise QueryError(f"this is more than {MAX_PHRASES} words: search for less")
    times = {name: _times(parts, name) for name in ("since", "until")}
    query = Query(
        groups=groups,
        excluded=excluded,
        outlets=_filter(parts, "outlet"),
        languages=_checked_languages(_filter(parts, "lang")),
        kinds=_checked_kinds(_filter(parts, "kind")),
        since=max(times["since"], default=None),
        until=min(times["until"], default=None),
    )
    if excluded and not groups:
        raise QueryError("say what to find too, not only what to leave out")
    if query == Query():
        raise QueryError("there is no word in it to search for")
    return query


def parse_time(text: str, *, end: bool = False) -> datetime:
    """Return the instant at which a day, a month, a year or a time begins, or after which it ends.

    Raises QueryError for anything else.
    """
    try:
        if re.fullmatch(r"\d{4}", text):
            return datetime(int(text) + end, 1, 1, tzinfo=UTC)
        if month := re.fullmatch(r"(\d{4})-(\d{2})", text):
            first = datetime(int(month[1]), int(month[2]), 1, tzinfo=UTC)
            return (first + timedelta(days=31)).replace(day=1) if end else first
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        return at + timedelta(days=1) if end and len(text) <= _DAY else at
    except (ValueError, OverflowError):
        raise QueryError(
            f"{text!r} is no day or time; write 2026-03-14, 2026-03 or 2026-03-14T18:55"
        ) from None


def _parts(text: str) -> Iterator[_Part]:
    for found in _PART.finditer(text.translate(_QUOTES)):
        quoted = found["quoted"] is not None
        yield _Part(
            text=(found["quoted"] if quoted else found["word"]) or "",
            minus=found["minus"] is not None,
            filter=found["field"] and found["field"].lower(),
            quoted=quoted,
        )


def _read_words(
    parts: Iterable[_Part],
) -> tuple[tuple[tuple[Phrase, ...], ...], tuple[Phrase, ...]]:
    groups: list[list[Phrase]] = []
    excluded: list[Phrase] = []
    either = False  # after an OR
    joins = False  # whether an OR may follow
    for part in parts:
        if _is_word(part, "OR", "|"):
            if either or not joins:
                raise QueryError(_MISPLACED_OR)
            either, joins = True, False
            continue
        phrase = None if part.filter else _phrase(part)
        if phrase is None and not part.filter:
            continue  # punctuation, or AND
        if either and (phrase is None or part.minus):
            raise QueryError(_MISPLACED_OR)
        joins = phrase is not None and not part.minus
        if phrase is None:
            continue
        if part.minus:
            excluded.append(phrase)
        elif either:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
        either = False
    if either:
        raise QueryError(_MISPLACED_OR)
    return tuple(map(tuple, groups)), tuple(excluded)


_MISPLACED_OR = (
    'OR stands between two words or phrases: storm OR flood; to search for the word, write "or"'
)


def _is_word(part: _Part, *words: str) -> bool:
    return part.text in words and not (part.minus or part.quoted or part.filter)


def _phrase(part: _Part) -> Phrase | None:
    """What a part of the query asks for; None where it holds no word."""
    if _is_word(part, "AND"):
        return None
    terms = search_terms(part.text)
    if not terms:
        return None
    *_, last = terms
    if is_spaceless(last):
        # The last of a run is a term by itself only where the run ends; here it may go on.
        if len(terms) > 1 and terms[-2].endswith(last) and is_spaceless(terms[-2][0]):
            return Phrase(tuple(terms[:-1]))
        return Phrase(tuple(terms), beginning=True)
    starred = part.text.endswith("*") and not part.quoted
    if starred and len(last) < _SHORTEST_BEGINNING:
        raise QueryError(f"{part.text} begins too many words: give {_SHORTEST_BEGINNING} letters")
    # Korean hangs particles onto its nouns.
    return Phrase(tuple(terms), beginning=starred or _HANGUL.search(last) is not None)


def _values(parts: Iterable[_Part], name: str) -> Iterator[tuple[str, bool]]:
    for part in parts:
        if part.filter == name:
            values = [value.strip() for value in part.text.split(",") if value.strip()]
            if not values:
                raise QueryError(f"{name}: needs a value, as in {_EXAMPLES[name]}")
            yield from ((value, part.minus) for value in values)


def _filter(parts: Iterable[_Part], name: str) -> Filter:
    values = list(_values(parts, name))
    return Filter(
        any_of=tuple(dict.fromkeys(value for value, minus in values if not minus)),
        none_of=tuple(dict.fromkeys(value for value, minus in values if minus)),
    )


def _times(parts: Iterable[_Part], name: str) -> list[datetime]:
    values = list(_values(parts, name))
    if any(minus for _, minus in values):
        raise QueryError(f"{name}: cannot stand behind a minus")
    return [parse_time(value, end=name == "until") for value, _ in values]


def _checked_languages(languages: Filter) -> Filter:
    lower = Filter(
        any_of=tuple(value.lower() for value in languages.any_of),
        none_of=tuple(value.lower() for value in languages.none_of),
    )
    for value in (*lower.any_of, *lower.none_of):
        if not _LANGUAGE.fullmatch(value):
            raise QueryError(f"{value!r} is no code of a language; write lang:en or lang:de")
    return lower


def _checked_kinds(kinds: Filter) -> Filter:
    known = [kind.value for kind in VariantKind]
    for value in (*kinds.any_of, *kinds.none_of):
        if value.lower() not in known:
            raise QueryError(f"{value!r} is no kind; there are {', '.join(known)}")
    return Filter(
        any_of=tuple(value.lower() for value in kinds.any_of),
        none_of=tuple(value.lower() for value in kinds.none_of),
    )
