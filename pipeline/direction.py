"""Who was first, and which article each variant was probably taken from, how surely, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pipeline.comparison import Profile, one_language, share_found
from pipeline.credit import names_outlet
from pipeline.records import ArticleText, DateClaim

ENOUGH = 0.3
"""Confidence under which the answer is that the source is not known."""

# A credit says it in words. The outlet's own copy may well be dated later: agencies serve their
# customers first.
_CREDITED = 0.95
_CREDITED_BUT_LATER = 0.8

# Without a credit: an earlier article of the same story may be the source, and the more so the
# more of its text is found again. One that need not be earlier counts half.
_EARLIER = 0.3
_COPIED = 0.6
_ORDER_OPEN = 0.5

# The canonical article is the source unless another holds a tenth of the text more: of the variants
# of a report most were taken from it, and idioms alone make a few hundredths.
_CANONICAL_FIRST = _COPIED / 10

_DAY = timedelta(days=1)

# Hours that clocks are ahead of UTC, in winter and in summer, where most of a language is written.
# English and Portuguese are at home everywhere: any full hour would be a midnight of theirs.
_HOURS_EAST: Mapping[str, tuple[float, ...]] = {
    "ar": (2, 3), "de": (1, 2), "es": (1, 2), "fa": (3.5,), "fr": (1, 2), "hi": (5.5,),
    "it": (1, 2), "ja": (9,), "ko": (9,), "pl": (1, 2), "ru": (3,), "tr": (3,), "uk": (2, 3),
    "zh": (8,),
}  # fmt: skip
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelySource:
    """The article that another one was probably taken from."""

    article_id: int
    confidence: float
    """0 to 1."""
    reason: str


def likely_sources(profiles: Sequence[Profile], *, canonical_id: int) -> dict[int, LikelySource]:
    """Return the article that each one of a story was most likely taken from.

    Those of which it is not known are left out, and so is the canonical one. The surest are
    settled first; nobody is taken from someone who took it from him.
    """
    by_id = {profile.article.article_id: profile for profile in profiles}
    found: dict[int, LikelySource] = {}
    for article_id, source in _by_confidence(by_id, canonical_id):
        if article_id not in found and not _leads_to(source.article_id, article_id, found):
            found[article_id] = source
    return found


def credits_outlet(article: ArticleText, other: ArticleText) -> bool:
    """Whether an article credits the outlet of another; naming one's own outlet is no credit."""
    if article.credit is None or article.outlet == other.outlet:
        return False
    return _names(article.credit, other.outlet)


# A story has few credits and outlets, and every pair of its articles is asked.
_names = lru_cache(maxsize=10_000)(names_outlet)


def was_before(one: ArticleText, other: ArticleText) -> bool | None:
    """Whether `one` was published before `other`; None where their times do not tell."""
    before = latest_time(one) <= earliest_time(other)
    after = latest_time(other) <= earliest_time(one)
    return None if before == after else before


def earliest_time(article: ArticleText) -> datetime:
    """The first instant at which the article may have been published."""
    claim = _believed(article)
    return claim.earliest if claim else _EVER


def latest_time(article: ArticleText) -> datetime:
    """The last instant at which it may have been: no later than we saw it."""
    claim = _believed(article)
    if claim is None:
        return article.first_seen_at
    names_day = claims_day(claim, article.lang)
    latest = max(claim.latest, claim.at + _DAY) if names_day else claim.latest
    return min(latest, article.first_seen_at)


def claims_day(claim: DateClaim, lang: str | None = None) -> bool:
    """Whether a claim names a day rather than a time of it.

    Midnight to the second, in UTC or where the language is at home, is a day that a machine has
    put a time to: one page in four of those that re-tell wire copy claims it, and no newsroom
    publishes so often at that second.
    """
    return not claim.has_time or any(
        (claim.at.timestamp() + hours * 3600) % _DAY.total_seconds() == 0
        for hours in (0, *_HOURS_EAST.get(lang or "", ()))
    )


def clock_is_wrong(article: ArticleText) -> bool:
    """Whether an article claims a time after we saw it."""
    claim = article.published
    return claim is not None and claim.earliest > article.first_seen_at


def _believed(article: ArticleText) -> DateClaim | None:
    return None if clock_is_wrong(article) else article.published


def _by_confidence(
    by_id: Mapping[int, Profile], canonical_id: int
) -> list[tuple[int, LikelySource]]:
    """Every source that an article may have, the surest first; of near equals the canonical one."""

    def rank(claim: tuple[int, LikelySource]) -> tuple[float, bool, datetime, str, str]:
        variant, source = by_id[claim[0]].article, by_id[claim[1].article_id].article
        canonical = source.article_id == canonical_id
        sure = claim[1].confidence + _CANONICAL_FIRST * canonical
        return -sure, not canonical, latest_time(source), source.url, variant.url

    claims = [
        (article_id, source)
        for article_id, variant in by_id.items()
        if article_id != canonical_id
        for other in by_id.values()
        if other is not variant and (source := _claim(variant, other)) is not None
    ]
    return sorted(claims, key=rank)


def _claim(variant: Profile, other: Profile) -> LikelySource | None:
    before = was_before(other.article, variant.article)
    if credits_outlet(variant.article, other.article):
        confidence, reason = _credited(other.article.outlet, before)
    elif before is False:
        return None
    else:
        confidence, reason = _copied(variant, other, before)
    if confidence < ENOUGH:
        return None
    return LikelySource(
        article_id=other.article.article_id, confidence=round(confidence, 3), reason=reason
    )


def _credited(outlet: str, before: bool | None) -> tuple[float, str]:
    if before is False:
        return _CREDITED_BUT_LATER, f"credits {outlet}, whose own copy is dated later"
    return _CREDITED, f"credits {outlet}"


def _copied(variant: Profile, other: Profile, before: bool | None) -> tuple[float, str]:
    share = share_found(variant, other)
    confidence = (_EARLIER + _COPIED * share) * (1 if before else _ORDER_OPEN)
    order = "was there before it" if before else "may have been there before it"
    if share < 0.01:
        return confidence, f"tells what {other.article.outlet} tells, which {order}"
    what = "of it stands" if one_language(variant, other) else "of its facts stand"
    return confidence, f"{share:.0%} {what} in {other.article.outlet}, which {order}"


def _leads_to(start: int, goal: int, found: Mapping[int, LikelySource]) -> bool:
    """Whether one article goes back to another over the sources found so far."""
    here: int | None = start
    while here is not None and here != goal:
        here = found[here].article_id if here in found else None
    return here == goal
