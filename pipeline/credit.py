"""Where an article says that its text comes from: datelines, credit lines, phrases."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from anyascii import anyascii


class CreditPlace(StrEnum):
    """Where in an article a credit was found."""

    DATELINE = "dateline"
    LEAD = "lead"
    """Before the first sentence, without a place: "(Reuters) -"."""
    PHRASE = "phrase"
    """Inside a sentence: "as reported by TASS"."""
    LAST_LINE = "last-line"
    """On a line of its own below the text."""
    BRACKET = "bracket"
    """Behind the last sentence of a paragraph: "(afp/dpa)"."""
    BYLINE = "byline"
    """On a line of its own above the text."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Someone whom an article names as the origin of its text, and where."""

    name: str
    """Canonical for a known agency, else as printed."""
    where: CreditPlace


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, and where printed the day, that open a text; both as printed."""

    place: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the first sentence of a text, and the text without it."""

    rest: str
    removed: str = ""
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a table in `pipeline/data`, without its remarks."""
    text = (files("pipeline") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


# --- Names -----------------------------------------------------------------------------------

# Arabic and Persian keyboards write the same names with different letters.
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "\u200c": ""})
# Not \W: that would drop the vowel signs of Indian scripts with the punctuation.
_NO_LETTER = re.compile("[\\s.,:;!?'\"\u2018\u2019\u201c\u201d«»()\\[\\]/|_&+*\\-\u2010-\u2015@#]+")
_GENERIC = re.compile(
    r"^the(?=.{2})|(?:newsagency|newswire|news|wire|agency|agencia|agence|agenzia|agencja|ajansi"
    r"|press|presse|online)$"
)
_PART = re.compile(
    r"\s*[/,+;&|·、・]\s*|\s+(?:and|und|y|et|e|i|и|і|و|with|mit)\s+|(?<=[A-Z])-(?=[A-Z]{2,5}$)"
)
_AGENCY_WORD = re.compile(
    r"(?i:\b(?:news|wire|newswire|agency|press|agencia|agence|agência|agenzia|agencja|ajansı"
    r"|nachrichten|presse|агентство|вести|новости|новини|вісник|вестник)\b)|خبرگزاری|وكالة|وکالة"
    r"|एजेंसी|संवाद|समाचार|(?:社|通信|通訊|通讯|网|報|报|通信社|통신|뉴스|일보|신문)$"
)
_ACRONYM = re.compile(r"[A-ZÀ-ÞĞİŚŞŻČА-ЯЁІЇЄҐ]{2,6}|[a-z]{3,4}|[A-Z][a-zà-ü]+[A-Z]\w*")
_HOST = re.compile(r"(?:[\w-]{2,}\.)+[A-Za-zА-Яа-я]{2,8}")
_QUOTED = re.compile('[«»\u201c\u201d\u201e"「」]')
_ARTICLE = re.compile(
    r"(?:the|die|der|das|dem|den|la|le|les|el|il|lo|a|o|à|al|alla)\s+|(?:l|all|dell)['\u2019]\s*"
)


def _key(name: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", name)).casefold().translate(_LETTERS)


@cache
def _aliases() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in read_table("agencies.txt"):
        for name in (row[0], *(row[1].split("|") if len(row) > 1 else ())):
            table.setdefault(_key(name), row[0])
    return table


@cache
def _exact_aliases() -> dict[str, str]:
    """Return the spellings with their capitals: in a sentence "the sun" is no newspaper."""
    canonical = {row[0] for row in read_table("agencies.txt")}
    return {spelling: name for name in canonical for spelling in _spellings(name)}


@cache
def _no_agencies() -> frozenset[str]:
    rows = read_table("not_agencies.txt")
    return frozenset(_key(name) for row in rows for name in row[0].split("|"))


@cache
def _source_labels() -> frozenset[str]:
    rows = read_table("source_labels.txt")
    return frozenset(label for row in rows for label in row[0].split("|"))


# Agencies' names in small letters that are words; dpa, afp and sid are printed small as well.
_SMALL_WORDS = frozenset({"aa", "app", "bild", "map", "mena", "nan", "spa", "tap", "tt", "uni"})


def known_agency(name: str) -> str | None:
    """Return the canonical name of a known agency or outlet, None for any other."""
    found = _aliases().get(_key(name))
    return None if name in _SMALL_WORDS else found


def _fits(name: str) -> bool:
    """Whether a text can be an agency's name at all."""
    return (
        1 < len(name) <= 40
        and len(name.split()) <= 5
        and _key(name) not in _no_agencies()
        and _key(name.split()[0]) not in _no_agencies()
        and not any(char.isdigit() for char in name)
    )


