"""When to ask another extractor for its reading of a page, and which of the two to believe."""

import logging

from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawlers.extract.judge import confirmation
from crawlers.extract.page_tree import PageTree, weight_of
from crawlers.extract.reading import Part, PartKind
from crawlers.extract.titles import letters_of

# It logs each page without an article as an error; that is our return value.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_STRIPPED = [
    "script", "style", "svg", "noscript", "iframe", "template", "nav", "footer", "form", "button",
    "select", "aside", "video", "audio", "picture",
]  # fmt: skip
_MAX_MARKUP = 250_000
"""Characters of markup that are asked about: more takes the other extractor too long."""

_MAX_ELEMENTS, _MAX_DEPTH = 2_500, 200
"""Pages of more elements take it too long; its parser stops at 256 inside each other."""

_SHORT = 300
"""As `weight_of` counts."""
_UNFIT = 0.3
_SMALL_SHARE = 0.6
_CONTAINS = 0.8


def is_doubtful(text: str, *, fit: float, share: float) -> bool:
    """Whether a reading is to be checked.

    `fit` is how much of the page's account of itself is in the text, `share` how much of the
    page's running text is.
    """
    short, small = weight_of(text) < _SHORT, share < _SMALL_SHARE
    return not text or (short and small) or (fit < _UNFIT and (short or small))


def can_ask(tree: PageTree) -> bool:
    """Whether the other extractor can read such a page in good time."""
    return len(tree.tags) <= _MAX_ELEMENTS and tree.depth() <= _MAX_DEPTH


def ask_again(markup: str) -> tuple[Part, ...]:
    """Return another extractor's reading; no parts where it finds none, or the page is too long."""
    document = LexborHTMLParser(markup)
    document.strip_tags(_STRIPPED)
    stripped = document.html or ""
    if len(stripped) > _MAX_MARKUP:
        return ()
    found = bare_extraction(stripped, favor_precision=True, include_comments=False)
    text = (found.text or "") if isinstance(found, Document) else ""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(_part(line) for line in lines if line)


def _part(line: str) -> Part:
    if line.startswith("- "):
        return Part(PartKind.LIST_ITEM, line[2:])
    return Part(PartKind.PARAGRAPH, line)


def second_is_better(ours: str, theirs: str, *, our_fit: float, their_fit: float) -> bool:
    """Whether the other reading is to be believed.

    Ours holds, unless theirs says more of what the page says of itself, or is the same text and
    more of it.
    """
    if not theirs:
        return False
    if not ours:
        return True
    if (our_fit >= _UNFIT) != (their_fit >= _UNFIT):
        return their_fit > our_fit
    longer = weight_of(ours) < _SHORT and len(theirs) > 1.3 * len(ours)
    return longer and confirmation(ours, letters_of(theirs)) >= _CONTAINS
