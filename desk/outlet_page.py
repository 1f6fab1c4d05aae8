"""An outlet: what it is like, whom it takes from, who takes from it, whether it still answers."""

from dataclasses import dataclass
from datetime import datetime

from desk.asked import Asked, NotFound
from desk.outlets_page import recall_outlets, recall_silent
from desk.page import Page
from storage.outlet_details import (
    ArticleCursor,
    Health,
    OutletArticle,
    Partner,
    health_of,
    latest_articles,
    partners_of,
    source_id_of,
)
from storage.outlet_figures import OutletFigures, OutletRank
from storage.outlet_views import ENOUGH_ARTICLES, MANY_FAMILIES, WATCHED_DAYS
from storage.silences import SilentSource

ARTICLES_A_PAGE = 20
PARTNERS_SHOWN = 25
_STATES = {
    "ok": "It answers.",
    "silent": "It has fallen silent: nothing new for much longer than is usual for it.",
    "failing": f"No page of it was had in {WATCHED_DAYS} days.",
    "retired": "All its listings count as dead, and are only tried now and then.",
    "empty": "No article of it is known yet.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPage:
    """An outlet in full."""

    figures: OutletFigures
    rank: OutletRank
    outlet_count: int
    median_lag_hours: float | None
    """How long after the article that it took, of what it took from other families."""
    takes_from: tuple[Partner, ...]
    """The first of them, the most first."""
    takes_from_count: int
    taken_by: tuple[Partner, ...]
    taken_by_count: int
    health: Health
    silent: SilentSource | None
    """Where it brings nothing new, though by its own rhythm it should."""
    articles: tuple[OutletArticle, ...]
    """The latest, or those behind `after`."""
    next_after: str | None
    counted_at: datetime
    """When its figures were counted."""

    @property
    def state(self) -> str:
        """Whether it still brings something, in words."""
        return _STATES.get(self.health.state, self.health.state)

    @property
    def farm_formula(self) -> str:
        """How its content-farm score comes about, with its own numbers."""
        of = self.figures
        if of.farm_score is None:
            return (
                f"Not said of an outlet with fewer than {ENOUGH_ARTICLES} articles in stories: "
                f"this one has {of.grouped_count}."
            )
        families = (
            f"{of.from_family_count:,} {'family' if of.from_family_count == 1 else 'families'}"
        )
        spread = (
            f"taken from {families}, and {MANY_FAMILIES} or more count in full"
            if of.from_family_count >= MANY_FAMILIES
            else f"times {of.from_family_count}/{MANY_FAMILIES}, for it takes from {families} only"
        )
        return (
            f"{of.uncredited_weight:,.1f} of {of.grouped_count:,} articles, each weighed by how "
            "sure it is that it was taken from another family, name no origin: "
            f"{of.uncredited_weight / of.grouped_count:.1%}; {spread}. That makes "
            f"{of.farm_score} of 100."
        )


def read_outlet(asked: Asked) -> OutletPage:
    """Read an outlet by its name."""
    name = str(asked.path["name"])
    source_id = source_id_of(asked.session, name)
    if source_id is None:
        raise NotFound(f"No outlet is called {name}.", "The page Outlets lists those there are.")
    counted = recall_outlets(asked)
    silent = {silent.source: silent for silent in recall_silent(asked)}
    partners = partners_of(asked.session, source_id)
    articles, cursor = latest_articles(
        asked.session, source_id, limit=ARTICLES_A_PAGE, after=asked.cursor(ArticleCursor.parse)
    )
    return OutletPage(
        figures=counted.value.figures[name],
        rank=counted.value.ranks[name],
        outlet_count=len(counted.value.figures),
        median_lag_hours=partners.median_lag_hours,
        takes_from=partners.takes_from[:PARTNERS_SHOWN],
        takes_from_count=len(partners.takes_from),
        taken_by=partners.taken_by[:PARTNERS_SHOWN],
        taken_by_count=len(partners.taken_by),
        health=health_of(asked.session, source_id),
        silent=silent.get(name),
        articles=tuple(articles),
        next_after=None if cursor is None else str(cursor),
        counted_at=counted.at,
    )


OUTLET = Page(path="/outlet/{name:path}", template="outlet.html", read=read_outlet)
