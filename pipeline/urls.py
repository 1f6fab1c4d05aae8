"""One canonical address for each article: what can differ without naming another page is folded."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters that say how a reader came to a page, never which page it is.
_TRACKING = re.compile(
    r"(utm_|mtm_|pk_|piwik_|hsa_|at_|wt_|xtor|__twitter|ns_|cmp)\w*|"
    r"[a-z]{1,3}clid|gclsrc|yclid|igshid|igsh|mc_[ce]id|_hs(enc|mi)|mkt_tok|oly_(anon|enc)_id|"
    r"s_(cid|kwcid)|vero_(id|conv)|wickedid|ref(_?src|_?url|errer|errer_id)?|icid|ncid|msclkid|"
    r"smid|smtyp|ito|dclid|gb?raid|wbraid|fb_(action_ids|action_types|ref|source)|"
    r"action_(object|type|ref)_map|trk|spm|sharedid|share_id|soc_(src|trk)|guccounter|guce_\w+",
    re.IGNORECASE,
)
_AMP_PARAMETER = re.compile(r"amp|outputtype=amp|output=amp", re.IGNORECASE)
_AMP_PATH = re.compile(r"(/amp/?|\.amp(?=\.html?$)|\.amp)$|^/amp(?=/.)", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "https": 443}


class NotAnAddress(ValueError):
    """The text is no absolute http(s) address."""


def canonical_url(url: str) -> str:
    """Return our address for the page at `url`; the same for all its spellings.

    Folded: case of scheme and host, default port, fragment, order of parameters, percent
    encoding, tracking parameters, and the AMP twin of a page. Idempotent.

    Raises NotAnAddress if `url` is no absolute http(s) address.
    """
    parts = _split(url)
    port = parts.port
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _DEFAULT_PORT[parts.scheme]) else f"{host}:{port}"
    path = _without_amp(parts.path or "/")
    query = urlencode(
        [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(k, v)]
    )
    return str(canonicalize_url(urlunsplit((parts.scheme, netloc, path, query, ""))))


def believed_canonical(declared: str | None, final_url: str) -> str | None:
    """Return the canonical form of a declared address if it can be believed, else None.

    A declared address (rel=canonical, og:url) is a claim. One that names another site, or the home
    page for a page that is not the home page, is a fault of the outlet's templates and would fold
    distinct articles into one.
    """
    if not declared:
        return None
    try:
        claim, final = _split(declared), _split(final_url)
    except NotAnAddress:
        return None
    if site_of(claim.hostname or "") != site_of(final.hostname or ""):
        return None
    if claim.path in ("", "/") and not claim.query and final.path not in ("", "/"):
        return None
    return canonical_url(declared)


def site_of(host: str) -> str:
    """Return the host without the labels that only choose a device or a format."""
    return re.sub(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)", "", host.lower().rstrip("."))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise NotAnAddress(f"{url!r} is not an address: {error}") from None
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        raise NotAnAddress(f"{url!r} is not an absolute http(s) address")
    return parts


def _is_noise(key: str, value: str) -> bool:
    return bool(
        _TRACKING.fullmatch(key)
        or _AMP_PARAMETER.fullmatch(key)
        or _AMP_PARAMETER.fullmatch(f"{key}={value}")
    )


def _without_amp(path: str) -> str:
    while (shorter := _AMP_PATH.sub("", path)) != path:
        path = shorter or "/"
    return path