def _looks_like_agency(name: str) -> bool:
    """Whether an unknown name is written as agencies are: by its words or by its capitals."""
    return _fits(name) and (
        _AGENCY_WORD.search(name) is not None
        or _ACRONYM.fullmatch(name) is not None
        or _HOST.fullmatch(name) is not None
    )


def _split(printed: str) -> list[str]:
    """Return the names of a chain such as "wit/dpa/AFP" or "NNN-PTI", the known ones canonical.

    Editors' initials stand in the same chains: short unknown names in small letters go when a
    known agency stands beside them.
    """
    printed = printed.strip(" \t.,-–—")
    whole = known_agency(printed)
    if whole is not None:
        return [whole]
    parts = [part.strip("\"'«»“”„.:-–— ") for part in _PART.split(printed)]
    known = [known_agency(part) for part in parts]
    found = []
    for part, name in zip(parts, known, strict=True):
        initials = len(part) <= 4 and part.islower() and any(known)
        if name is not None or (_fits(part) and not initials):
            found.append(name or part)
    return list(dict.fromkeys(found))


def _credits(printed: str, where: CreditPlace) -> tuple[Credit, ...]:
    return tuple(Credit(name, where) for name in _split(printed))


def _name_keys(name: str) -> set[str]:
    key = _key(anyascii(name))
    keys = {key, _GENERIC.sub("", key)}
    canonical = known_agency(name)
    if canonical is not None:
        keys |= {_key(anyascii(alias)) for alias in _spellings(canonical)}
    return {key for key in keys if len(key) > 1}


@cache
def _spellings(canonical: str) -> tuple[str, ...]:
    for row in read_table("agencies.txt"):
        if row[0] == canonical:
            return (canonical, *(row[1].split("|") if len(row) > 1 else ()))
    return (canonical,)


# Labels of hosts that say nothing of whose they are.
_HOST_LABELS = frozenset({"www", "m", "amp", "news", "com", "co", "org", "net", "example"})


def names_outlet(credit: str | None, outlet: str) -> bool:
    """Whether a credit names an outlet, given by its name or its host.

    Letters alone are compared, romanised, with the known spellings of either: "Meridian Wire"
    names `meridianwire.example`, and "РИА Новости" `ria.ru`.
    """
    if not credit or not outlet:
        return False
    host = _HOST.fullmatch(outlet) is not None
    labels = outlet.split(".")[:-1] if host else [outlet]
    printed = [label for label in labels if label not in _HOST_LABELS]
    outlets = set().union(*map(_name_keys, printed)) if printed else set()
    names = [credit, *_PART.split(credit)]
    return any(_name_keys(name) & outlets for name in names if name)


# --- The opening of a text -------------------------------------------------------------------

_LETTER_RUN = r"[^\s\d,.;:!?()\[\]/«»\"“”。，、।=|–—-]"
_DAY = (
    r"\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
    rf"|\d{{1,2}}(?:\.|er|º|st|nd|rd|th)?\s(?:de\s)?{_LETTER_RUN}{{2,12}}\.?(?:\s(?:de\s)?\d{{4}})?"
    rf"|{_LETTER_RUN}{{3,12}}\.?\s\d{{1,2}}(?:,?\s\d{{4}})?"
)
_PLACE = r"[^\s\d()\[\]/:;!?«»\"“”|=–—-][^\d()\[\]/:;!?«»\"“”\n।|=–—]{1,55}?"
_REGION = r"(?:/[A-Z][a-zü]+)?(?:\s\([^()\d]{2,25}\))?"
_DASH = r"(?:--?|[\u2010-\u2015])"

