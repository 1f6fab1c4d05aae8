"""The entries of an XML document, up to where it breaks and after: feeds and sitemaps alike."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
from itertools import islice

from lxml import etree

# Prefixes under which the namespaces that matter are known here, whatever a document calls them.
_PREFIXES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
}


def _spelt_alike(namespace: str) -> str:
    """A namespace as it would be without what outlets get wrong in it."""
    return namespace.lower().replace("https://", "http://", 1).rstrip("/")


_KNOWN = {_spelt_alike(namespace): prefix for namespace, prefix in _PREFIXES.items()}
# Those whose names stand without a prefix in most documents, and with one in some.
_PLAIN = re.compile(
    r"https?://(?:purl\.org/rss/[\d.]+/?$|\w+\.netscape\.com/|backend\.userland\.com/"
    r"|\w+\.law\.harvard\.edu/|(?:www\.)?sitemaps\.org/|(?:www\.)?google\.com/schemas/sitemap/)",
    re.IGNORECASE,
)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|(\d{1,9}));")
# In CDATA an ampersand is itself; one that never ends is skipped whole, and only once.
_CDATA_OR_AMPERSAND = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)",
    re.DOTALL,
)
# What is taken is not given back: to try a long name in all its lengths would take hours.
_OPEN_CDATA = re.compile(r"<([\w.:-]++)[^<>]*+>\s*+<!\[CDATA\[")
_MENDED_CDATA = 50
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w.:-]*)")
_NAMESPACE = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"'<>&]*)["']""")
_DEFAULT_NAMESPACE = re.compile(r"""\sxmlns\s*=\s*["']([^"'<>&]*)["']""")
_BASE = re.compile(r"""xml:base\s*=\s*["']([^"'<>&]*)["']""")


Parts = Mapping[str, list[etree._Element]]
"""Named elements, by name in lower case, as in `link` or `dc:date`."""


class NotXml(ValueError):
    """There is no element in it."""


@dataclass(frozen=True, slots=True)
class XmlEntry:
    """One entry: its element, and the named elements in it."""

    element: etree._Element
    parts: Parts
    """Where the document is broken, those that stand deeper too: an element that is not closed
    takes in what follows it."""


@dataclass(frozen=True, slots=True)
class XmlListing:
    """A document with entries."""

    root: str
    """Name of the root element in lower case, without a prefix."""
    version: str
    """Its attribute of that name."""
    head: Parts
    """What stands beside the entries, by name."""
    entries: Iterator[XmlEntry]
    faults: tuple[str, ...] = ()
    """What is wrong with it; the entries are what could be saved."""


def read_listing(text: str, names: tuple[str, ...], *, limit: int) -> XmlListing:
    """Read the elements of these names, at most `limit` of them; raises NotXml.

    A document that is well-formed is read as a whole. Any other is cut up at its entries, and each
    is read by itself, so that what breaks one costs no other.
    """
    first = _FIRST_TAG.search(text)
    if first is None:
        raise NotXml("there is no element in it")
    text = _REFERENCE.sub(_with_character, _ENTITY.sub(_without_entity, text))
    places = _Places(text, names)
    faults: tuple[str, ...] = ()
    if len(places.starts) <= limit:
        try:
            return _whole(_parse(text), names)
        except etree.XMLSyntaxError as error:
            faults = (f"not well-formed: {' '.join(error.msg[:200].split())}",)
    else:
        faults = (f"more than {limit} entries: the rest is left out",)
    if places.is_cut and len(places.starts) <= limit:
        faults += ("its last entry is cut off",)
    return _piecewise(text, places, names, limit, faults)


def _whole(root: etree._Element, names: tuple[str, ...]) -> XmlListing:
    spellings = [spelt for name in names for spelt in (name, name.upper(), name.title())]
    wanted = root.iter(*(f"{{*}}{name}" for name in spellings))
    return XmlListing(
        root=_local(root),
        version=root.get("version", ""),
        head=_head(root, names),
        entries=(XmlEntry(element, named_parts(element)) for element in wanted),
    )


