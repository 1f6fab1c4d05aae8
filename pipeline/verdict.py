"""From the measures of a pair to a decision: same story or not, and what one is of the other."""

from pipeline.comparison import Comparison, Profile, compare
from pipeline.records import JudgedPair, VariantKind

METHOD = "shingles-1"
SAME_STORY = 0.5
"""Probability from which a pair is taken to tell the same story."""

# Under this many words a text says too little to be judged by its words alone.
TOO_SHORT_WORDS = 40


def judge(first: Profile, second: Profile, *, proposed: bool = True) -> JudgedPair:
    """Compare two articles and decide; the order of the two does not matter."""
    if first.article.article_id > second.article.article_id:
        first, second = second, first
    comparison = compare(first, second)
    chance = probability(comparison)
    return JudgedPair(
        first_id=first.article.article_id,
        second_id=second.article.article_id,
        first_version_id=first.article.version_id,
        second_version_id=second.article.version_id,
        method=METHOD,
        same_story=chance >= SAME_STORY,
        probability=chance,
        measures=comparison.measures(),
        proposed=proposed,
    )


def probability(comparison: Comparison) -> float:
    """Return how likely the pair tells the same story, from shared shingles alone.

    Straight lines through the measured points: in wire copy, pairs whose shorter text is half
    found in the longer one tell the same story nearly always, those with a fifth in common in
    about half of all cases.
    """
    if comparison.shorter_words < TOO_SHORT_WORDS:
        return 1.0 if comparison.jaccard == 1.0 else 0.0
    contained = max(comparison.first_in_second, comparison.second_in_first)
    evidence = max(2.5 * comparison.jaccard, 1.25 * contained)
    return min(evidence, 1.0)


def variant_kind(variant: Profile, original: Profile) -> VariantKind:
    """Return what a variant is of its story's original."""
    shared = compare(variant, original)
    kept, own = shared.second_in_first, shared.first_in_second
    if shared.jaccard >= 0.8:
        return VariantKind.REPRINT
    if own >= 0.5 and kept >= 0.5:
        return VariantKind.LIGHT
    if own >= 0.5:
        return VariantKind.ABRIDGED
    if kept >= 0.5:
        return VariantKind.EXPANDED
    return VariantKind.REWRITE
