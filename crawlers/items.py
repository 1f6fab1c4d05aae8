"""What the spiders ask for, and what they hand to the item pipeline."""

from dataclasses import dataclass

from pipeline.records import DateClaim, PageKind, PageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One page that a run requests: whose, what for, and what its listing said of it."""

    outlet: str
    url: str
    kind: PageKind
    depth: int = 0
    """How many sitemap indexes lead to it."""
    title: str = ""
    published: DateClaim | None = None
    modified: DateClaim | None = None
    attempts: int = 0
    """How often it was asked for in vain before."""
    known: bool = False
    """Whether its article may be stored already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageItem:
    """How one requested page ended, and whose page it was."""

    outlet: str
    record: PageRecord
