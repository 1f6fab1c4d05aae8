"""Charts as SVG, made of numbers alone: no script, no style of their own, a text for each.

What a chart shows also stands in words or in a table beside it; the text is for those who do not
see it. Colours and strokes are those of the classes in desk.css.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desk.wording import cut, plain

ROW = 26
STEP = 18
_WIDTH = 340
_DEEPEST = 7
# Letters of the label's size that fit behind a node without a step.
_LETTERS = 40


def sparkline(counts: Sequence[int], label: str) -> Markup:
    """Bars for a row of counts, as high as a line of text."""
    most = max(counts, default=0) or 1
    bars = _join(
        Markup('<rect x="{}" y="{}" width="3" height="{}"/>').format(
            at * 4, _short(20 - height), _short(height)
        )
        for at, count in enumerate(counts)
        if count and (height := max(20 * count / most, 2))
    )
    width = max(len(counts) * 4 - 1, 1)
    base = Markup('<path d="M0 20.5H{}"/>').format(width)
    return _svg("sparkline", (0, 0, width, 21), label, base + bars)


def strip(places: Iterable[float], label: str) -> Markup:
    """Marks along a line, each at a place from 0 to 1, over the whole width there is."""
    marks = _join(Markup("M{} 2V18").format(_short(place * 1000)) for place in sorted(places))
    line = Markup('<path class="line" d="M0 10H1000"/><path class="marks" d="{}"/>').format(marks)
    return Markup(
        '<svg class="strip" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}</svg>'
    ).format(plain(label), line)


def step(before: float, after: float, reach: tuple[float, float], goal: float) -> Markup:
    """One step of a sum: a bar from what it was to what it is, between the ends of all steps.

    A line stands at nothing, a broken one at the goal. Hidden from those who hear the page: the
    numbers stand beside it.
    """
    span = (reach[1] - reach[0]) or 1.0

    def place(value: float) -> float:
        return 2 + 296 * (value - reach[0]) / span

    left, right = sorted((place(before), place(after)))
    bar = Markup('<rect class="{}" x="{}" y="5" width="{}" height="10"/>').format(
        "up" if after > before else "down", _short(left), _short(max(right - left, 1))
    )
    return Markup(
        '<svg class="step" viewBox="0 0 300 20" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="line" d="M{} 0V20"/><path class="goal" d="M{} 0V20"/>'
        "{}</svg>"
    ).format(*(_short(place(value)) for value in (0, goal)), bar if after != before else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One line of a tree, its parents before it."""

    label: str
    parent: int | None
    """The number of the line it hangs on; None for one of the roots."""
    kind: str
    """Ends in a class of its mark: `node-original`."""
    sure: bool = True
    """Whether it hangs there beyond reasonable doubt; else its line is dashed."""


def tree(nodes: Sequence[Node], label: str) -> Markup:
    """A tree drawn downwards, one line of text for each node."""
    depths: list[int] = []
    parts: list[Markup] = []
    for row, node in enumerate(nodes):
        depth = 0 if node.parent is None else min(depths[node.parent] + 1, _DEEPEST)
        depths.append(depth)
        x, y = 8 + depth * STEP, row * ROW + ROW // 2
        if node.parent is not None:
            from_x, from_y = 8 + depths[node.parent] * STEP, node.parent * ROW + ROW // 2
            bend = "" if from_x < x else "l6 0"  # as deep as is drawn: beside its parent
            parts.append(
                Markup('<path class="{}" d="M{} {}{}V{}H{}"/>').format(
                    "edge" if node.sure else "edge unsure", from_x, from_y + 6, bend, y, x - 6
                )
            )
        parts.append(
            Markup('<circle class="node-{}" cx="{}" cy="{}" r="5"/>').format(node.kind, x, y)
        )
        told = cut(plain(node.label), _LETTERS - 2 * depth)
        parts.append(Markup('<text x="{}" y="{}">{}</text>').format(x + 11, y + 4, told))
    return _svg("tree", (0, 0, _WIDTH, max(len(nodes), 1) * ROW), label, _join(parts))


def _svg(kind: str, box: tuple[int, int, int, int], label: str, parts: Markup) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="{}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(kind, " ".join(map(str, box)), box[2], box[3], plain(label), parts)


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
