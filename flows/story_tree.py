"""A story drawn with characters: when its articles came, and who probably took it from whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows import screen
from pipeline.records import VariantKind
from storage.view_parts import LIKELY

if TYPE_CHECKING:
    from storage.queries import VariantRow

_MOST_ROWS = 60
_FEWEST_PLACED = 3
_TIME_WIDTH = len("03-14 18:55")
_KIND_WIDTH = max(map(len, VariantKind)) + 2


def draw_times(variants: "Sequence[VariantRow]", days: frozenset[int], width: int) -> Iterator[str]:
    """A line for each kind, with the number of its articles where they stand in time.

    Nothing where fewer than three are to be placed, or all at one time.

    days: articles that claim a day and no time of it; they have no place.
    """
    variants = [variant for variant in variants if variant.article_id not in days]
    times = [_time(variant) for variant in variants]
    if len(variants) < _FEWEST_PLACED or max(times) == min(times):
        return
    span = max(times) - min(times)
    columns = max(width - _KIND_WIDTH, 20)
    counts: dict[VariantKind, Counter[int]] = defaultdict(Counter)
    for variant, at in zip(variants, times, strict=True):
        counts[variant.kind][min(int((at - min(times)) / span * columns), columns - 1)] += 1
    for kind in VariantKind:
        if kind in counts:
            marks = "".join(_digit(counts[kind][column]) for column in range(columns))
            yield f"{kind:<{_KIND_WIDTH}}{marks}".rstrip()
    first, last = (screen.minute(at) for at in (min(times), max(times)))
    if first[:10] == last[:10]:
        last = last[11:]
    between = f"{_interval(span)[1:]} from the first to the last"
    gap = columns - len(first) - len(last)
    middle = between.center(gap) if gap > len(between) + 2 else " " * max(gap, 1)
    yield f"{'':<{_KIND_WIDTH}}{first}{middle}{last}"


def draw_tree(variants: "Sequence[VariantRow]", days: frozenset[int], width: int) -> Iterator[str]:
    """A line for each article, under the one that it was probably taken from.

    Times are told from the canonical article on. days: articles that claim a day and no time of it.
    """
    ids = {variant.article_id for variant in variants}
    children: Mapping[int | None, list[VariantRow]] = defaultdict(list)
    for variant in sorted(variants, key=lambda v: (not v.canonical, _time(v), v.article_id)):
        source = variant.likely_source_id
        children[source if source in ids else None].append(variant)
    start = next((_time(v) for v in variants if v.canonical), min(map(_time, variants)))
    rows = [
        _cut(f"{_offset(variant, start, days):>{_TIME_WIDTH}}  {branch}{_name(variant)}", width)
        for branch, variant in _walk(children, None, "")
    ]
    yield from rows[:_MOST_ROWS]
    if len(rows) > _MOST_ROWS:
        more = screen.counted(len(rows) - _MOST_ROWS, "more article")
        yield f"{'':>{_TIME_WIDTH}}  ... and {more}"


def _walk(
    children: "Mapping[int | None, list[VariantRow]]", of: int | None, before: str
) -> "Iterator[tuple[str, VariantRow]]":
    # Recursion is as deep as the chain of sources is long: a few steps.
    below = children.get(of, [])
    for number, variant in enumerate(below):
        last = number == len(below) - 1
        if of is None:
            branch, further = "", ""
        else:
            sure = (variant.source_confidence or 0.0) >= LIKELY
            branch = before + ("└" if last else "├") + ("─ " if sure else "┄ ")
            further = before + ("   " if last else "│  ")
        yield branch, variant
        yield from _walk(children, variant.article_id, further)


def _name(variant: "VariantRow") -> str:
    star = " *" if variant.canonical else ""
    return f"{variant.outlet}  {variant.kind}{star}  {variant.article_id}"


def _offset(variant: "VariantRow", start: datetime, days: frozenset[int]) -> str:
    at = _time(variant)
    if variant.article_id in days:
        return f"{at:%m-%d}"
    return f"{at:%m-%d %H:%M}" if variant.canonical else _interval(at - start)


def _interval(span: timedelta) -> str:
    sign, span = ("-", -span) if span < timedelta() else ("+", span)
    minutes = int(span.total_seconds() // 60)
    hours = f"{minutes // 60 % 24}:{minutes % 60:02}"
    return f"{sign}{span.days}d {hours}" if span.days else f"{sign}{hours}"


def _time(variant: "VariantRow") -> datetime:
    return variant.published_at or variant.first_seen_at


def _digit(count: int) -> str:
    if count == 0:
        return " "
    return str(count) if count < 10 else "+"


def _cut(line: str, width: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return line if cell_len(line) <= width else set_cell_size(line, width - 1).rstrip() + "…"
