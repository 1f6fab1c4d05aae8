"""The sources that have fallen silent, and what their listings say to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.silence import WINDOW, Silence, find_silence
from storage.models import Source
from storage.rhythms import ListingState, Rhythm, load_rhythms
from storage.upserts import chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentSource:
    """A source that brings nothing new, though by its rhythm it should."""

    source: str
    last_article_at: datetime
    looked_at: datetime
    """When its listings were last read."""
    usual_gap_seconds: float
    missing_articles: float
    """How many there usually are in as long a time, at these hours of these days."""
    reason: str
    """For a person, with how its listings answered."""

    @property
    def remedy(self) -> str:
        """The command that shows more."""
        return f"newsfold sources check {self.source}"

    def __str__(self) -> str:
        return f"{self.source} has fallen silent: {self.reason}. See: {self.remedy}"


def silent_sources(
    session: Session, *, now: datetime, sources: Collection[str] | None = None
) -> tuple[SilentSource, ...]:
    """Return the sources that are silent, by name; of these only, where some are named.

    What we did not look at for a while is not silent: the time counts up to the last reading.
    """
    found = []
    for rhythm in load_rhythms(session, now=now, back=2 * WINDOW, sources=sources):
        silence = find_silence(rhythm.times, until=min(now, rhythm.watched_until))
        if silence is not None:
            found.append(_silent(rhythm, silence))
    return tuple(found)


def note_silent_sources(
    session: Session, *, now: datetime, sources: Collection[str]
) -> tuple[SilentSource, ...]:
    """Return those of these sources that are silent, and let the view source_health tell it."""
    found = silent_sources(session, now=now, sources=sources)
    reasons = {silent.source: silent.reason for silent in found}
    for chunk in chunks(sources):
        for source in session.scalars(select(Source).where(Source.name.in_(chunk))):
            source.silent_reason = reasons.get(source.name)
            source.silent_at = now if source.name in reasons else None
    return found


def _silent(rhythm: Rhythm, silence: Silence) -> SilentSource:
    answers = "; ".join(map(_answer, rhythm.listings))
    return SilentSource(
        source=rhythm.source,
        last_article_at=silence.last_at,
        looked_at=silence.until,
        usual_gap_seconds=silence.usual_gap.total_seconds(),
        missing_articles=round(silence.missing, 1),
        reason=f"{silence.reason}; {answers}",
    )


def _answer(listing: ListingState) -> str:
    """How a listing answered when it was last asked, and when it last listed something new."""
    said = f"its {listing.kind} {listing.url}: {listing.last_outcome}"
    said += f" at {_minute(listing.last_fetched_at)}"
    if listing.retired_at is not None:
        return f"{said}, retired since {_minute(listing.retired_at)}"
    if listing.last_new_at is not None:
        said += f", last listed something new at {_minute(listing.last_new_at)}"
    return said


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
