"""One walk over a parsed page: its elements as flat lists, its text as blocks in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract.class_words import Furniture, furniture, nature_of
from crawlers.extract.markup import visible

# Elements that begin and end a block.
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol option p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
# What holds no running text. In ruby, rt and rp repeat the word beside them as it is spoken.
_SKIPPED_TAGS = (
    "audio base button canvas datalist dialog embed head iframe input link map math meta meter "
    "noscript object picture progress rp rt script select source style svg template textarea track "
    "video"
)
_INLINE_TAGS = (
    "abbr bdi bdo big code data del dfn font ins kbd mark q ruby rb s samp sub sup time tt u var "
    "wbr"
)
MAX_ELEMENTS = 15_000
"""Block-level elements after which a page is read no further: a third of a second's work."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})


class _Role(Enum):
    """What an element does to the text in it."""

    BLOCK = "block"
    SKIPPED = "skipped"
    TEXT = "text"
    BREAK = "break"
    LINK = "link"
    BOLD = "bold"
    ITALIC = "italic"
    PICTURE = "picture"
    WAY = "way"
    """Ways around the site: ends a block and is passed over, with a third of a page's elements."""
    LABEL = "label"
    """Inline, and no text where its class says so."""
    INLINE = "inline"


# The members as plain names: looking one up in its class takes longer than all else in the loop.
_TEXT, _BLOCK, _INLINE, _LABEL = _Role.TEXT, _Role.BLOCK, _Role.INLINE, _Role.LABEL
_LINK, _BOLD, _ITALIC = _Role.LINK, _Role.BOLD, _Role.ITALIC
_LINE_BREAK, _PICTURE, _WAY = _Role.BREAK, _Role.PICTURE, _Role.WAY
_ROLES = {
    **dict.fromkeys(_BLOCK_TAGS.split(), _Role.BLOCK),
    **dict.fromkeys(_SKIPPED_TAGS.split(), _Role.SKIPPED),
    **dict.fromkeys(("-comment", "!doctype", "-undef", "-document"), _Role.SKIPPED),
    **dict.fromkeys(("b", "strong"), _Role.BOLD),
    **dict.fromkeys(("i", "em", "cite"), _Role.ITALIC),
    **dict.fromkeys(("span", "small", "label"), _Role.LABEL),
    # All that has no other role and no name of the page's own making.
    **dict.fromkeys(_INLINE_TAGS.split(), _Role.INLINE),
    **dict.fromkeys(("nav", "footer"), _Role.WAY),
    "-text": _Role.TEXT,
    "br": _Role.BREAK,
    "a": _Role.LINK,
    "img": _Role.PICTURE,
}

# A cell with more words than this lays out a page; with fewer it is one of a row of data.
_MAX_CELL = 200
# An inline element with a furniture class is skipped while it holds no more than a label does.
_MAX_LABEL = 250
# Children of an element of unknown name among which a block tells what it is.
_LOOKED_AT = 8
_NAMING = ("id", "itemprop", "role", "data-component", "data-testid", "data-area", "data-type")

# A heading's id is made of its own words, for links to it.
_NAMING_HEADINGS = _NAMING[1:]

_BREAK = "\0"
_PARTED = re.compile("\0\\s*\0[\0\\s]*")


@dataclass(slots=True)
class Block:
    """A run of text with no block-level element inside."""

    element: int
    """The innermost block-level element around it: an index into the lists of the tree."""
    text: str
    linked: int
    """How many of its characters are links."""
    bold: int
    """How many are bold."""
    italic: int
    """How many are italic."""
    weight: int
    """Its length, with the characters of scripts without spaces counted double."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An <img> and where it stands."""

    element: int
    block_count: int
    """How many blocks stand before it."""
    source: str
    alternative: str


