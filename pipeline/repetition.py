"""Sentences that an outlet repeats over its articles: found, learned, and taken off.

Promotion and standing notes are repeated, and the background of an affair at the end of each
report on it. What is learned is a function of an outlet's articles alone, not of their order.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import count
from zlib import crc32

from pipeline.boilerplate import Cleaned, ends_sentence, sentences

RECIPE = "sentences-1"
"""Raised with each change that changes what an article is found to hold."""

TIMES = 3
"""So many articles that are otherwise unlike must hold a sentence."""

SAMPLE = 60
"""More articles than this with one sentence say nothing new."""

# What is told for the first time stands high, background and notes stand low; the middle is not
# looked at, which bounds what is kept of a long article.
_OPENING = 3
_ENDING = 8
# Shorter ones ("He was arrested.") recur by themselves.
_LETTERS = 30
_EASTERN_LETTERS = 12
_UNLIKE_SHARE = 0.5
_EASTERN_END = re.compile("[。！？…][」』”’)）]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceList:
    """The sentences of an article that are long enough to be told from chance, as hashes."""

    edges: Mapping[int, str]
    """Those near either end: digest -> as printed. One sentence has a digest for openings and
    another for endings, so that what ends three articles may still open a fourth, as its news."""
    lengths: Mapping[int, int]
    """All of them: a hash of 32 bits -> how many characters, spaces apart."""


def list_sentences(body: str) -> SentenceList:
    """Return the sentences of a body that was cleaned of everything else."""
    found = [sentence for paragraph in _paragraphs(body) for sentence in paragraph]
    folded = [_repeatable(sentence) for sentence in found]
    return SentenceList(
        edges={
            digest: found[at].strip()
            for digests in (_opening_digests(folded), _ending_digests(folded))
            for at, digest in digests.items()
        },
        lengths={crc32(text.encode(errors="replace")): len(text) for text in folded if text},
    )


def is_repeated(holders: Sequence[Mapping[int, int]]) -> bool:
    """Whether three articles among these, given by `SentenceList.lengths`, are otherwise unlike.

    Half of the shorter one at most is shared by any two, so that edits of one article and its
    copies under other addresses teach nothing.
    """
    unlike: list[set[int]] = []
    for at, holder in enumerate(holders):
        found = {other for other in range(at) if _unlike(holder, holders[other])}
        if any(found & unlike[other] for other in found):
            return True
        unlike.append(found)
    return False


def sample_key(url: str) -> int:
    """Return what orders the articles that hold a sentence; the first `SAMPLE` are looked at."""
    return _signed_hash(url, b"sample")


def learn_repeated(
    articles: Iterable[tuple[str, str, SentenceList]],
) -> dict[str, frozenset[int]]:
    """Return the digests of the sentences that each outlet repeats.

    The articles are given as outlet, address and sentences.
    """
    outlets: dict[str, list[tuple[str, SentenceList]]] = defaultdict(list)
    for outlet, url, listed in articles:
        outlets[outlet].append((url, listed))
    return {outlet: _learn_outlet(members) for outlet, members in outlets.items()}


def without_repeated(cleaned: Cleaned, repeated: Collection[int]) -> Cleaned:
    """Return an article without these of its sentences; one that would lose all keeps all."""
    if not repeated:
        return cleaned
    kept, removed = leave_out(_split(cleaned.body), repeated)
    body = "\n\n".join(paragraph for paragraph in kept if paragraph)
    return replace(cleaned, body=body, removed=(*cleaned.removed, *removed))


def leave_out(
    paragraphs: Sequence[str], repeated: Collection[int]
) -> tuple[list[str], tuple[str, ...]]:
    """Return the paragraphs of a text without these of its sentences, and the sentences.

    A paragraph that loses all is empty; a text that would lose all keeps all.
    """
    parted = [_whole_sentences(paragraph) for paragraph in paragraphs]
    numbers = count()
    gone = _gone([_repeatable(s) for paragraph in parted for s in paragraph], repeated)
    kept: list[str] = []
    removed: list[str] = []
    for paragraph in parted:
        left: list[str] = []
        for sentence in paragraph:
            if next(numbers) in gone:
                removed.append(sentence.strip())
            else:
                left.append(sentence)
        kept.append("".join(left).rstrip())
    return (kept, tuple(removed)) if any(kept) else (list(paragraphs), ())


def digests_of(sentence: str) -> frozenset[int]:
    """Return what a sentence is known by near either end; none for one that recurs by itself."""
    text = _repeatable(sentence)
    if text is None:
        return frozenset()
    return frozenset({_signed_hash(text, b"opening"), _signed_hash(text, b"ending")})


def _gone(folded: Sequence[str | None], repeated: Collection[int]) -> set[int]:
    """The places of the sentences to be taken off.

    A repeated ending stays in the first third of an article, where it may be the news, unless
    nothing but repeated endings follows it, as the notes follow a brief.
    """
    openings = {at for at, digest in _opening_digests(folded).items() if digest in repeated}
    endings = {at for at, digest in _ending_digests(folded).items() if digest in repeated}
    tail = len(folded)
    while tail - 1 in endings:
        tail -= 1
    start = min(tail, _third(folded))
    return openings | {at for at in endings if at >= start}


def _learn_outlet(members: Sequence[tuple[str, SentenceList]]) -> frozenset[int]:
    holders: dict[int, list[Mapping[int, int]]] = defaultdict(list)
    for _, listed in sorted(members, key=lambda member: sample_key(member[0])):
        for digest in listed.edges:
            holders[digest].append(listed.lengths)
    return frozenset(
        digest
        for digest, held in holders.items()
        if len(held) >= TIMES and is_repeated(held[:SAMPLE])
    )


def _paragraphs(body: str) -> list[list[str]]:
    return [_whole_sentences(paragraph) for paragraph in _split(body)]


def _split(body: str) -> list[str]:
    return [paragraph for paragraph in body.split("\n\n") if paragraph]


def _whole_sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, where a point inside a name ("Quay.N") parts none."""
    whole: list[str] = []
    for sentence in sentences(paragraph):
        if whole and not (whole[-1][-1].isspace() or _EASTERN_END.search(whole[-1])):
            whole[-1] += sentence
        else:
            whole.append(sentence)
    return whole


