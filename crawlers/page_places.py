"""What the elements around a link say of it: a menu, a heading, a teaser among teasers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import html

HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
# So far up from a link its surroundings are looked at, and so much of their names.
_DEPTH = 12
_MAX_NAME = 200
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|pager|social|share|"
    r"cookie|subnav|mainnav|toolbar|taglist|tags)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAVIGATION_NAME = re.compile(r"\b(?:nav|navigation|menu)\b", re.IGNORECASE)
_TEASER_NAME = re.compile(
    r"article|artikel|story|teaser|tease\b|card|headline|title|post|entry|news|promo|noticia",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrounding:
    """One element around a link."""

    is_heading: bool = False
    is_menu: bool = False
    """By its kind: a <nav>, a <footer>."""
    is_called_menu: bool = False
    """By its class or id."""
    is_footer: bool = False
    is_navigation: bool = False
    """The way through the site, not any menu."""
    is_teaser: bool = False


class Places:
    """The surroundings of the links of one page; each element is looked at once.

    Links are many and their surroundings few, and some classes are as long as a page.
    """

    def __init__(self) -> None:
        self._known: dict[html.HtmlElement, Surrounding] = {}

    def around(self, element: html.HtmlElement) -> Iterator[Surrounding]:
        """What is around an element, the nearest first."""
        for outer in islice(element.iterancestors(), _DEPTH):
            if outer not in self._known:
                self._known[outer] = _look_at(outer)
            yield self._known[outer]


def _look_at(element: html.HtmlElement) -> Surrounding:
    tag, role = element.tag, element.get("role")
    name = " ".join((element.get(key) or "")[:_MAX_NAME] for key in ("class", "id"))
    is_page = tag in ("body", "html")
    is_footer = tag == "footer" or role == "contentinfo"
    return Surrounding(
        is_heading=tag in HEADINGS,
        is_menu=is_footer or tag in ("nav", "menu") or role in ("navigation", "menu"),
        is_called_menu=not is_page and _MENU_NAME.search(name) is not None,
        is_footer=is_footer,
        is_navigation=tag in ("nav", "header")
        or role == "navigation"
        or _NAVIGATION_NAME.search(name) is not None,
        is_teaser=tag == "article" or (not is_page and _TEASER_NAME.search(name) is not None),
    )