@dataclass(slots=True)
class PageTree:
    """The block-level elements of a page in document order, parents before children.

    Flat lists with one entry for each element: a page may nest to any depth.
    """

    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Classes, id and the like, as printed, joined by spaces."""
    hidden: list[bool] = field(default_factory=list)
    child_counts: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def ancestors(self, element: int) -> Iterator[int]:
        """Yield the element and what it stands in, the innermost first."""
        while element >= 0:
            yield element
            element = self.parents[element]

    def depth(self) -> int:
        """Return how deep the elements nest."""
        depths: list[int] = []
        for parent in self.parents:
            depths.append(depths[parent] + 1 if parent >= 0 else 1)
        return max(depths, default=0)

    def sums(self, values: Sequence[float]) -> list[float]:
        """Return for each element the sum of `values` over it and everything in it."""
        total = list(values)
        for element in range(len(total) - 1, 0, -1):
            total[self.parents[element]] += total[element]
        return total

    def inside(self, root: int) -> range:
        """Return the elements in `root`, itself included: they follow it without a gap."""
        end = root + 1
        while end < len(self.parents) and self.parents[end] >= root:
            end += 1
        return range(root, end)


def read_tree(document: LexborHTMLParser, *, whole: bool = False) -> PageTree:
    """Return the elements and blocks of a document, in time linear in its size.

    Boxes that are never an article by their name are left out, a third of a page: unless the tree
    is to be `whole`, or they hold no link, or a heading of the first rank.
    """
    return _Walk(whole).over(document.body)


def read_element(element: LexborNode) -> PageTree:
    """Return all that is in one element of a document."""
    return _Walk(whole=True).over(element)


def weight_of(text: str) -> int:
    """Return the length of a text, where a character that is a word or a syllable counts double."""
    if text.isascii():
        return len(text)
    sample = text[:_SAMPLE]
    dense = len(sample) - len(_DENSE.sub("", sample))
    return len(text) + dense * len(text) // len(sample)


_SAMPLE = 2_000
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


def _role_of_unknown(node: LexborNode, tag: str) -> _Role:
    """Tell whether an element of a page's own making is a box, or stands inside a sentence."""
    if "-" not in tag:
        return _Role.INLINE
    child = node.first_child
    for _ in range(_LOOKED_AT):
        if child is None:
            break
        inner = child.tag or ""
        if _ROLES.get(inner) is _Role.BLOCK or (inner not in _ROLES and "-" in inner):
            return _Role.BLOCK
        child = child.next
    return _Role.INLINE


def _is_left_out(node: LexborNode, names: str) -> bool:
    # Without a link it leads nowhere: a lead that is called a teaser.
    return (
        nature_of(names).furniture is Furniture.NEVER_TEXT
        and node.css_first("a") is not None
        and node.css_first("h1") is None
    )


def _is_label(node: LexborNode) -> bool:
    """Whether an inline element is a label that is no text: a credit, a hint to be read out."""
    names = node.attributes.get("class")
    return (
        names is not None
        and furniture(names) is not Furniture.NO
        and len(node.text(deep=True)) <= _MAX_LABEL
    )


class _Marked(NamedTuple):
    """How many characters of a text are marked up, and as what."""

    linked: int
    bold: int
    italic: int


_NONE = _Marked(0, 0, 0)


