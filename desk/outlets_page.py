"""The list of outlets, by what they are like."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.asked import Asked, WrongQuestion
from desk.memory import Counted
from desk.page import Page
from storage.outlet_figures import OutletFigures, OutletRank, figures_of_all, rank_outlets
from storage.silences import SilentSource, silent_sources

OUTLETS_A_PAGE = 50

# Beside each way to sort, whether its natural order is the largest first.
_SORTS: dict[str, tuple[Callable[[OutletFigures], Any], bool]] = {
    "takers": (lambda o: (o.taker_count, o.taken_from_it_count), True),
    "name": (lambda o: o.title.casefold(), False),
    "articles": (lambda o: o.article_count, True),
    "originality": (lambda o: o.originality, True),
    "copies": (lambda o: o.copy_share, True),
    "rewrites": (lambda o: o.rewrite_share, True),
    "uncredited": (lambda o: o.uncredited_share, True),
    "first": (lambda o: o.first_share, True),
    "farm": (lambda o: o.farm_score, True),
    "latest": (lambda o: o.last_at, True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletsPage:
    """Outlets in the order that was asked for."""

    sort: str
    reversed: bool
    """Whether that order is turned round."""
    named: str | None
    """What their names, titles or owners hold; None for all."""
    country: str | None
    language: str | None
    outlet_count: int
    """How many fit."""
    countries: tuple[str, ...]
    """Of all outlets, to choose from."""
    languages: tuple[str, ...]
    silent: tuple[SilentSource, ...]
    """Of all outlets, those that have fallen silent."""
    outlets: tuple[OutletFigures, ...]
    ranks: dict[str, OutletRank]
    """Of those outlets, by their names."""
    counted_at: datetime
    next_after: str | None

    def order(self, sort: str) -> str:
        """How a column is sorted, for those who do not see it."""
        if sort != self.sort:
            return "none"
        return "descending" if _SORTS[sort][1] != self.reversed else "ascending"


@dataclass(frozen=True, slots=True)
class AllOutlets:
    """What is counted of all outlets at once, by their names."""

    figures: dict[str, OutletFigures]
    ranks: dict[str, OutletRank]


def recall_outlets(asked: Asked) -> Counted[AllOutlets]:
    """Return the counts of all outlets: one outlet's alone would take a tenth as long each time."""
    return asked.recall("outlets", _count_outlets)


def _count_outlets(session: Session) -> AllOutlets:
    figures = {outlet.name: outlet for outlet in figures_of_all(session)}
    return AllOutlets(figures, rank_outlets(session))


def read_outlets(asked: Asked) -> OutletsPage:
    """Read the list of outlets."""
    sort = asked.one_of("sort", _SORTS, "takers")
    turned = asked.one_of("order", ("usual", "reversed"), "usual") == "reversed"
    named, country, language = map(asked.text, ("named", "country", "language"))
    counted = recall_outlets(asked)
    every = counted.value.figures.values()
    fitting = [
        outlet
        for outlet in every
        if (country is None or outlet.country == country)
        and (language is None or outlet.language == language)
        and (named is None or _is_named(outlet, named.casefold()))
    ]
    outlets = _sorted(fitting, sort, turned)
    start = _start(asked.text("after"), outlets)
    shown = outlets[start : start + OUTLETS_A_PAGE]
    more = start + OUTLETS_A_PAGE < len(outlets)
    return OutletsPage(
        sort=sort,
        reversed=turned,
        named=named,
        country=country,
        language=language,
        outlet_count=len(outlets),
        countries=tuple(sorted({outlet.country for outlet in every if outlet.country})),
        languages=tuple(sorted({outlet.language for outlet in every if outlet.language})),
        silent=recall_silent(asked),
        outlets=tuple(shown),
        ranks={outlet.name: counted.value.ranks[outlet.name] for outlet in shown},
        counted_at=counted.at,
        next_after=shown[-1].name if more else None,
    )


def recall_silent(asked: Asked) -> tuple[SilentSource, ...]:
    """Return the outlets that have fallen silent."""
    return asked.recall("silent", lambda session: silent_sources(session, now=asked.now)).value


def _is_named(outlet: OutletFigures, folded: str) -> bool:
    names = (outlet.name, outlet.title, outlet.owner or "")
    return any(folded in name.casefold() for name in names)


def _sorted(outlets: Collection[OutletFigures], sort: str, turned: bool) -> list[OutletFigures]:
    """Sort outlets; those of which nothing is known come last, whichever way."""
    value, largest_first = _SORTS[sort]
    known = [outlet for outlet in outlets if value(outlet) is not None]
    unknown = [outlet for outlet in outlets if value(outlet) is None]
    # They come sorted by their names, and stay so where they are alike.
    return sorted(known, key=value, reverse=largest_first != turned) + unknown


def _start(after: str | None, outlets: list[OutletFigures]) -> int:
    if after is None:
        return 0
    names = [outlet.name for outlet in outlets]
    if after not in names:
        raise WrongQuestion(f"after: no outlet is called {after}.")
    return names.index(after) + 1


OUTLETS = Page(path="/outlets", template="outlets.html", read=read_outlets, label="Outlets")
