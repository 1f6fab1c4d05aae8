"""Makers of values that say only what matters to a test."""

from datetime import UTC, datetime, timedelta

from pipeline.comparison import Profile
from pipeline.records import ArticleText, DateClaim, DateOrigin, JudgedPair

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def claim(at: datetime = NOON, **changes) -> DateClaim:
    return DateClaim(at=at, origin=DateOrigin.JSON_LD, **changes)


def article(number: int = 1, body: str = "", **changes) -> ArticleText:
    values = {
        "article_id": number,
        "version_id": number,
        "url": f"https://outlet{number}.example/{number}",
        "outlet": f"outlet{number}.example",
        "title": f"Headline {number}",
        "body": body,
        "first_seen_at": NOON + timedelta(days=365),  # after whatever a test lets it claim
        "published": claim(),
        "lang": "en",
    }
    return ArticleText(**values | changes)


def profile(number: int = 1, body: str = "", **changes) -> Profile:
    return Profile(article(number, body, **changes))


def pair(one: int, other: int, probability: float = 1.0, *, proposed: bool = True) -> JudgedPair:
    first, second = sorted((one, other))
    return JudgedPair(
        first_id=first,
        second_id=second,
        first_version_id=first,
        second_version_id=second,
        method="test",
        same_story=probability >= 0.5,
        probability=probability,
        proposed=proposed,
    )


def words(start: int, count: int) -> str:
    """A text of so many distinct words; texts whose ranges overlap share that part."""
    return " ".join(_word(number) for number in range(start, start + count))


def report(start: int, count: int) -> str:
    """A text of so many sentences with a name and a number each."""
    numbers = range(start, start + count)
    return " ".join(f"Then {_word(n).title()} counted {3001 + 7 * n} boxes." for n in numbers)


def _word(number: int) -> str:
    return "w" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}")
