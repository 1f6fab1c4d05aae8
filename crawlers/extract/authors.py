"""Who wrote an article: as declared for machines, else as printed near the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.extract import json_ld
from crawlers.extract.class_words import Furniture, furniture
from crawlers.extract.head import Head
from crawlers.extract.json_ld import Node
from crawlers.extract.titles import letters_of

_BYLINE_START = re.compile(
    r"^(?:(?:(?:written |text |story )?by|(?:text |ein kommentar |ein gastbeitrag )?von|text"
    r"|(?:écrit |propos recueillis )?par|(?:escrito )?por|scritto da|a cura di"
    # "Di Wang" is a name.
    r"|(?:di|da)(?=\s+\S+\s+\S)"
    r"|(?:geschreven )?door|(?:skrevet )?a[vf]|od|przez|autor(?:[:*/_]?innen|[:*/_]?in|en|zy|ka|i)?"
    r"|autores?|auteure?s?|författare|forfatter|tekst|teksti|kirjoittaja|szerző|yazan"
    r"|автор[ыи]?|текст|συντάκτης|γράφει [οη]|מאת|بقلم|كتبت?)\s*:?\s+"
    r"|(?:記者|记者)\s+|(?:文|撰文|作者|編集|記者|记者|执笔|執筆|글)\s*[:：/／|]\s*)(?=\S)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?")
_AND = re.compile(r"\s*/\s*|\s+(?:and|und|y|et|e|i|och|og|en|и|та|&)\s+")
# Signs that part names and nothing else.
_PARTING = re.compile(r"\s*[;|•、]\s*|\s+[·–—]\s+")
_PART_PLAYED = re.compile(r"\s*\((?:text|foto|photo|bild|video|grafik|graphic)\w*\)", re.IGNORECASE)
# "Nat Cole in Thornsea", "김민수 기자".
_BEHIND_NAME = re.compile(r"(?<=\S)\s+(?:(?:in|aus|à)\s+[A-ZÀ-Þ].*|기자|특파원|記者|记者|特派員)$")
_NAME_IN_SIGNS = re.compile("[\u3400-\u9fff]{2,5}|[\uac00-\ud7a3]{2,4}")
_ROLE = re.compile(
    r"(?:.*\b)?(?:reporter|correspondent|editor|editor-in-chief|writer|journalist|columnist"
    r"|contributor|producer|analyst|redakteur(?:in)?|reporterin|korrespondent(?:in)?|journaliste?"
    r"|journalistin|rédacteur|rédactrice|correspondante?|redactora?|corresponsal|periodista"
    r"|reportera?|redattore|redattrice|giornalista|корреспондент|редактор|журналист|обозреватель"
    r"|muhabir[i]?|dziennikarz|dziennikarka|redaktør|redaktör)\b.*|(?:in|for|at|bei|aus|à|en)\s.*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"://|@|\d{2}|[|<>{}]")
_MAX_NAME = 60
_MAX_WORDS = 6
_MAX_PRINTED = 12
_ELSEWHERE = frozenset({"blockquote", "figure"})
_AROUND = 4
"""Elements around a byline whose names tell whose it is."""
_MAX_BYLINE, _MAX_PERSON = 120, 5
_MAX_SIGNED = 8
"""Links in a byline; a column at the side that tells of the author has more."""
_PARTICLES = frozenset(
    [
        "von", "zu", "van", "de", "der", "den", "des", "du", "di", "da", "do", "das", "dos",
        "del", "della", "la", "le", "el", "al", "bin", "ibn", "ter", "ten", "y",
    ]
)  # fmt: skip
_PRINTED = (
    '[itemprop~="author"], [rel~="author"], [class*="author-name" i], [class*="author__name" i], '
    '[class*="authorname" i], [class*="byline-name" i], [class*="byline__name" i], '
    '[id="author" i], [id*="author-name" i]'
)

_BYLINES = (
    '[class*="byline" i], [class*="author" i]:not([class*="authors-" i]), [class*="writer" i], '
    '[data-component*="byline" i], [data-testid*="byline" i], [class*="submitted-by" i], '
    'a[href*="/author/"], '
    'a[href*="/authors/"], a[href*="/autor/"], a[href*="/auteur/"], a[href*="/autore/"]'
)


def find_authors(
    document: LexborHTMLParser,
    head: Head,
    node: Node,
    nodes: Sequence[Node],
    site_names: Set[str],
) -> tuple[str, ...]:
    """Return the names of the writers, each once.

    An outlet that signs as the author itself is named only where nobody else is.
    """
    declared = [
        name
        for author in json_ld.resolve(node.get("author"), nodes)
        for name in json_ld.texts(author)
    ]
    in_metas = [text for _, text in head.holding("author")]
    return (
        names_in(declared, site_names)
        or names_in(in_metas, site_names)
        or names_in(_printed(document), site_names)
        or names_in(_signed(document), site_names)
        or names_in(declared)
        or names_in(in_metas)
    )


def _printed(document: LexborHTMLParser) -> Iterator[str]:
    for element in document.css(_PRINTED)[:_MAX_PRINTED]:
        if not _stands_elsewhere(element):
            named = element.css_first('[itemprop~="name"]')
            yield _text(named if named is not None else element)


def _signed(document: LexborHTMLParser) -> Iterator[str]:
    """Yield names in the first element that is called a byline, as far as they look like names."""
    for element in document.css(_BYLINES)[:_MAX_PRINTED]:
        links = [_text(link) for link in element.css("a[href]")] if element.tag != "a" else []
        if len(links) > _MAX_SIGNED or _stands_elsewhere(element):
            continue
        printed = links or [_text(element)]
        names = [
            name
            for text in printed
            if len(text) <= _MAX_BYLINE
            for name in _split_names(_BYLINE_START.sub("", text))
            if _looks_like_name(name) or (_is_signed(text) and _NAME_IN_SIGNS.fullmatch(name))
        ]
        if names:
            yield from names
            return


def _stands_elsewhere(element: LexborNode) -> bool:
    """Whether a name is that of whom a quotation is from, or who wrote a comment or a teaser."""
    around = element.parent
    for _ in range(_AROUND):
        if around is None or around.tag == "body":
            return False
        named = around.attributes.get("class") or ""
        if around.tag in _ELSEWHERE or furniture(named) is Furniture.NEVER_TEXT:
            return True
        around = around.parent
    return False


def _is_signed(text: str) -> bool:
    return _BYLINE_START.match(text) is not None or _BEHIND_NAME.search(text) is not None


def _looks_like_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= _MAX_PERSON and all(
        any(map(str.isupper, word)) or word in _PARTICLES or not word[:1].isascii()
        for word in words
    )


def _text(element: LexborNode) -> str:
    content = element.attributes.get("content")
    return " ".join((content or element.text(deep=True, separator=" ")).split())


def names_in(printed: Iterable[str], left_out: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of writers in printed bylines, each once."""
    parts = (
        part.strip(" ,.:–—-")
        for text in printed
        for part in _split_names(_BYLINE_START.sub("", text.strip()))
    )
    kept = [name for name in parts if _is_name(name) and letters_of(name) not in left_out]
    return tuple({letters_of(name): name for name in kept}.values())


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= _MAX_NAME
        and len(text.split()) <= _MAX_WORDS
        and _NO_NAME.search(text) is None
    )


def _split_names(text: str) -> list[str]:
    """Return the names in a text, without what they work as."""
    first, *others = _PARTING.split(_PART_PLAYED.sub("", text))
    parts = [first, *(part for part in others if not _ROLE.fullmatch(part))]
    return [name for part in parts for name in _split_part(part)]


def _split_part(text: str) -> list[str]:
    first, *others = [part for part in _COMMA.split(text) if part] or [text]
    parts = [first, *(part for part in others if not _ROLE.fullmatch(part))]
    # "Cole, Nat" is one name.
    if len(parts) > 1 and " " not in first:
        return [text]
    return [_BEHIND_NAME.sub("", name) for part in parts for name in _split_and(part)]


def _split_and(text: str) -> list[str]:
    # "José Ortega y Gasset" is one name: only those that have a first and a last name are several.
    names = [name for name in _AND.split(text) if name]
    return names if all(" " in name for name in names) else [text]
