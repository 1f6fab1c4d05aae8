"""What the commands of the catalogue print of the listings that were asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from crawlers.catalogue import Outlet
from crawlers.catalogue_writing import entry_toml
from crawlers.listing_reports import ListingReport, SiteReport
from flows import screen


def show_check(
    path: Path,
    outlets: Sequence[Outlet],
    idle: Sequence[str],
    sites: Sequence[SiteReport],
    *,
    total: int,
) -> None:
    """The catalogue is valid; what its listings answered; what fails, last."""
    screen.say(f"{path}: {screen.counted(total, 'source')}, valid")
    for name in idle:
        screen.say(f"{name}: no feeds, sitemaps or sections, so nothing of it will be crawled")
    listings = [(site.name, report) for site in sites for report in site.listings]
    if not listings:
        return
    screen.say()
    screen.show_table(
        ("source", "state", "entries", "newest", "what", "address"),
        [
            (
                *(name, state(report), report.entries or "", screen.minute(report.newest_at)),
                *(report.form or report.kind, report.url),
            )
            for name, report in listings
        ],
        right=("entries",),
    )
    _show_remarks(listings)
    bad = [(name, report) for name, report in listings if report.problem is not None]
    screen.say()
    screen.say(
        f"{screen.counted(len(listings), 'listing')} of {screen.counted(len(outlets), 'source')}: "
        f"{len(listings) - len(bad)} of use, {len(bad)} failed"
    )
    for name, report in bad:
        screen.say(f"{name}: {report.url}: {report.problem}")


def _show_remarks(listings: Sequence[tuple[str, ListingReport]]) -> None:
    for name, report in listings:
        if report.moved_to:
            screen.say(f"{name}: {report.url} has moved to {report.moved_to}")
        if report.remark:
            screen.say(f"{name}: {report.url}: {report.remark}")


def state(report: ListingReport) -> str:
    """One word for how a listing is."""
    if report.problem is not None:
        return "failed"
    return "moved" if report.moved_to else "ok"


def failed(sites: Sequence[SiteReport]) -> bool:
    """Whether any listing is of no use."""
    return any(report.problem is not None for site in sites for report in site.listings)


def moved(sites: Sequence[SiteReport]) -> dict[tuple[str, str], str]:
    """The new address of each listing that is of use and moved, by outlet and old address."""
    return {
        (site.name, report.url): report.moved_to
        for site in sites
        for report in site.listings
        if report.moved_to and report.problem is None
    }


def check_json(
    path: Path, outlets: Sequence[Outlet], idle: Sequence[str], sites: Sequence[SiteReport]
) -> Mapping[str, object]:
    """The same for programs."""
    return {
        "path": path,
        "sources": len(outlets),
        "without_feeds": idle,
        "listings": [
            {
                "source": site.name,
                "url": report.url,
                "kind": report.kind,
                "state": state(report),
                "status": report.status,
                "form": report.form,
                "entries": report.entries,
                "newest_at": report.newest_at,
                "moved_to": report.moved_to,
                "problem": report.problem,
                "remark": report.remark,
            }
            for site in sites
            for report in site.listings
        ],
    }


def show_discovery(site: SiteReport, outlet: Outlet) -> None:
    """What was found at an outlet, and the entry made of it."""
    if site.problem is not None:
        screen.tell(f"{site.home}: {site.problem}")
        return
    screen.show_table(
        ("state", "entries", "newest", "what", "found by", "address"),
        [
            (
                *(state(report), report.entries or "", screen.minute(report.newest_at)),
                *(report.form or report.kind, report.found_by, report.url),
            )
            for report in site.listings
        ],
        right=("entries",),
    )
    for report in site.listings:
        if report.problem is not None:
            screen.tell(f"{report.url}: {report.problem}")
    if not outlet.listings:
        screen.tell(f"{site.home}: nothing was found that lists its articles")
        return
    screen.say()
    screen.say(entry_toml(outlet).rstrip())
