"""The language of a text: detected where the text is long enough, else as declared."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from operator import itemgetter

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawlers.extract.tables import read_rows

# Below these the detector guesses: names and numbers outweigh function words.
MIN_LETTERS = 60
MIN_CONFIDENCE = 0.9
SAMPLE = 500
"""Characters that are looked at: more takes longer and tells nothing more."""

_WORD = re.compile(r"\w+")
_MIN_WORDS = 30
_SMALL_SHARE = 0.2
"""Of the words of a text that small words are, at least, in the language that it is in."""

# Codes that name one language twice, or that have been replaced; and what the detector tells apart
# that a page declares under one code: a text between two of them would be in neither.
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
_SAME |= {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh"}


def detect_language(text: str, *declared: str | None) -> str | None:
    """Return the ISO 639-1 code of `text`; of the first declared language where it is too short."""
    named = next(filter(None, map(primary_subtag, declared)), None)
    sample = text[:SAMPLE]
    if named is not None and _is_confirmed(sample, named):
        return named
    if sum(map(str.isalpha, sample)) >= MIN_LETTERS:
        code, confidence = _detected(sample)
        if confidence >= MIN_CONFIDENCE:
            return primary_subtag(code)
    return named


def _detected(sample: str) -> tuple[str, float]:
    """The likeliest language of a text, and how likely it is."""
    shares: dict[str, float] = defaultdict(float)
    for code, share in _identifier().rank(sample):
        shares[_SAME.get(code, code)] += share
    return max(shares.items(), key=itemgetter(1))


def _is_confirmed(sample: str, lang: str) -> bool:
    """Whether the small words of a text are those of a language: told in no time."""
    words = _WORD.findall(sample.casefold())
    small = _small_words().get(lang)
    if small is None or len(words) < _MIN_WORDS:
        return False
    return sum(word in small for word in words) >= _SMALL_SHARE * len(words)


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {lang: frozenset(words.split()) for lang, words in read_rows("function_words.txt")}


def primary_subtag(tag: str | None) -> str | None:
    """Return `pt` for `pt-BR` or `PT_br`, None for what is no language tag."""
    code = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        return None
    return _SAME.get(code, code)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
