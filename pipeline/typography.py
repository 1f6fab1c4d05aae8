"""Takes off a text what only sets it: to set a page otherwise is not to edit it."""

import unicodedata

# Quotation marks and apostrophes of all countries, straight and curved; accents that serve as one.
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u02b9\u2032\u0060\u00b4\uff07"
# Where a word may be broken, and marks of the beginning of a file. Joiners are letters' business.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"

_PLAIN = str.maketrans(
    dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_INVISIBLE, "")
)


def plain_typography(text: str) -> str:
    """Return the text with straight quotes and single spaces, in Unicode's composed form."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())
