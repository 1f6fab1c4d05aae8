"""Names, romanised from any script, and keys under which their spellings meet.

One man is Ярамир Темирханов at the agency, Yaramyr Temirkhanov at one farm and Yaromir Temirkanov
at the next: vowels, doubled and voiced consonants and endings go astray, the order of the other
consonants stays. A skeleton keeps just that (compare Soundex, Odell and Russell 1918; its classes
are those of the confusions that are seen between transliterations).
"""

import re
from functools import lru_cache

from anyascii import anyascii

LONGEST = 5
"""Codes of a skeleton: what follows is mostly an ending."""

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")

_ADJECTIVE_ENDING = re.compile(
    "(?:ск(?:ого|ому|ими|их|им|ом|ой|ую|ая|ие|ий)|ськ(?:ий|ого|ому|им|а|ої|у))$"
)
_CASE_ENDING = re.compile(
    "(?:[ое]го|[ое]му|[ыи]ми|[ая]ми|[ое]ві|[оеыи]м|[оеє]й|[аоя]х|[ая]м|ів|[ое]ю|[аеиоуыьюяйії])$"
)
_PARTICLE = re.compile("(?:으로|에서|에게|까지|부터|[은는이가을를의에로와과도씨])$")
_PREFIX = re.compile("^(?:وال|بال|كال|فال|لل|ال|و(?=...)|ب(?=....)|ل(?=....))")

_CLUSTERS = {
    "schtsch": "S", "shch": "S", "tsch": "C", "cki": "TSK", "sch": "S", "tch": "C",
    "ce": "S", "ch": "C", "ci": "S", "ck": "K", "cz": "C", "ds": "TS", "gh": "K", "kh": "K",
    "ph": "V", "sh": "S", "sz": "S", "th": "T", "ts": "TS", "tz": "TS", "zh": "S",
}  # fmt: skip
_LETTERS = dict(zip("bcdfghklmnpqrstvwxz", "PKTVKKKLMNPKRSTVVXS", strict=True)) | {"x": "KS"}
_UNIT = re.compile("|".join(sorted(_CLUSTERS, key=len, reverse=True)) + "|.")


@lru_cache(maxsize=200_000)
def romanise(word: str) -> str:
    """Return a lower-case word in the letters a to z, without case ending or particle."""
    if _CYRILLIC.search(word):
        word = _ADJECTIVE_ENDING.sub("ск", word) if len(word) > 5 else word
        word = _CASE_ENDING.sub("", word) if len(word) > 4 else word
    elif _HANGUL.search(word):
        word = _PARTICLE.sub("", word) if len(word) > 2 else word
    elif _ARABIC.search(word):
        word = _PREFIX.sub("", word)
    return re.sub("[^a-z]", "", anyascii(word).lower())


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """Return the key under which the spellings of one name meet: at most `LONGEST` codes.

    Consonants by class, runs of one class once, vowels dropped but for an "A" that stands for one
    at the beginning.
    """
    roman = romanise(word)
    codes = ["A"] if roman[:1] in tuple("aeiou") else []
    for unit in _UNIT.findall(roman):
        for code in _CLUSTERS.get(unit, _LETTERS.get(unit, "")):
            if not codes or codes[-1] != code:
                codes.append(code)
    return "".join(codes[:LONGEST])


@lru_cache(maxsize=200_000)
def near_keys(key: str) -> frozenset[str]:
    """Return the skeleton with each code but the first left out: what a garbled name may share."""
    if len(key) < 4:
        return frozenset()
    return frozenset(key[:at] + key[at + 1 :] for at in range(1, len(key)))
