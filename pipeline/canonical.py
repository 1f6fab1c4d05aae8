"""Which variant of a story stands for it, and what each of the others is of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.comparison import Profile
from pipeline.direction import LikelySource, credits_outlet, latest_time, likely_sources, was_before
from pipeline.grouping import Pair, ordered
from pipeline.records import JudgedPair, VariantKind, VariantPlan
from pipeline.verdict import variant_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The canonical article of a story, and why it was chosen."""

    article_id: int
    reason: str


def choose_canonical(profiles: Sequence[Profile]) -> Choice:
    """Return the credited origin if we hold it, else the earliest, else the fullest text.

    The earliest is the one that was there by the earliest instant: an article that names only its
    day was there by the end of that day, and not before one of the same noon.
    """
    credited = [p for p in profiles if _is_credited_by_another(p, profiles)]
    pool = credited or profiles
    first = min(pool, key=_precedence)
    if credited:
        reason = f"other variants credit {first.article.outlet}"
    elif len(profiles) == 1:
        reason = "the only article"
    elif _surely_earliest(first, profiles):
        reason = "published first"
    else:
        reason = _earliest_for_all_we_know(first, profiles)
    return Choice(article_id=first.article.article_id, reason=reason)


def plan_variants(
    profiles: Sequence[Profile], pairs: Mapping[Pair, JudgedPair]
) -> tuple[Choice, tuple[VariantPlan, ...]]:
    """Return the canonical article of one story and the place of each article in it."""
    choice = choose_canonical(profiles)
    original = next(p for p in profiles if p.article.article_id == choice.article_id)
    sources = likely_sources(profiles, canonical_id=choice.article_id)
    return choice, tuple(
        _plan_variant(profile, original, sources.get(profile.article.article_id), pairs)
        for profile in sorted(profiles, key=lambda p: p.article.article_id)
    )


def _plan_variant(
    profile: Profile,
    original: Profile,
    source: LikelySource | None,
    pairs: Mapping[Pair, JudgedPair],
) -> VariantPlan:
    article = profile.article
    canonical = article.article_id == original.article.article_id
    tied_to = source.article_id if source else original.article.article_id
    pair = pairs.get(ordered(article.article_id, tied_to))
    return VariantPlan(
        article_id=article.article_id,
        version_id=article.version_id,
        kind=VariantKind.ORIGINAL if canonical else variant_kind(profile, original),
        canonical=canonical,
        score=None if pair is None else pair.probability,
        likely_source_id=source.article_id if source else None,
        source_confidence=source.confidence if source else None,
        source_reason=source.reason if source else None,
        left_out=article.left_out,
    )


def _precedence(profile: Profile) -> tuple[float, int, str]:
    """Earlier first; of equal bounds the fuller text; then the address, to be stable."""
    article = profile.article
    return latest_time(article).timestamp(), -len(article.body), article.url


def _earliest_for_all_we_know(first: Profile, profiles: Sequence[Profile]) -> str:
    by = latest_time(first.article)
    rivals = [p for p in profiles if p is not first and not was_before(first.article, p.article)]
    if any(latest_time(p.article) == by for p in rivals):
        return "no time tells who was first; the fullest of the texts that may have been"
    others = "another" if len(rivals) == 1 else f"{len(rivals)} others"
    return f"there by the earliest time, though {others} may have been there before"


def _surely_earliest(first: Profile, profiles: Sequence[Profile]) -> bool:
    return all(was_before(first.article, p.article) for p in profiles if p is not first)


def _is_credited_by_another(profile: Profile, profiles: Sequence[Profile]) -> bool:
    return any(credits_outlet(p.article, profile.article) for p in profiles)
