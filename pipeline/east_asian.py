"""Who speaks in Chinese, Japanese and Korean: by particles and places, since no capital tells."""

import re

from pipeline.saying import Piece, Pieces, Wording, last_part
from pipeline.speakers import UNNAMED, Found, Speaker

_LONGEST_TITLE = 7
_LONGEST_PHRASE = 24
_SHORTEST_NAME, _LONGEST_NAME, _LONGEST_JAPANESE_NAME = 2, 4, 6
"""Characters of a name."""

_SUBJECT_PARTICLES = (("께서는", "은", "는"), ("께서", "이", "가"))
"""Korean: topic before subject, longer before shorter."""

Span = tuple[int, int]


def in_korean(wording: Wording, found: Pieces) -> Found:
    """Return who carries a subject's particle before a quotation."""
    words = [at for at, piece in enumerate(found) if piece.is_word]
    if not words or any(wording.has("pronoun", found[at].lower) for at in words):
        return UNNAMED
    for particles in _SUBJECT_PARTICLES:
        marked = [(at, end) for at in words if (end := _ending(found[at].text, particles))]
        titled = [
            (at, end)
            for at, end in marked
            if found[at].text.removesuffix(end).endswith(wording.titles)
        ]
        if marked:
            return _korean_speaker(wording, found, *(titled[-1] if titled else marked[0]))
    return None


def _ending(word: str, particles: tuple[str, ...]) -> str | None:
    return next((p for p in particles if word.endswith(p) and len(word) > len(p)), None)


def _korean_speaker(wording: Wording, found: Pieces, at: int, ending: str) -> Speaker:
    head = found[at]
    bare = Piece(head.text.removesuffix(ending), head.lower.removesuffix(ending), head.start)
    before = _without_brackets(last_part(found[:at]))
    run = [*[piece for piece in before if piece.is_word], bare][-_LONGEST_TITLE:]
    names = [
        piece.text
        for piece in run
        if _SHORTEST_NAME <= len(piece.text) <= _LONGEST_NAME
        and not piece.text.endswith(wording.titles)
    ]
    return Speaker(start=run[0].start, end=run[-1].end, names=tuple(names[-1:]))


def _without_brackets(found: Pieces) -> Pieces:
    depth = 0
    kept = []
    for piece in found:
        depth += (piece.text in "(（") - (piece.text in ")）")
        if depth == 0 and piece.text not in ")）":
            kept.append(piece)
    return kept


def in_japanese(wording: Wording, text: str, before: Span, after: Span) -> Found:
    """Return who carries は, が or も before a quotation that と and a verb follow."""
    said = re.match(r"\s*(?:などと|と|って)(.{0,14})", text[slice(*after)])
    if said is None:
        return None
    if said[1].strip() and not any(stem in said[1] for stem in wording.stems["verb"]):
        return None
    part = text[slice(*before)]
    marked = [
        *re.finditer(r"([^。、「」！？\n]{1,24}?)(?<![でにとへ])は", part),
        *re.finditer(r"([^。、「」！？\n]{1,24}?)(?:が|も)(?=[^。、]*$)", part),
    ]
    if not marked:
        return UNNAMED if len(part.strip()) < _SHORTEST_NAME else None
    title = re.compile(rf"(?:.*(?:した|[のでにを\s]))?(.*(?:{wording.any_of('title')}).*)")
    for mark in marked:
        if titled := title.fullmatch(mark[1]):
            start = before[0] + mark.start(1)
            return _speaker(wording, text, start + titled.start(1), start + titled.end(1))
    return UNNAMED if marked[0][1] in wording.words["pronoun"] else None


def in_chinese(wording: Wording, text: str, start: int, end: int) -> Found:
    """Return who stands before the verb that opens a quotation."""
    part = text[start:end]
    said = re.search(rf"(?:{wording.any_of('verb')})道?[：:，,]?\s*$", part)
    if said is None:
        return None
    clauses = list(re.finditer(r"[^，,。；：]+", part[: said.start()]))
    if not clauses:
        return UNNAMED
    return _chinese_speaker(wording, text, start + clauses[-1].start(), start + clauses[-1].end())


def behind_in_chinese(wording: Wording, text: str, start: int, end: int) -> Found:
    """Return who stands between a quotation and the verb behind it."""
    said = re.match(
        rf"[，,\s]*([^，,。；：！？\n]{{0,{_LONGEST_PHRASE}}}?)(?:{wording.any_of('verb')})",
        text[start:end],
    )
    if said is None:
        return None
    return _chinese_speaker(wording, text, start + said.start(1), start + said.end(1))


def _chinese_speaker(wording: Wording, text: str, start: int, end: int) -> Found:
    if text[start:end].strip() in wording.words["pronoun"]:
        return UNNAMED
    come = re.match(r"[来來]自.{1,10}?的", text[start:end])
    start += come.end() if come else 0
    cut = re.search(rf"(?<=..)(?:{wording.any_of('preposition')})", text[start:end])
    end = start + cut.start() if cut else end
    return _speaker(wording, text, start, end) if text[start:end].strip() else UNNAMED


def _speaker(wording: Wording, text: str, start: int, end: int) -> Found:
    phrase = text[start:end]
    if len(phrase) > _LONGEST_PHRASE:
        return None
    without_age = re.sub(r"[（(].*?[）)]", "", phrase)
    parts = [part for part in re.split(wording.any_of("title"), without_age) if part]
    japanese = wording.lang == "ja"
    # A Japanese title stands behind the name, a Chinese one before it.
    name = parts[0 if japanese else -1] if parts else ""
    longest = _LONGEST_JAPANESE_NAME if japanese else _LONGEST_NAME
    named = _SHORTEST_NAME <= len(name) <= longest
    return Speaker(start=start, end=end, names=(name,) if named else ())