# PLACE, DAY (AGENCY) -   and its kin; the place, the day or the agency may be missing.
_BRACKETED = re.compile(
    rf"(?P<place>{_PLACE}{_REGION})??(?:(?<=\S)[\s,]+(?:le\s|den\s)?(?P<day>{_DAY}))?[\s,.]*"
    r"(?:\((?P<a>[^()\d]{0,40})\)|\[(?P<b>[^\[\]\d]{2,40})\]|/(?P<c>[^/\d]{2,40})/|«(?P<d>[^«»]{2,40})»)"
    rf"(?P<end>\s*[.।:]?\s*{_DASH}+\s*|\s*[.।]\s+|\s*:\s+|\s+|$)"
)
# In Hindi the day may be in words: PLACE, TWO WORDS (AGENCY)
_HINDI = re.compile(
    r"(?P<place>[^\d(),।]{2,30}(?:\s\([^()\d]{2,25}\))?),\s(?P<day>\S{1,12}\s\S{2,12})\s"
    r"\((?P<a>[^()\d]{2,40})\)(?P<end>\s*[।-]?\s*)"
)
# PLACE, DAY – AGENCY.
_DASHED = re.compile(
    rf"(?P<place>{_PLACE}),\s(?P<day>{_DAY})\s*[.,]?\s*{_DASH}\s*(?P<a>[^.\d:–—\n]{{2,30}})[.:]\s+"
)
# PLACE - AGENCY -
_TWO_DASHES = re.compile(
    rf"(?P<place>{_PLACE})\s{_DASH}\s(?P<a>[^.\d،,–—\n-]{{2,25}}?)\s{_DASH}\s+"
)
# PLACE -   PLACE, DAY -   PLACE, DAY.
_CUT = re.compile(
    rf"(?P<place>{_PLACE})(?:[\s,]+(?P<day>{_DAY}))?(?:\s*[.,]?\s*{_DASH}{{1,2}}\s+|(?P<stop>\.)\s+)"
)
_EMPTY_BRACKET = re.compile(rf"\(\s*\)\s*(?:{_DASH}\s*)?")
_CHINESE = re.compile(
    r"(?:(?:本报|本網|本网)?(?:综合|據|据))?(?P<a>[^\s\d，。、：（）()“”]{2,8}?(?:社|网|網|讯社|通訊|通讯))"
    r"(?P<place>[^\s\d，。、：（）()“”]{0,8}?)(?P<day>(?:\d{1,2}月)?\d{1,2}日)?(?:电|電|讯|訊|消息)[，,：:\s]*"
    r"(?:[（(](?:记者|記者|通讯员)[^（）()]{0,30}[）)])?\s*"
)
_CHINESE_BYLINE = re.compile(
    r"(?:【[^【】]{2,12}[／/][^【】]{2,10}】|[（(](?:记者|記者)[^（）()]{0,30}[）)])\s*"
)
_JAPANESE = re.compile(
    r"[【\[［（](?P<place>[^\]】］）\d０-９=＝]{0,12}?)[\s　=＝・]*"
    r"(?P<day>[\d０-９]{1,2}(?:月[\d０-９]{1,2})?日)?[\s　=＝・]*"
    r"(?P<a>[^\]】］）\d\s　]{0,10}?)[】\]］）](?:\s*[-–—－])?\s*"
)
_KOREAN = re.compile(
    r"[(\[【](?P<place>[^()\[\]=】]{1,20})=(?P<a>[^()\[\]=】]{2,20})[)\]】]"
    r"\s*(?:[^=\n]{2,25}?(?:기자|특파원|통신원)\s*)?=?\s*"
)
_LINKS = frozenset(
    {"de", "del", "la", "las", "los", "el", "da", "do", "dos", "das", "di", "sur", "an", "der"}
    | {"am", "im", "in", "of", "the", "and", "y", "et", "nad", "bei", "ob", "les", "en", "sous"}
)
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0dff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OPENS = re.compile("[-(（\\[【/«—–=]|日|讯|消息|\\.\\s")
_HEAD = 160


# PanARMENIAN.Net: a host is no place.
_INNER_POINT = re.compile(r"\w\.\w\w")


def _is_place(text: str) -> bool:
    """Whether a text is written as a place is: few words, each with a capital if there are any."""
    words = re.sub(r"[(),/]", " ", text).split()
    if not 0 < len(words) <= 6:
        return False
    if _INNER_POINT.search(text) or any(len(word) > 6 for word in words if word[-1] == "."):
        return False
    if _CASELESS.search(text):
        return len(words) <= 4
    return all(word[0].isupper() or word in _LINKS or word[1:2] in "'’" for word in words)


