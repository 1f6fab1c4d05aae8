"""What reads otherwise, and what is only set otherwise or left unsaid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.reading_changes import FieldChange, ReadField, StoredReading, field_changes
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLAIM = DateClaim(at=NOON, origin=DateOrigin.META)
STORED = StoredReading(
    title="Crane falls",
    body="It fell.\n\nNobody was hurt.",
    published=CLAIM,
    modified=CLAIM,
    authors=("Ada Moss",),
    lang="en",
    credit="AP",
)
SAME = ExtractedArticle(
    url="https://harbour.example/crane",
    title=STORED.title,
    body=STORED.body,
    published=CLAIM,
    modified=CLAIM,
    authors=("Ada Moss",),
    lang="en",
    credit="AP",
)


def _fields(**changed: object) -> list[ReadField]:
    return [change.field for change in field_changes(STORED, replace(SAME, **changed))]  # type: ignore[arg-type]


def test_the_same_reading_changes_nothing() -> None:
    assert _fields() == []


def test_what_the_page_does_not_say_is_no_change() -> None:
    empty = ExtractedArticle(url=SAME.url, title="", body=STORED.body)
    assert list(field_changes(STORED, empty)) == []


@pytest.mark.parametrize("body", ["It  fell.\nNobody was hurt.", "It fell. Nobody\u00a0was hurt."])
def test_a_text_that_is_only_set_otherwise_is_no_change(body: str) -> None:
    assert _fields(body=body) == []


def test_each_field_is_told_with_both_readings() -> None:
    later = replace(CLAIM, at=NOON + timedelta(hours=1), has_offset=False)
    day = replace(CLAIM, has_time=False, origin=DateOrigin.ADDRESS)
    other = replace(
        SAME,
        title="A crane falls",
        body="It fell.",
        published=day,
        modified=later,
        authors=("Ada Moss", "Bo Lee"),
        lang="sv",
        credit="Reuters",
    )
    assert list(field_changes(STORED, other)) == [
        FieldChange(field=ReadField.TITLE, before="Crane falls", after="A crane falls"),
        FieldChange(field=ReadField.BODY, before=STORED.body, after="It fell."),
        FieldChange(
            field=ReadField.PUBLISHED,
            before="2026-03-02T12:00:00+00:00 (meta)",
            after="2026-03-02 (address)",
        ),
        FieldChange(
            field=ReadField.MODIFIED,
            before="2026-03-02T12:00:00+00:00 (meta)",
            after="2026-03-02T13:00:00+00:00 (meta, without an offset)",
        ),
        FieldChange(field=ReadField.AUTHORS, before="Ada Moss", after="Ada Moss, Bo Lee"),
        FieldChange(field=ReadField.LANG, before="en", after="sv"),
        FieldChange(field=ReadField.CREDIT, before="AP", after="Reuters"),
    ]


def test_only_a_later_claim_of_modification_counts() -> None:
    assert _fields(modified=replace(CLAIM, at=NOON - timedelta(hours=1))) == []
    assert _fields(modified=replace(CLAIM, origin=DateOrigin.JSON_LD)) == []
