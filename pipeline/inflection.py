"""Whether two forms of a name are one in different cases, which tells nothing of the name."""

from functools import cache

from pipeline.credit import read_table

_SHORTEST_STEM = 3


def is_inflection(one: str, other: str, lang: str) -> bool:
    """Whether two lower-case words may be one name in two cases of a language."""
    endings = _endings().get(lang)
    if endings is None:
        return False
    ours, theirs = (word.replace("’", "'").replace("'", "") for word in (one, other))
    common = next(
        (at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
        min(len(ours), len(theirs)),
    )
    # What both have in common may hold the beginning of both endings: "Глубок-ого", "Глубок-ому".
    stems = range(_SHORTEST_STEM, common + 1)
    return any(ours[at:] in endings and theirs[at:] in endings for at in stems)


@cache
def _endings() -> dict[str, frozenset[str]]:
    return {
        lang: frozenset(("", *endings.split("|")))
        for lang, endings in read_table("case_endings.tsv")
    }