def _is_weak_place(text: str, day: str | None, rest: str) -> bool:
    """Whether a place before a mere dash opens a dateline, not a sentence."""
    if _CASELESS.search(text) or not _is_place(text) or not rest[:1].strip("\"'«“„¿¡"):
        sure = False
    elif text.upper() == text or day is not None or "," in text:
        sure = len(text) > 3
    else:
        # "Bangui - Mortar shells hit ...", but not "Sinner - Alcaraz 6-4".
        sure = len(text.split()) <= 3 and len(rest.split(maxsplit=8)) > 8 and rest[0].isupper()
    return sure


def _dateline(match: re.Match[str], text: str) -> Dateline:
    place, day = match["place"].strip(" ,"), match.groupdict().get("day")
    if day is None and text[match.end("place") : match.end("place") + 1] == ".":
        place += "."  # PORTAGE, Ind.
    return Dateline(place, day.rstrip(".") if day else None)


def _bracketed(match: re.Match[str], text: str) -> Opening | None:
    place, day = match["place"], match["day"]
    name = next((group for group in match.group("a", "b", "c", "d") if group is not None), "")
    known = any(map(known_agency, _PART.split(name)))
    dashed = any(dash in match["end"] for dash in "-–—‒―") or ":" in match["end"]
    if place is not None and not _is_place(place):
        return None
    alone = match.end() == len(text) and "," in (place or "")
    if not known and not dashed and not alone and not (day is not None and match["end"]):
        return None
    if name and not _split(name):
        return None
    if not known and place is None and not _looks_like_agency(name.strip()) and not dashed:
        return None
    where = CreditPlace.LEAD if place is None else CreditPlace.DATELINE
    dateline = None if place is None else _dateline(match, text)
    return Opening(text[match.end() :], match[0].strip(), dateline, _credits(name, where))


def _named(match: re.Match[str], text: str) -> Opening | None:
    if not _is_place(match["place"]) or not _fits(match["a"]):
        return None
    groups = match.groupdict()
    sure = known_agency(match["a"]) or groups.get("day") or _CASELESS.search(match["a"])
    if not sure or (groups.get("day") and not _is_place(match["a"].strip("«»"))):
        return None
    dateline = _dateline(match, text)
    credits = _credits(match["a"].strip(), CreditPlace.DATELINE)
    return Opening(text[match.end() :], match[0].strip(), dateline, credits)


def _cut(match: re.Match[str], text: str) -> Opening | None:
    place, day = match["place"], match["day"]
    if match["stop"] and (day is None or place.upper() != place):
        return None
    if not _is_weak_place(place, day, text[match.end() :]):
        return None
    return Opening(text[match.end() :], match[0].strip(), _dateline(match, text))


def _parted(printed: str) -> tuple[str, str]:
    """Return the place and the agency of 【東京共同】, where no mark parts them."""
    for size in range(2, len(printed)):
        if known_agency(printed[size:]):
            return printed[:size], printed[size:]
    return ("", printed) if _AGENCY_WORD.search(printed) else (printed, "")


def _east_asian(match: re.Match[str], text: str) -> Opening | None:
    place, name = match["place"].strip(), match["a"].strip()
    if not name and known_agency(place):
        place, name = "", place
    if not place and not known_agency(name):
        place, name = _parted(name)
    if (name and not _split(name)) or (place and _key(place) in _no_agencies()):
        return None
    day = match.groupdict().get("day")
    if not name and not day and not 2 <= len(place) <= 4:
        return None
    where = CreditPlace.DATELINE if place else CreditPlace.LEAD
    dateline = Dateline(place, day) if place else None
    return Opening(text[match.end() :], match[0].strip(), dateline, _credits(name, where))


def _bracketed_hindi(match: re.Match[str], text: str) -> Opening | None:
    if not _CASELESS.search(match["place"]) or not _split(match["a"]):
        return None
    credits = _credits(match["a"], CreditPlace.DATELINE)
    dateline = _dateline(match, text)
    return Opening(text[match.end() :], match[0].strip(), dateline, credits)


# The marks without one of which a form cannot be there: cheaper to look for than the form.
_DASHES = re.compile(_DASH)
_DATELINES = (
    (re.compile(r"\("), _HINDI, _bracketed_hindi),
    (re.compile(r"[(\[/«]"), _BRACKETED, _bracketed),
    (_DASHES, _DASHED, _named),
    (_DASHES, _TWO_DASHES, _named),
    (re.compile(rf"{_DASH}|\.\s"), _CUT, _cut),
)


