"""What else a page says of its article, beside its text, its dates and its writers."""

from typing import Any

from pipeline.records import DateCandidate, ExtractedArticle
from storage.models import Article
from storage.types import storable

# More than any page has that says anything.
MAX_CANDIDATES = 20
MAX_PRINTED = 200
_TEXTS = ("section", "image_url", "amp_url")


def take_details(article: Article, found: ExtractedArticle, *, replace: bool) -> None:
    """Fill what was absent; with `replace` take what the page says now.

    What a page does not say is no reason to forget what an earlier one said.
    """
    for name in ("kind", "free", *_TEXTS):
        said = getattr(found, name)
        if said is not None and (replace or getattr(article, name) is None):
            setattr(article, name, said)
    if found.tags and (replace or not article.tags):
        article.tags = [storable(tag) for tag in found.tags]


def explain_date(article: Article, found: ExtractedArticle) -> None:
    """Keep the dates that the page gave and why one was believed."""
    article.published_reason = found.published_reason
    if found.published_candidates:
        article.published_candidates = [
            _row(candidate) for candidate in found.published_candidates[:MAX_CANDIDATES]
        ]


def _row(candidate: DateCandidate) -> dict[str, Any]:
    claim = candidate.claim
    return {
        "field": storable(candidate.field),
        "printed": storable(candidate.printed[:MAX_PRINTED]),
        "origin": claim and claim.origin.value,
        "at": claim and (claim.at.isoformat() if claim.has_time else claim.at.date().isoformat()),
    }
