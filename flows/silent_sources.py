"""Which sources have fallen silent, and what their listings say to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from flows import screen
from pipeline.silence import WINDOW, Silence, find_silence
from storage.rhythms import ListingState, Rhythm, load_rhythms


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentSource:
    """A source that brings nothing new, though by its rhythm it should."""

    source: str
    silence: Silence
    listings: tuple[ListingState, ...]

    @property
    def reason(self) -> str:
        """For a person."""
        return f"{self.silence.reason}; {'; '.join(map(_answer, self.listings))}"

    def __str__(self) -> str:
        return (
            f"{self.source} has fallen silent: {self.reason}. See: newsfold sources check "
            f"{self.source}"
        )


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


def silence_object(silent: SilentSource) -> dict[str, object]:
    """A silent source for programs."""
    return {
        "source": silent.source,
        "last_article_at": silent.silence.last_at,
        "looked_at": silent.silence.until,
        "usual_gap_seconds": silent.silence.usual_gap.total_seconds(),
        "missing_articles": round(silent.silence.missing, 1),
        "reason": silent.reason,
    }


def tell_silent(sources: Collection[SilentSource]) -> None:
    """Warn of each."""
    for silent in sources:
        screen.tell(f"WARNING: {silent}")


def _silent(rhythm: Rhythm, silence: Silence) -> SilentSource:
    return SilentSource(source=rhythm.source, silence=silence, listings=rhythm.listings)


def _answer(listing: ListingState) -> str:
    """How a listing answered when it was last asked."""
    said = f"its {listing.kind} {listing.url}: {listing.last_outcome}"
    if listing.retired_at is not None:
        return f"{said}, retired since {screen.minute(listing.retired_at)}"
    return f"{said} at {screen.minute(listing.last_fetched_at)}"