def _step(text: str) -> Opening | None:
    """Return what one dateline or credit takes from the head of a text."""
    head = text[:_HEAD]
    if _OPENS.search(head) is None:
        return None
    match = _CHINESE_BYLINE.match(head)
    if match:
        return Opening(text[match.end() :], match[0].strip())
    if head[0] in "【［[(（" or "\u3400" <= head[0] <= "\u9fff":
        for pattern in (_KOREAN, _JAPANESE if head[0] in "【［[（" else _CHINESE):
            match = pattern.match(head)
            opening = match and _east_asian(match, text)
            if opening:
                return opening
    match = _EMPTY_BRACKET.match(head)
    if match:
        return Opening(text[match.end() :], match[0].strip())
    for marks, pattern, read in _DATELINES:
        match = marks.search(head) and pattern.match(head)
        opening = match and read(match, text)
        if opening:
            return opening
    return None


def read_opening(text: str) -> Opening:
    """Return a first paragraph without its dateline and credit, and what they said.

    Up to three are read: some outlets print the dateline twice, and Italian agencies put their
    name before the place.
    """
    rest, removed, dateline, credits = text, [], None, []
    for _ in range(3):
        step = _step(rest) if rest else None
        if step is None:
            break
        if step.dateline is not None and dateline is not None and not step.credits:
            break  # a second one without an agency may be the first sentence
        rest = step.rest.lstrip()
        removed.append(step.removed)
        dateline = dateline or step.dateline
        credits += [credit for credit in step.credits if credit not in credits]
    return Opening(rest, " ".join(removed), dateline, tuple(credits))


# --- Lines of their own ----------------------------------------------------------------------

_WITH_INPUTS = re.compile(
    r"\(?\s*(?:with|additional)?\s*(?:(?P<a>[\w/, -]{2,30}?)\s)?(?:agency\s)?(?:inputs?|reporting)"
    r"(?:\s(?:from|by)\s(?P<b>[^()]{2,60}?))?\s*\)?\.?",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:\(c\)|©|ⓒ|copyright)\s*(?:©\s*)?(?:\d{4}\s*)?(?:by\s+)?(?P<a>[^\d.©|]{2,40}?)\s*(?:\d{4})?[.,]?"
    r"(?:\s*(?:all rights reserved|alle rechte vorbehalten|무단.*|$).*)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"[(\[（【]?\s*(?P<label>[^:：()\d]{2,24}?)\s*[:：]\s*(?P<a>[^()（）\[\]]{2,90}?)\s*[)\]）】]?\.?"
)
_EAST_GAP = re.compile("\u3000|\\s{2,}|[|｜]")
_BARE = re.compile(
    rf"(?P<open>[(（\[【/]|{_DASH}{{1,2}}\s*)?\s*(?P<a>[^()（）\[\]【】:：.!?。\d]{{2,40}}?)\s*[)）\]】/]?\.?"
)
_INITIALS = re.compile(r"(?:[^\W\d_]{2,4}/\s*){1,4}(?:[^\W\d_]{2,4}/?)?")
_PLACED = re.compile(r"[(\[]?[^()=]{1,15}=(?P<a>[^()=,]{2,20})(?:[)\]]|,.*|$)")
_TRAILING_DAY = re.compile(rf",\s(?:{_DAY})$")
_TAIL = re.compile(
    r"(?P<text>.*[.!?。…»”\"'’」).।։؟])\s*"
    rf"(?:[(（\[【/](?P<a>[^()（）\[\]【】/\d]{{2,40}}(?:/[^()/\d]{{2,20}})*)[)）\]】/]|/\s*(?P<b>[^\s/\d]{{2,20}})"
    rf"|\s*{_DASH}\s?(?P<c>[^\s.,\d][^.,\d]{{1,30}})|\s{{2,}}(?P<d>[A-Z][A-Za-z]{{1,12}})"
    r"|\s(?P<e>[A-Z]{{2,5}}-[A-Z]{{2,5}}))\s*\.?",
    re.DOTALL,
)


def _labelled(line: str) -> tuple[Credit, ...] | None:
    first = _EAST_GAP.split(line)[0].strip()
    match = _LABELLED.fullmatch(first)
    if match is not None and match["label"].casefold().lstrip("-–—(（ ") in _source_labels():
        printed = match["a"]
    else:
        folded = first.casefold()
        label = next((label for label in _long_labels() if folded.startswith(label)), None)
        if label is None:
            return None
        printed = first[len(label) :]
    names = [name for name in _split(printed) if _is_source(name)]
    return tuple(Credit(name, CreditPlace.LAST_LINE) for name in names)