def _third(folded: Sequence[str | None]) -> int:
    return (len(folded) + 2) // 3


def _opening_digests(folded: Sequence[str | None]) -> dict[int, int]:
    """The digests of the first sentences, by their places."""
    places = range(min(_OPENING, _third(folded)))
    return {at: _signed_hash(text, b"opening") for at in places if (text := folded[at])}


def _ending_digests(folded: Sequence[str | None]) -> dict[int, int]:
    """The digests of the last sentences, by their places."""
    places = range(max(0, len(folded) - _ENDING), len(folded))
    return {at: _signed_hash(text, b"ending") for at in places if (text := folded[at])}


def _repeatable(sentence: str) -> str | None:
    """A sentence without its spaces and capitals, None for one that may recur by itself."""
    folded = "".join(sentence.casefold().split())
    if len(folded) < (_EASTERN_LETTERS if folded[:1] > "\u3000" else _LETTERS):
        return None
    if not ends_sentence(folded) and any(char.isdigit() for char in folded):
        return None  # a row of a table: the figures of one day
    return folded


def _signed_hash(text: str, person: bytes) -> int:
    """Return a hash that a column for whole numbers can hold."""
    digest = blake2b(text.encode(errors="replace"), digest_size=8, person=person).digest()
    return int.from_bytes(digest, "big", signed=True)


def _unlike(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    shared = sum(one[key] for key in one.keys() & other.keys())
    return shared <= _UNLIKE_SHARE * min(sum(one.values()), sum(other.values()))
