"""What was read of one recorded page, as the line that `newsfold extract` writes of it."""

from crawlers.extraction import Extraction
from pipeline.records import DateCandidate, DateClaim, ExtractedArticle


def page_line(page: str, url: str | None, extraction: Extraction | None) -> dict[str, object]:
    """Return the line of a page; one without an article has an empty body.

    docs/extraction.md says what each field holds. The first nine are what labelled pages have too.
    """
    article = (extraction and extraction.article) or ExtractedArticle(url="", title="", body="")
    reading = extraction and extraction.reading
    declared = article.declared_url or ""
    return {
        "page": page,
        "url": url or (declared if declared.startswith("http") else None),
        "title": article.title,
        "authors": article.authors,
        "published": printed_date(article.published),
        "modified": printed_date(article.modified),
        "lang": article.lang,
        "credit": article.credit,
        "body": article.body,
        "standfirst": article.standfirst,
        "kind": article.kind,
        "section": article.section,
        "tags": article.tags,
        "free": article.free,
        "image_url": article.image_url,
        "amp_url": article.amp_url,
        "published_reason": article.published_reason,
        "published_candidates": [_candidate(found) for found in article.published_candidates],
        "declared_url": article.declared_url,
        "dateline": reading and reading.dateline,
        "parts": [{"kind": p.kind, "text": p.text} for p in reading.parts] if reading else [],
        "left_out": reading.left_out if reading else (),
        "images": [{"url": i.url, "caption": i.caption} for i in reading.images] if reading else [],
        "body_source": reading and reading.body_source,
        "extractor": reading and reading.extractor,
    }


def printed_date(claim: DateClaim | None) -> str | None:
    """Return a claim as exact as it is: a day, a time without an offset, or an instant."""
    if claim is None:
        return None
    if not claim.has_time:
        return claim.at.date().isoformat()
    # Read as UTC for want of the source's zone, so in UTC it shows what was printed.
    return claim.at.isoformat() if claim.has_offset else claim.at.replace(tzinfo=None).isoformat()


def _candidate(found: DateCandidate) -> dict[str, object]:
    return {
        "field": found.field,
        "printed": found.printed,
        "origin": found.claim and found.claim.origin,
        "at": printed_date(found.claim),
    }
