"""What a page says, read again, against what was read from it before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.records import DateClaim, ExtractedArticle
from pipeline.typography import plain_typography


class ReadField(StrEnum):
    """What an extraction reads from a page, as far as it is compared."""

    TITLE = "title"
    BODY = "body"
    PUBLISHED = "published"
    MODIFIED = "modified"
    AUTHORS = "authors"
    LANG = "lang"
    CREDIT = "credit"


TEXT = (ReadField.TITLE, ReadField.BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """What is stored of a page."""

    title: str
    body: str
    published: DateClaim | None = None
    modified: DateClaim | None = None
    authors: tuple[str, ...] = ()
    lang: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that reads otherwise now, as shown to a person."""

    field: ReadField
    before: str
    after: str


def field_changes(before: StoredReading, after: ExtractedArticle) -> Iterator[FieldChange]:
    """Yield what reads otherwise, the text first.

    What a page does not say is no change: the title or the date may be that of its listing. Nor is
    an earlier claim of modification, since the latest one is stored.
    """
    for field in ReadField:
        old, new = _shown(getattr(before, field)), _shown(getattr(after, field))
        if field in TEXT:
            is_same = plain_typography(old) == plain_typography(new)
        elif field is ReadField.MODIFIED:
            is_same = not _is_later(before.modified, after.modified)
        else:
            is_same = old == new
        if new and not is_same:
            yield FieldChange(field=field, before=old, after=new)


def _is_later(before: DateClaim | None, after: DateClaim | None) -> bool:
    return after is not None and (before is None or after.at > before.at)


def _shown(value: str | tuple[str, ...] | DateClaim | None) -> str:
    if isinstance(value, DateClaim):
        shown = value.at.isoformat() if value.has_time else value.at.date().isoformat()
        return f"{shown} ({value.origin}{'' if value.has_offset else ', without an offset'})"
    return ", ".join(value) if isinstance(value, tuple) else value or ""
