"""The language of a text: detected where the text is long enough, else as declared."""

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Below these the detector guesses: names and numbers outweigh function words.
MIN_LETTERS = 60
MIN_CONFIDENCE = 0.9
SAMPLE = 500
"""Characters that are looked at: more takes longer and tells nothing more."""

# Codes that name one language twice, or that have been replaced.
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}


def detect_language(text: str, *declared: str | None) -> str | None:
    """Return the ISO 639-1 code of `text`; of the first declared language where it is too short."""
    if sum(map(str.isalpha, text[:SAMPLE])) >= MIN_LETTERS:
        code, confidence = _identifier().classify(text[:SAMPLE])
        if confidence >= MIN_CONFIDENCE:
            return primary_subtag(code)
    return next(filter(None, map(primary_subtag, declared)), None)


def primary_subtag(tag: str | None) -> str | None:
    """Return `pt` for `pt-BR` or `PT_br`, None for what is no language tag."""
    code = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        return None
    return _SAME.get(code, code)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
