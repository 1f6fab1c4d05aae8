"""From the measures of a pair to a decision: same story or not, and what one is of the other."""

from pipeline.comparison import Profile, compare, one_language
from pipeline.model import Score, load_model
from pipeline.records import JudgedPair, VariantKind

METHOD = load_model().name
"""The name of the judgement, stored with what it decided: that of the model in use."""

SAME_STORY = 0.4
"""Probability from which a pair is taken to tell the same story; docs/quality.md has the table."""

IN_DOUBT = (0.3, 0.7)
"""Between these a verdict is worth a look by a person; `newsfold review` lists such pairs."""

# Under this many words a text says too little to be judged by anything but equality.
TOO_SHORT_WORDS = 20


def judge(first: Profile, second: Profile, *, proposed: bool = True) -> JudgedPair:
    """Compare two articles and decide; the order of the two does not matter."""
    if first.article.article_id > second.article.article_id:
        first, second = second, first
    measures = compare(first, second)
    chance = _probability(first, second, measures)
    return JudgedPair(
        first_id=first.article.article_id,
        second_id=second.article.article_id,
        first_version_id=first.article.version_id,
        second_version_id=second.article.version_id,
        method=METHOD,
        same_story=chance >= SAME_STORY,
        probability=chance,
        measures=measures,
        proposed=proposed,
    )


def score(first: Profile, second: Profile) -> Score:
    """Return the score of a pair with what each measure adds to it."""
    return load_model().score(compare(first, second), one_language=one_language(first, second))


def too_short(first: Profile, second: Profile) -> bool:
    """Whether either text says too little to be judged."""
    return min(len(first.words), len(second.words)) < TOO_SHORT_WORDS


def variant_kind(variant: Profile, original: Profile) -> VariantKind:
    """Return what a variant is of its story's original, by the text that both share."""
    if not one_language(variant, original):
        return VariantKind.REWRITE
    shared = len(variant.shingles & original.shingles)
    own = shared / max(len(variant.shingles), 1)
    kept = shared / max(len(original.shingles), 1)
    if min(own, kept) >= 0.85:
        return VariantKind.REPRINT
    if own >= 0.4 and kept >= 0.4:
        return VariantKind.LIGHT
    if own >= 0.4:
        return VariantKind.ABRIDGED
    if kept >= 0.4:
        return VariantKind.EXPANDED
    return VariantKind.REWRITE


def _probability(first: Profile, second: Profile, measures: dict[str, float]) -> float:
    if too_short(first, second):
        return float(first.words == second.words and bool(first.words))
    model = load_model()
    return model.score(measures, one_language=one_language(first, second)).probability