@cache
def _long_labels() -> tuple[str, ...]:
    """Return the labels that need no colon behind them: those of two words or abbreviated."""
    return tuple(
        f"{label} " for label in sorted(_source_labels()) if label[-1] == "." or " " in label
    )


def _is_source(name: str) -> bool:
    return known_agency(name) is not None or len(name.split()) <= 3


def _whole(pattern: re.Pattern[str], line: str) -> tuple[Credit, ...] | None:
    match = pattern.fullmatch(line)
    if match is None:
        return None
    printed = next((group for group in match.groupdict().values() if group), "")
    return _credits(re.sub(r"(?i)\b(?:agency|inputs?)\b", "", printed), CreditPlace.LAST_LINE)


def _bare(line: str) -> tuple[Credit, ...] | None:
    match = _BARE.fullmatch(line)
    if match is None:
        return None
    names = _split(match["a"])
    if not names:
        # "(agencies)" names nobody, yet is no text either.
        return () if match["open"] and _key(match["a"]) in _no_agencies() else None
    parts = [part for part in _PART.split(match["a"]) if part]
    enclosed = (match["open"] or "-")[0] in "(（[【/" and len(match["a"].split()) == 1
    known = any(name in _spellings(name) and known_agency(name) for name in names)
    shaped = len(line.split()) <= 3 and all(map(_looks_like_agency, parts))
    if not (known and len(names) >= len(parts) - 2) and not shaped and not enclosed:
        return None
    return tuple(Credit(name, CreditPlace.LAST_LINE) for name in names)


def read_credit_line(line: str) -> tuple[Credit, ...] | None:
    """Return the credits of a line that is nothing else, None for a line of text."""
    line = _TRAILING_DAY.sub("", line.strip())
    if len(line) > 120:
        return None
    if _INITIALS.fullmatch(line) and not any(map(known_agency, line.split("/"))):
        return ()
    match = _PLACED.fullmatch(line)
    if match is not None and _looks_like_agency(match["a"]):
        return _credits(match["a"], CreditPlace.LAST_LINE)
    for found in (_labelled(line), _inputs(line), _copyright(line)):
        if found is not None:
            return found
    return _bare(line) if len(line) <= 50 else None


def _inputs(line: str) -> tuple[Credit, ...] | None:
    if "nput" not in line and "eporting" not in line:
        return None
    return _whole(_WITH_INPUTS, line)


def _copyright(line: str) -> tuple[Credit, ...] | None:
    return _whole(_COPYRIGHT, line) if line[:1] in "(©ⓒCc" else None


def read_tail(paragraph: str) -> tuple[str, tuple[Credit, ...]]:
    """Return a last paragraph without the credit behind its last sentence, and that credit."""
    start = max(len(paragraph) - 80, 0)
    match = _TAIL.fullmatch(paragraph, start)
    if match is None:
        return paragraph, ()
    printed = next(group for group in match.group("a", "b", "c", "d", "e") if group is not None)
    enclosed = match["a"] is not None or match["b"] is not None
    parts = [part for part in _PART.split(printed.strip()) if part]
    known = any(map(known_agency, parts)) and len(printed.split()) <= 5
    shaped = enclosed and len(printed.split()) == 1 and all(map(_fits, parts))
    if not known and not shaped and not (enclosed and _AGENCY_WORD.search(printed)):
        return paragraph, ()
    return paragraph[: match.end("text")], _credits(printed, CreditPlace.BRACKET)


_BYLINE = re.compile(
    r"(?:By|BY|Von|Por|POR|Par|PAR|Di|di|Automatyczny|Autor|Автор|Muhabir|Haber)\s*:?\s+(?P<a>[^.!?]{2,60})"
)
_DESK = re.compile(
    r"\s+(?:correspondents?|staff|reporters?|writers?|newsroom|desk|redaktion|korrespondenten?)$",
    re.I,
)
_PAIRED = re.compile(r"(?P<a>[^|/,.!?\d]{2,30})\s*(?P<mark>[|/,])\s*(?P<b>[^|/,.!?\d]{2,30})")


