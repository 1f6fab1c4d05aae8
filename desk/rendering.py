"""Templates: everything escaped, nothing undefined, only links that are safe to follow."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desk import charts, wording

_FOLDER = Path(__file__).parent / "templates"


def make_templates() -> Environment:
    """Return the environment of the desk's templates.

    Filters and functions are those of `desk.wording`; `charts` draws.
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_fit,
    )
    environment.filters |= {
        "cut": wording.cut,
        "day": wording.day,
        "days_in_words": wording.days_in_words,
        "hours_in_words": wording.hours_in_words,
        "is_language": wording.is_language,
        "iso": wording.iso,
        "kind_in_words": wording.kind_in_words,
        "kinds_in_words": wording.kinds_in_words,
        "lasting": wording.lasting,
        "likelihood": wording.likelihood,
        "listed": wording.listed,
        "minute": wording.minute,
        "outward": wording.outward,
        "percent": wording.percent,
        "pieces": wording.pieces,
        "plain": wording.plain,
    }
    environment.globals |= {"charts": charts, "counted": wording.counted}
    return environment


def _fit(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return wording.fit(value)
    return value
