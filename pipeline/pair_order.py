"""What the times, the credits and the texts of two articles tell of which was taken from which."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.comparison import Profile, one_language, share_found
from pipeline.direction import (
    LikelySource,
    claims_day,
    clock_is_wrong,
    credits_outlet,
    earliest_time,
    latest_time,
    likely_sources,
    was_before,
)
from pipeline.records import ArticleText


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTold:
    """When an article may have been published."""

    earliest: datetime | None
    """None where nothing but our first fetch bounds it."""
    latest: datetime
    claims_day: bool
    """Whether it claims a day and no time of it."""
    clock_is_wrong: bool
    """Whether it claims a time after we saw it, which is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOrder:
    """What tells which of two articles was taken from the other."""

    first_time: TimeTold
    second_time: TimeTold
    first_before: bool | None
    """None where their times do not tell."""
    first_credits_second: bool
    second_credits_first: bool
    of_text: bool
    """Whether the shares are of the texts; else, in two languages, of their names and numbers."""
    first_in_second: float
    """The share of the first that stands in the second."""
    second_in_first: float
    taken: int | None
    """The article that was probably taken from the other; None where nothing tells enough."""
    source: LikelySource | None
    """The other one, how surely, and why."""


def order_of(first: Profile, second: Profile) -> PairOrder:
    """Return what tells of two articles alone, without the others of their story."""
    found = likely_sources((first, second), canonical_id=0)
    taken, source = next(iter(found.items()), (None, None))
    return PairOrder(
        first_time=_time(first.article),
        second_time=_time(second.article),
        first_before=was_before(first.article, second.article),
        first_credits_second=credits_outlet(first.article, second.article),
        second_credits_first=credits_outlet(second.article, first.article),
        of_text=one_language(first, second),
        first_in_second=share_found(first, second),
        second_in_first=share_found(second, first),
        taken=taken,
        source=source,
    )


def _time(article: ArticleText) -> TimeTold:
    claim = article.published
    wrong = clock_is_wrong(article)
    return TimeTold(
        earliest=earliest_time(article) if claim is not None and not wrong else None,
        latest=latest_time(article),
        claims_day=claim is not None and claims_day(claim, article.lang),
        clock_is_wrong=wrong,
    )