def read_byline(line: str) -> tuple[Credit, ...] | None:
    """Return the credits of a line above the text that says by whom it is, None for another.

    The writers' own names are no credits: such a line gives none.
    """
    line = line.strip()
    if len(line) > 70 or line[-1:] in ".!?:。":
        return None
    names = _byline_names(line)
    return None if names is None else tuple(Credit(name, CreditPlace.BYLINE) for name in names)


def _byline_names(line: str) -> list[str] | None:
    match = _BYLINE.fullmatch(line)
    if match is not None:
        return _byline_agency(match["a"])
    match = _PAIRED.fullmatch(line)
    if match is not None:
        return _paired(match)
    if _HEAD_NAME.fullmatch(line) and _looks_like_agency(line):
        return _split(line)
    return None


# An agency alone on the first line: its capitals, or a name that says what it is.
_HEAD_NAME = re.compile(r"[A-ZА-Я]{2,6}|[A-ZА-Я]\S+(?:\s\S+)?\s(?:Agency|Press|News|Wire|Ajansı)")


def _byline_agency(printed: str) -> list[str] | None:
    first = re.split(r"[,|]", printed)[0].strip()
    signed = [name for name in map(known_agency, re.split(r"\s*[,|/]\s*", printed)) if name]
    desk = _DESK.search(first)
    name = first[: desk.start()] if desk else first
    if signed:
        return signed
    if not all(word[0].isupper() or word in _LINKS for word in name.split()):
        return None
    if (desk and _fits(name)) or _AGENCY_WORD.search(name):
        return _split(name)
    return []


def _paired(match: re.Match[str]) -> list[str] | None:
    first, second = match["a"].strip(), match["b"].strip()
    if not all(word[0].isupper() for word in first.split() + second.split()):
        return None
    if known_agency(first) or known_agency(second):
        return [known_agency(first) or known_agency(second) or ""]
    if match["mark"] == ",":
        return None
    if _key(first) in _no_agencies():
        return [second]
    return [first] if match["mark"] == "|" else None


# --- Phrases ---------------------------------------------------------------------------------

_AFTER = re.compile(
    '(?P<quoted>[«\u201c\u201e"「](?P<q>[^»\u201d"」\n]{2,40})[»\u201d"」])'
    r"|(?P<host>(?:[\w-]{2,}\.)+[A-Za-zА-Яа-я]{2,8})"
    r"|(?P<a>(?:[^\W\d_]|[\u0900-\u0dff\u200c'’-])+(?:\s(?:[^\W\d_]|[\u0900-\u0dff\u200c'’-])+){0,3})"
)
_CJK_BEFORE = re.compile(
    r"(?:据|據|综合|^|[。，、\n「“”])(?P<a>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7afA-Za-z]{2,10}?)(?:\d{1,2}日?)?$"
)
_AGENCY_PREFIX = re.compile(
    r"(?:agencia|agence|agência|agenzia|agencja|agencji|agency|Agentur|агентств\w+|агенція|وكالة"
    # "The reporter for sport, politics, ... of" in Persian.
    r"|(?:خبرگزاری|خبرنگار)(?:\s(?:ورزشی|سیاسی|اقتصادی|اجتماعی|فرهنگی))?"
    r"|ورزشی|سیاسی|اقتصادی|اجتماعی|فرهنگی)\s+"
)


@cache
def _phrases(lang: str | None) -> tuple[tuple[str, str, bool], ...]:
    """Return the phrases of a language and of English; of every language where none is known."""
    rows = read_table("credit_phrases.txt")
    wanted = {lang, "en"} if lang in {row[0] for row in rows} else {row[0] for row in rows}
    found = {}
    for language, side, printed in rows:
        if language in wanted:
            words = _spaced(printed, language, side[0])
            # At the head of a sentence stand phrases of several words: "According to TASS".
            opens = " " in words.strip()
            for spelling in (words, words[0].upper() + words[1:]) if opens else (words,):
                found[spelling] = (spelling, side[0], side.endswith("!"))
    return tuple(found.values())


@cache
def _cores(lang: str | None) -> tuple[str, ...]:
    """Return for each phrase the shortest of all that stands in it, without its first letter.

    A text without the core has none of its phrases, small or capital: half as many to look for.
    """
    phrases = [words for words, _, _ in _phrases(lang)]
    return tuple(
        min((other[1:] for other in phrases if other[1:] in words), key=len) for words in phrases
    )