class _Walk:
    """The state of one walk: a loop and a stack of its own, since nesting is the page's choice."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.tree = PageTree()
        self.current = -1
        self.buffer: list[str] = []
        self.linked = self.bold = self.italic = 0
        # Where in the buffer the last cell of a table began, and the counts before it.
        self.cell_start = 0
        self.before_cell = _NONE

    def over(self, body: LexborNode | None) -> PageTree:
        # Each node of a page passes here, most of them text or inline: so all that they need
        # stands in the loop itself, at half the time that a method for each role takes.
        stack: list[tuple[LexborNode, _Role]] = []
        link_depth = bold_depth = italic_depth = 0
        buffer, tags, parents = self.buffer, self.tree.tags, self.tree.parents
        node = body
        while node is not None and len(tags) < MAX_ELEMENTS:
            tag = node.tag or ""
            role = _ROLES.get(tag) or _role_of_unknown(node, tag)
            child = None
            if role is _TEXT:
                text = node.text_content or ""
                if buffer or not text.isspace():
                    buffer.append(text)
                    if link_depth or bold_depth or italic_depth:
                        length = len(text.strip())
                        self.linked += length if link_depth else 0
                        self.bold += length if bold_depth else 0
                        self.italic += length if italic_depth else 0
            elif role is _BLOCK:
                if self._open(node, tag):
                    child = node.first_child
                else:
                    role = _WAY
            elif role is _INLINE or (role is _LABEL and not _is_label(node)):
                child = node.first_child
            elif role is _LINK:
                link_depth += 1
                child = node.first_child
            elif role is _BOLD:
                bold_depth += 1
                child = node.first_child
            elif role is _ITALIC:
                italic_depth += 1
                child = node.first_child
            elif role is _LINE_BREAK:
                buffer.append(_BREAK)
            elif role is _PICTURE:
                self._add_picture(node)
            elif role is _WAY and node is body:  # the catalogue says that the text is there
                role = _BLOCK
                self._open(node, tag)
                child = node.first_child
            elif role is _WAY and buffer:
                self._end_text(tag)
            if child is not None:
                stack.append((node, role))
                node = child
                continue
            while True:
                if role is _BLOCK:
                    if buffer:
                        self._end_text(tags[self.current])
                    self.current = parents[self.current]
                elif role is _LINK:
                    link_depth -= 1
                elif role is _BOLD:
                    bold_depth -= 1
                elif role is _ITALIC:
                    italic_depth -= 1
                if not stack:
                    if buffer:  # an element that stands inside a sentence
                        self._flush()
                    return self.tree
                following = node.next
                if following is not None:
                    node = following
                    break
                node, role = stack.pop()
        if self.buffer:
            self._flush()
        return self.tree

    def _add_picture(self, node: LexborNode) -> None:
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data-src") or ""
        alternative = " ".join((attributes.get("alt") or "").split())
        self.tree.pictures.append(Picture(self.current, len(self.tree.blocks), source, alternative))

    def _open(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; return whether it is one to go into."""
        tree = self.tree
        if self.buffer:
            self._end_text(tag)
        attributes = node.attributes
        classes = names = ""
        hidden = False
        if attributes and tag != "body":
            classes = attributes.get("class") or ""
            names = classes
            if len(attributes) > 1 or not classes:
                naming = _NAMING_HEADINGS if tag in HEADINGS else _NAMING
                others = [value for name in naming if (value := attributes.get(name))]
                names = " ".join((classes, *others)) if others else classes
            if names and not self.whole and _is_left_out(node, names):
                return False
            style = attributes.get("style")
            hidden = "hidden" in attributes or bool(
                style and "display:none" in style.replace(" ", "")
            )
        tree.parents.append(self.current)
        tree.tags.append(tag)
        tree.classes.append(classes)
        tree.names.append(names)
        tree.hidden.append(hidden)
        tree.child_counts.append(0)
        if self.current >= 0:
            tree.child_counts[self.current] += 1
        self.current = len(tree.parents) - 1
        return True

    def _end_text(self, tag: str) -> None:
        """Make blocks of what is in the buffer, where an element of this tag begins or ends."""
        if tag not in _CELLS:
            self._flush()
            return
        if sum(map(len, self.buffer[self.cell_start :])) > _MAX_CELL:
            # A cell that is a column of the page is blocks of its own.
            cell = self.buffer[self.cell_start :]
            before = self.before_cell
            counts = _Marked(
                self.linked - before.linked, self.bold - before.bold, self.italic - before.italic
            )
            del self.buffer[self.cell_start :]
            self._flush(before)
            self.buffer.extend(cell)
            self._flush(counts)
            return
        # A row of data is one block.
        self.buffer.append(" ")
        self.cell_start = len(self.buffer)
        self.before_cell = _Marked(self.linked, self.bold, self.italic)

    def _flush(self, counted: _Marked | None = None) -> None:
        raw = visible("".join(self.buffer))
        marked = counted or _Marked(self.linked, self.bold, self.italic)
        self.buffer.clear()
        self.linked = self.bold = self.italic = 0
        self.cell_start = 0
        self.before_cell = _NONE
        if _BREAK not in raw:
            self._add_block(raw, marked)
            return
        parts = [part.replace(_BREAK, " ") for part in _PARTED.split(raw)]
        length = max(1, sum(map(len, parts)))
        for part in parts[:MAX_ELEMENTS]:
            self._add_block(part, _Marked(*(count * len(part) // length for count in marked)))

    def _add_block(self, raw: str, marked: _Marked) -> None:
        text = " ".join(raw.split())
        if text:
            self.tree.blocks.append(Block(self.current, text, *marked, weight_of(text)))
