"""About the data: what there is, how it was made, and what each column means."""

from dataclasses import dataclass
from datetime import datetime

from desk.asked import Asked, NotFound
from desk.page import Page
from storage.data_counts import DataCounts, count_data
from storage.dictionary import Described, Holder, describe
from storage.run_sums import RunSums, runs_before

_RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLine:
    """A view or a table in a line."""

    name: str
    holder: Holder
    meaning: str
    column_count: int
    row_count: int | None
    """None for a view, which counts only when it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """What there is."""

    counts: DataCounts
    counted_at: datetime
    runs: tuple[RunSums, ...]
    """The last of them."""
    holders: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderPage:
    """A view or a table in full."""

    described: Described
    row_count: int | None


def read_about(asked: Asked) -> AboutPage:
    """Read what there is."""
    counted = asked.recall("counts", count_data)
    runs, _ = runs_before(asked.session, limit=_RUNS_SHOWN, now=asked.now)
    return AboutPage(
        counts=counted.value,
        counted_at=counted.at,
        runs=tuple(runs),
        holders=tuple(
            HolderLine(
                name=each.name,
                holder=each.holder,
                meaning=each.meaning,
                column_count=len(each.columns),
                row_count=_rows(counted.value, each),
            )
            for each in describe()
        ),
    )


def read_holder(asked: Asked) -> HolderPage:
    """Read what a view or a table means."""
    name = asked.path["name"]
    described = next((each for each in describe() if each.name == name), None)
    if described is None:
        raise NotFound(f"No view or table is called {name}.", "The page About lists them.")
    counted = asked.recall("counts", count_data)
    return HolderPage(described=described, row_count=_rows(counted.value, described))


def _rows(counts: DataCounts, described: Described) -> int | None:
    return counts.rows.get(described.name) if described.holder is Holder.TABLE else None


ABOUT = Page(path="/about", template="about.html", read=read_about, label="About the data")
HOLDER = Page(path="/about/{name}", template="holder.html", read=read_holder)