class _Places:
    """Where the entries of a document begin and end, told from its text alone."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        tag = rf"(?:[\w.-]+:)?(?:{'|'.join(names)})"
        self.starts = [m.start() for m in re.finditer(rf"<{tag}(?=[\s>])", text, re.IGNORECASE)]
        self._ends = [m.end() for m in re.finditer(rf"</{tag}\s*>", text, re.IGNORECASE)]
        self._length = len(text)

    @property
    def is_cut(self) -> bool:
        """Whether the document ends within an entry."""
        return bool(self.starts) and (not self._ends or self._ends[-1] < self.starts[-1])

    def spans(self) -> Iterator[tuple[int, int]]:
        """Each entry; of a last one that is cut off, what stands whole."""
        ends = iter(self._ends)
        end = next(ends, None)
        for number, start in enumerate(self.starts):
            while end is not None and end <= start:
                end = next(ends, None)
            following = self.starts[number + 1] if number + 1 < len(self.starts) else None
            if end is not None and (following is None or end <= following):
                yield start, end
            else:
                yield start, self._length if following is None else following


def _piecewise(
    text: str, places: _Places, names: tuple[str, ...], limit: int, faults: tuple[str, ...]
) -> XmlListing:
    head_text = text[: min([*places.starts[:1], _HEAD])]
    opening = _opening(head_text)
    head = _recover(_mended(head_text))
    return XmlListing(
        root=_local_name(_FIRST_TAG.search(text)[1]),  # type: ignore[index]  # there is one
        version="" if head is None else head.get("version", ""),
        head={} if head is None else _head(head, names),
        entries=_pieces(text, islice(places.spans(), limit), opening),
        faults=faults,
    )


# What stands before the entries is read no further, where the document is broken.
_HEAD = 100_000
_MAX_PREFIXES = 100


def _pieces(text: str, spans: Iterator[tuple[int, int]], opening: str) -> Iterator[XmlEntry]:
    for start, end in spans:
        piece = text[start:end]
        root = _recover(
            f"{opening}{_mended(_whole_tags(piece) if end == len(text) else piece)}</x>"
        )
        if root is not None and len(root):
            entry = root[0]
            yield XmlEntry(entry, named_parts(entry, deep=True))


def _whole_tags(text: str) -> str:
    """A text that may be cut off, without the tag or section that the cut has halved."""
    text = text[: text.rfind(">") + 1]
    section = text.rfind("<![CDATA[")
    return text[:section] if section > text.rfind("]]>") else text


def _opening(head: str) -> str:
    """A root element in which an entry of this document means the same as where it stood."""
    head = head[:_HEAD]
    prefixes = dict(islice(_NAMESPACE.findall(head), _MAX_PREFIXES))
    known = {prefix: uri for uri, prefix in _PREFIXES.items()} | prefixes
    declared = [f' xmlns:{prefix}="{uri}"' for prefix, uri in known.items() if uri]
    declared += [f' xmlns="{uri}"' for uri in _DEFAULT_NAMESPACE.findall(head)[:1]]
    declared += [f' xml:base="{base}"' for base in _BASE.findall(head)[:1]]
    return f"<x{''.join(declared)}>"


def _mended(text: str) -> str:
    """The text with the faults mended that would cost more than themselves."""
    text = _without_comments(text)
    for found in list(islice(_OPEN_CDATA.finditer(text), _MENDED_CDATA))[::-1]:
        closing = text.find(f"</{found[1]}", found.end())
        end = text.find("]]>", found.end())
        if closing >= 0 and not 0 <= end < closing:
            text = f"{text[:closing]}]]>{text[closing:]}"
    # To recover from a bare ampersand is to lose a part of the address that it stands in.
    return _CDATA_OR_AMPERSAND.sub(lambda m: "&amp;" if m[0] == "&" else m[0], text)


def _without_comments(text: str) -> str:
    kept = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return "".join((*kept, text[place:].replace("<!--", "")))


def _without_entity(found: re.Match[str]) -> str:
    """HTML's entities are no part of XML, where outlets use them all the same."""
    if found[1] in _OF_XML or f"{found[1]};" not in html5:
        return found[0]
    return "".join(f"&#{ord(character)};" for character in html5[f"{found[1]};"])


def _with_character(found: re.Match[str]) -> str:
    """A reference, if there is such a character: a parser that recovers makes noise of others."""
    number = int(found[1], 16) if found[1] else int(found[2])
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if is_character or 0x10000 <= number < 0x110000 else ""


def _parse(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), _parser(recover=False))


def _recover(text: str) -> etree._Element | None:
    try:
        found: etree._Element | None = etree.fromstring(text.encode(), _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    return found


def _parser(*, recover: bool) -> etree.XMLParser:
    # Entities stay as they are: one that names a file would be read from this machine, one that
    # names itself again and again would fill its memory.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _head(root: etree._Element, names: tuple[str, ...]) -> Parts:
    channel = next((child for child in root if _local(child) == "channel"), root)
    return {name: found for name, found in named_parts(channel).items() if name not in names}


def named_parts(element: etree._Element, *, deep: bool = False) -> Parts:
    """The elements in an element by name: its children first, then what stands deeper."""
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        if name := _name(child):
            parts.setdefault(name, []).append(child)
    if deep:
        for inner in element.iterdescendants():
            name = _name(inner)
            if name and inner.getparent() is not element:
                parts.setdefault(name, []).append(inner)
    return parts


def _name(element: etree._Element) -> str:
    """Its name in lower case with the prefix that we know its namespace by."""
    tag = element.tag
    if not isinstance(tag, str):  # an entity that was left alone
        return ""
    if not tag.startswith("{"):
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    known = _KNOWN.get(_spelt_alike(namespace))
    # Outlets misspell namespaces often enough to go by the prefix where one is not known.
    prefix = known or ("" if _is_plain(namespace, element) else element.prefix)
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def _is_plain(namespace: str, element: etree._Element) -> bool:
    """Whether it is the namespace of the whole document, be it one that is known or not."""
    if _PLAIN.match(namespace):
        return True
    root: str = element.getroottree().getroot().tag
    return root.startswith(f"{{{namespace}}}")


def _local(element: etree._Element) -> str:
    return _local_name(element.tag) if isinstance(element.tag, str) else ""


def _local_name(tag: str) -> str:
    return re.split(r"[}:]", tag)[-1].lower()
