"""What an outlet is called and where it is, guessed from its host, its domain and its language."""

import re
from urllib.parse import urlsplit

from pipeline.urls import site_of

MAX_NAME = 40

_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "gob", "ac", "or", "ne", "go", "edu"))
# Top-level domains of countries that are sold to anybody, or are no ISO code.
_NO_COUNTRY = frozenset(
    ("ai", "cc", "co", "eu", "fm", "gg", "io", "is", "ly", "me", "nu", "su", "to", "tv", "ws")
)
_COUNTRY_OF_DOMAIN = {"uk": "GB"}
# Where the capital's zone is the zone of the press.
_ZONES = {
    "AE": "Asia/Dubai", "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna",
    "AU": "Australia/Sydney", "BD": "Asia/Dhaka", "BE": "Europe/Brussels", "BG": "Europe/Sofia",
    "BR": "America/Sao_Paulo", "BY": "Europe/Minsk", "CA": "America/Toronto",
    "CH": "Europe/Zurich", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CO": "America/Bogota", "CZ": "Europe/Prague", "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "EG": "Africa/Cairo",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GR": "Europe/Athens", "HK": "Asia/Hong_Kong", "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest", "ID": "Asia/Jakarta", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata", "IR": "Asia/Tehran", "IT": "Europe/Rome", "JP": "Asia/Tokyo",
    "KE": "Africa/Nairobi", "KR": "Asia/Seoul", "KZ": "Asia/Almaty", "LT": "Europe/Vilnius",
    "LV": "Europe/Riga", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NG": "Africa/Lagos", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland", "PE": "America/Lima", "PH": "Asia/Manila", "PK": "Asia/Karachi",
    "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "QA": "Asia/Qatar", "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade", "RU": "Europe/Moscow", "SA": "Asia/Riyadh",
    "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "SK": "Europe/Bratislava",
    "TH": "Asia/Bangkok", "TR": "Europe/Istanbul", "TW": "Asia/Taipei", "UA": "Europe/Kyiv",
    "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg",
}  # fmt: skip


def guess_name(host: str) -> str:
    """A short name for the outlet at a host, as in "harbour" for www.harbour.co.example."""
    labels = site_of(host).split(".")
    if all(label.isdigit() for label in labels) or len(labels) < 2:
        return slug_of(site_of(host))
    labels = labels[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    return slug_of(labels[-1])


def slug_of(text: str) -> str:
    """A text as a name for the catalogue: small letters, digits, hyphens and dots."""
    slug = re.sub(r"[^a-z0-9]+", lambda found: "." if found[0] == "." else "-", text.lower())
    return slug[:MAX_NAME].strip("-.") or "source"


def guess_country(url: str, named: str | None) -> str | None:
    """The country of an outlet: that of its domain, else the one that its page has `named`."""
    domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    if len(domain) == 2 and domain.isalpha() and domain not in _NO_COUNTRY:
        return _COUNTRY_OF_DOMAIN.get(domain, domain.upper())
    return named


def guess_zone(country: str | None) -> str:
    """The time zone in which the press of a country mostly writes; UTC where that is not known."""
    return _ZONES.get(country or "", "UTC")


def read_locale(printed: str) -> tuple[str | None, str | None]:
    """The language and the country in a tag such as "en-GB" or "de_AT"."""
    found = re.fullmatch(
        r"([A-Za-z]{2})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?:[-_.@]\w+)*", printed.strip()
    )
    if found is None:
        return None, None
    return found[1].lower(), found[2].upper() if found[2] else None
