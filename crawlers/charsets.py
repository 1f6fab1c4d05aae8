"""Which charset bytes are in: what is declared is often wrong, and sometimes no charset at all."""

import codecs
from collections.abc import Iterable, Sequence
from contextlib import suppress

from charset_normalizer import from_bytes
from w3lib.encoding import resolve_encoding

# Those that pages are written in, as Python calls them. Of what else Python can decode, some gives
# no text ("hex"), and some takes time without end ("punycode").
_CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "utf-7", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
        *("utf-32", "utf-32-le", "utf-32-be", "koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154"),
        *(f"iso8859-{number}" for number in (*range(1, 12), *range(13, 17))),
        *(f"cp{number}" for number in (437, 850, 852, 855, 857, 862, 864, 866, 869, 874)),
        *(f"cp{number}" for number in range(1250, 1259)),
        *("cp932", "cp949", "cp950", "tis-620", "mac-roman", "mac-cyrillic", "mac-latin2"),
        *("gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "euc-kr", "johab", "iso2022_kr"),
        *("shift_jis", "shift_jis_2004", "euc_jp", "euc_jis_2004"),
        *("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3"),
    )
)
# What a text is tried for that declares nothing true; of several that fit alike, the first.
_GUESSED = (
    *("cp1252", "cp1251", "gb18030", "shift_jis", "euc_jp", "euc_kr", "big5", "cp1250", "cp1254"),
    *("cp1256", "cp1253", "cp1255", "koi8_r", "iso8859_2", "cp874", "cp1257"),
)
# With fewer bytes beyond ASCII a guess is no better than the commonest.
_FEWEST = 12
_SAMPLE = 16 * 1024
_HEAD = 1024


def known_charset(label: str | None) -> str | None:
    """The charset that a label means, as Python calls it; None for anything else."""
    name = resolve_encoding(label) if label and label.isascii() and len(label) < 40 else None
    found = codecs.lookup(name).name if name else None
    return found if found in _CHARSETS else None


def wide_charset(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 that bytes are in which begin without a mark: half of it is NUL."""
    head = data[:_HEAD]
    first, second = head[::2], head[1::2]
    # A tenth is enough: of text that is not Latin only the markup has a NUL in each character.
    if first.count(0) > len(first) // 10 and second.count(0) > len(second) // 10:
        return {0: "utf-32-be"}.get(head[0], "utf-32-le")
    if second.count(0) > len(second) // 10 and not first.count(0):
        return "utf-16-le"
    if first.count(0) > len(first) // 10 and not second.count(0):
        return "utf-16-be"
    return None


def to_text(data: bytes, declared: Iterable[str | None]) -> tuple[str, int]:
    """The text, and how many characters of it could not be read.

    `declared` are the labels, the likeliest first. Bytes that read as UTF-8 beyond ASCII are UTF-8
    whatever they say: declarations outlive what they were written for. A broken byte among many
    good ones does not change that.
    """
    names = [name for label in declared if (name := known_charset(label))]
    if data.isascii():
        return _escaped(data, names) or data.decode("ascii"), 0
    text, lost = loosely(data, "utf-8")
    good = _beyond_ascii(text) - lost
    if lost * 10 <= good or (lost == 1 and text.endswith("\ufffd")):
        return text, lost
    others = [name for name in names if not name.startswith(("utf", "ascii"))]
    if (found := _believed(data, others)) is not None:
        return found
    if not others and lost <= good:
        return text, lost
    return loosely(data, _guessed(data) or (others[0] if others else "cp1252"))


def loosely(data: bytes, name: str) -> tuple[str, int]:
    """The text in a charset, and how many characters of it could not be read."""
    text = data.decode(name, "replace")
    return text, text.count("\ufffd")


def _escaped(data: bytes, names: Sequence[str]) -> str | None:
    """The text of bytes that are ASCII only to whom does not know their charset."""
    for name in names:
        if name.startswith(("iso2022", "hz")):
            with suppress(UnicodeDecodeError):
                return data.decode(name)
    return None


def _believed(data: bytes, names: Sequence[str]) -> tuple[str, int] | None:
    for name in names:
        text, lost = loosely(data, name)
        if lost * 10 <= _beyond_ascii(text) - lost:
            return text, lost
    return None


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _guessed(data: bytes) -> str | None:
    sample = _sample(data)
    if len(sample) - len(sample.decode("ascii", "ignore")) < _FEWEST:
        return None
    best = from_bytes(sample, cp_isolation=list(_GUESSED)).best()
    return known_charset(best.encoding) if best else None


def _sample(data: bytes) -> bytes:
    """Text from between the tags, as far as there is more in it than ASCII."""
    parts, size = [], 0
    for part in data.replace(b">", b"<").split(b"<"):
        if not part.isascii():
            parts.append(part)
            size += len(part)
            if size > _SAMPLE:
                break
    return b" ".join(parts)[: 2 * _SAMPLE]
