"""Charts as SVG, made of numbers alone: no script, no style of their own, a text for each.

What a chart shows also stands in words or in a table beside it; the text is for those who do not
see it. Colours and strokes are those of the classes in desk.css.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape


def sparkline(counts: Sequence[int], label: str) -> Markup:
    """Bars for a row of counts, as high as a line of text."""
    most = max(counts, default=0) or 1
    bars = Markup("").join(
        Markup('<rect x="{}" y="{}" width="3" height="{}"/>').format(
            at * 4, _round(20 - height), _round(height)
        )
        for at, count in enumerate(counts)
        if count and (height := max(20 * count / most, 2))
    )
    width = len(counts) * 4 - 1
    return _svg(f"0 0 {width} 20", label, bars, kind="sparkline", width=width, height=20)


def _svg(box: str, label: str, parts: Markup, *, kind: str, width: int, height: int) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="{}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(kind, box, width, height, escape(label), parts)


def _round(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