def _spaced(words: str, lang: str, side: str) -> str:
    if lang in ("zh", "ja", "ko") or words[0] in "'’" or words[-1] in "'’":
        return words
    return words + " " if side == ">" else " " + words


def read_phrases(text: str, lang: str | None) -> tuple[Credit, ...]:
    """Return the agencies and outlets that sentences of a text name as their source."""
    found: dict[str, None] = {}
    cores = _cores(lang)
    present = {core for core in set(cores) if core in text}
    for core, (words, side, any_name) in zip(cores, _phrases(lang), strict=True):
        at = text.find(words) if core in present else -1
        while at >= 0:
            if side == ">":
                name = _name_after(text[at + len(words) : at + len(words) + 60], any_name)
            else:
                # Most often no name: the costly look is only for a capital or a caseless script.
                first = text[text.rfind(" ", 0, at) + 1]
                may_be = first.isupper() or first > "\u0590"
                name = _name_before(text[max(at - 40, 0) : at], any_name) if may_be else None
            if name is not None:
                found[name] = None
            at = text.find(words, at + len(words))
    return tuple(Credit(name, CreditPlace.PHRASE) for name in found)


def _name_after(window: str, any_name: bool) -> str | None:
    article = _ARTICLE.match(window)
    window = window[article.end() :] if article else window
    prefix = _AGENCY_PREFIX.match(window)
    window = window[prefix.end() :] if prefix else window
    match = _AFTER.match(window)
    if match is None:
        return None
    if match["quoted"] is not None:
        return _quoted_name(match["q"])
    if match["host"] is not None:
        return known_agency(match["host"]) or match["host"]
    return _run_name(match["a"].split(" "), any_name or prefix is not None)


def _quoted_name(name: str) -> str | None:
    known = known_agency(name)
    if known is not None or not _fits(name) or len(name.split()) > 3 or not name[0].isupper():
        return known
    # «Экрану»: the dative after a verb of telling.
    return name[:-1] if re.fullmatch(r"[А-Я]\w*[бвгджзклмнпрстфхцчшщ]у", name) else name


def _run_name(words: list[str], any_name: bool) -> str | None:
    """Return the agency at the head of a run of words: the longest known, else the capitals."""
    for size in range(len(words), 0, -1):
        known = _exact_aliases().get(" ".join(words[:size]))
        if known is not None:
            return known
    return _unknown_name(_capitalised(words)) if any_name else None


_NO_NAME = re.compile("[<>$%*\"]|['\u2019]s\\b")


def _unknown_name(words: list[str]) -> str | None:
    name = " ".join(words[1:] if words[:1] == ["The"] and len(words) > 1 else words)
    return name if len(name) > 2 and _fits(name) and not _NO_NAME.search(name) else None


# Where a name ends in scripts without capitals.
_ENDS = frozenset({"از", "به", "در", "که", "با", "و", "نقل", "روز", "أن", "في", "من", "عن"})
_ENDS |= {"إن", "की", "के", "से", "फीड"}


def _capitalised(words: list[str]) -> list[str]:
    taken: list[str] = []
    for word in words:
        if _CASELESS.search(word):
            if word in _ENDS or len(taken) == 2:
                break
        elif not word[0].isupper():
            break
        taken.append(word)
    return taken


def _name_before(window: str, any_name: bool) -> str | None:
    if _EAST_ASIAN.search(window[-4:]):
        match = _CJK_BEFORE.search(window)
        name = match["a"] if match else ""
        fits = bool(name) and _AGENCY_WORD.search(name) is not None and _fits(name)
        return known_agency(name) or (name if fits else None)
    words = _words_before(window)
    for size in range(len(words), 0, -1):
        known = _exact_aliases().get(" ".join(words[-size:]))
        if known is not None:
            return known
    return _unknown_name(_capitalised(words[::-1])[::-1]) if any_name else None


def _words_before(window: str) -> list[str]:
    """Return up to four words that may end in a name: none, as a rule."""
    words = window.rsplit(None, 4)[-4:]
    if not words or not (words[-1][0].isupper() or _CASELESS.match(words[-1])):
        return []
    start = next(
        (at for at in range(len(words) - 1, 0, -1) if words[at - 1][-1] in '.,:;!?»”)"،'), 0
    )
    return [word.lstrip('(«“"') for word in words[start:]]
