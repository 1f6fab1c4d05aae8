"""One canonical address for each article: what can differ without naming another page is folded."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from pipeline.url_noise import is_noise, plain_host, plain_path, site_of

__all__ = [
    "NotAnAddress",
    "believed_canonical",
    "canonical_url",
    "page_key",
    "site_of",
    "without_login",
]

_DEFAULT_PORT = {"http": 80, "https": 443}
# White space and controls around an address, which a feed may well have left there.
_AROUND = "".join(map(chr, range(33))) + "\x7f\u00a0\u200b\ufeff"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_NEEDS_NO_ESCAPE = re.compile(r"[\w/.~=-]*", re.ASCII)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = "/%:@!$&'()*+,;=~"
_IN_QUERY = "/%:@!$'()*+,;=~?"

# Copies of pages that others keep: /amp/s/HOST/PATH, or /c/s/HOST/PATH at the cache itself. The s
# says that the page is at https.
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google(?:\.com?)?\.[a-z]{2,3}|bing\.com)")
_AMP_CACHE = re.compile(r"(?:.+\.)?(?:cdn\.ampproject\.(?:org|net)|bing-amp\.com)")
_WRAPPED = re.compile(r"/(?P<by>amp|[a-z])/(?P<s>s/)?(?P<host>[^/]+\.[^/]+)(?P<path>/.*)?")


class NotAnAddress(ValueError):
    """The text is no absolute http(s) address."""


@lru_cache(maxsize=16_384)  # one address is asked for again and again on its way through a crawl
def canonical_url(url: str) -> str:
    """Return our address for the page at `url`; the same for all its spellings.

    Folded: case of scheme and host, hosts for phones (m., mobile., amp.), a dot behind the host,
    default port, fragment but for #!, order of parameters, percent encoding, tracking parameters,
    session ids, index.html, and the AMP, mobile and print twins of a page, copies in AMP caches
    too. The scheme and www. stay, since a server may know only one of them: `page_key` folds these.
    Idempotent.

    Raises NotAnAddress, and nothing else, if `url` is no absolute http(s) address.
    """
    try:
        parts = _split(url)
        while (plainer := _wrapped(parts) or _plain(parts)) != parts:
            parts = plainer
    except UnicodeError as error:
        raise NotAnAddress(f"{url!r} is not an address: {error}") from None
    return urlunsplit(parts)


def without_login(url: str) -> str:
    """Return an absolute address without the name and password that may stand before its host."""
    scheme, mark, rest = url.partition("://")
    end = next((place for place, sign in enumerate(rest) if sign in "/?#"), len(rest))
    return f"{scheme}{mark}{rest[:end].rpartition('@')[2]}{rest[end:]}"


def page_key(url: str) -> str:
    """Return what tells the page at `url` from all others: http and https, and www., are one.

    It has the form of an address without a scheme, as in //a.example/news/7.
    """
    parts = urlsplit(canonical_url(url))
    return urlunsplit(("", _netloc(site_of(parts.hostname or ""), parts.port), *parts[2:]))


def believed_canonical(declared: str | None, final_url: str) -> str | None:
    """Return the canonical form of a declared address if it can be believed, else None.

    A declared address (rel=canonical, og:url) is a claim. One that names another site, the home
    page, a list of articles or an error page is a fault of the outlet's templates and would fold
    distinct articles into one. One that many pages share is found out where they are stored.
    """
    if not declared:
        return None
    try:
        claimed, own = canonical_url(declared), canonical_url(final_url)
    except NotAnAddress:
        return None
    claim, final = urlsplit(claimed), urlsplit(own)
    if _site(claim) != _site(final):
        return None
    if claimed != own and _names_a_list(claim, final):
        return None
    return claimed


# Whatever stands behind these lists articles, or is none.
_LIST = re.compile(
    r"/(?:page|seite|pagina|strona|tags?|topics?|categor(?:y|ies|ia|ias)|kategorie|rubrik|authors?|"
    r"autor|search|suche|archives?)(?:/[^/]+)?/?$|"
    r"/(?:40[34]|50\d|error|not-?found|page-?not-?found|login|signin|subscribe|abo|home|default|"
    r"start|startseite|consent|cookies?|captcha)(?:\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
# The second part of an article, its comments, and so on.
_PART = re.compile(
    r"/(?:(?:page|seite|pagina|part|teil|p)[/-]?)?\d{1,3}/?|"
    r"/(?:comments|kommentare|gallery|photos|full|all|single)/?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?/?", re.IGNORECASE)
# Words joined by dashes, a number or an ending: an article has such a name, a section has not.
_ARTICLE_NAME = re.compile(r"[^-_]+(?:[-_][^-_]+){2,}|.*\d{4,}.*|.*\.s?html?", re.IGNORECASE)


def _names_a_list(claim: SplitResult, final: SplitResult) -> bool:
    """Whether an article's page declares the address of something that is no article."""
    path = claim.path
    if claim.query or claim.fragment:
        return False
    if path == "/" or _LANGUAGE.fullmatch(path):
        return final.path != path or bool(final.query)
    if _LIST.search(path) and not _LIST.search(final.path):
        return True
    folder = path.rstrip("/")
    if not final.path.startswith(f"{folder}/") or final.path == path:
        return False
    # A section above it. But an article in parts declares the address of the first.
    is_part = _PART.fullmatch(final.path[len(folder) :])
    name = folder.rpartition("/")[2]
    return not (is_part and _ARTICLE_NAME.fullmatch(name)) and final.path != f"{folder}/"


def _site(parts: SplitResult) -> tuple[str, int | None]:
    return site_of(parts.hostname or ""), parts.port


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip(_AROUND))
        _ = parts.port
    except ValueError as error:
        raise NotAnAddress(f"{url!r} is not an address: {error}") from None
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        raise NotAnAddress(f"{url!r} is not an absolute http(s) address")
    netloc = _netloc(_host(parts, url), _port(parts))
    path = _escaped(parts.path or "/", _IN_PATH)
    return parts._replace(netloc=netloc, path=path)


def _host(parts: SplitResult, url: str) -> str:
    """The host in lower case, as name services spell it."""
    host = (parts.hostname or "").rstrip(".")
    if "[" in parts.netloc:
        try:
            return IPv6Address(host).compressed
        except ValueError as error:
            raise NotAnAddress(f"{url!r} is not an address: {error}") from None
    if not host.isascii():
        host = host.encode("idna").decode().lower()
    if not _HOST.fullmatch(host):
        raise NotAnAddress(f"{url!r} is not an address: {host!r} is no name of a host")
    return host


def _port(parts: SplitResult) -> int | None:
    return None if parts.port == _DEFAULT_PORT[parts.scheme] else parts.port


def _netloc(host: str, port: int | None) -> str:
    host = f"[{host}]" if ":" in host else host
    return host if port is None else f"{host}:{port}"


def _wrapped(parts: SplitResult) -> SplitResult | None:
    """The page of which an AMP cache has a copy; None for any other page."""
    match = _WRAPPED.fullmatch(_without_dots(parts.path))
    if match is None:
        return None
    host, inner = parts.hostname or "", match["host"]
    by_viewer = match["by"] == "amp"
    if by_viewer and not (_AMP_VIEWER.fullmatch(host) or site_of(inner) == site_of(host)):
        return None
    if not by_viewer and not _AMP_CACHE.fullmatch(host):
        return None
    scheme = "https" if match["s"] else "http"
    address = parts._replace(scheme=scheme, netloc=inner, path=match["path"] or "/")
    try:
        return _split(urlunsplit(address))
    except ValueError:
        return None


def _plain(parts: SplitResult) -> SplitResult:
    path = plain_path(_without_dots(parts.path))
    fragment = parts.fragment if len(parts.fragment) > 1 and parts.fragment[0] == "!" else ""
    return parts._replace(
        netloc=_netloc(plain_host(parts.hostname or ""), parts.port),
        path=path,
        query=_query(parts.query, path),
        fragment=_escaped(fragment, _IN_QUERY),
    )


def _query(query: str, path: str) -> str:
    """The parameters that may name a page, by their names; each as it is written, or nearly so."""
    kept = []
    for parameter in query.split("&"):
        plain = _escaped(parameter.replace("+", "%20"), _IN_QUERY).replace("%20", "+")
        name, is_valued, value = plain.partition("=")
        if plain and not is_noise(name, value if is_valued else None, path):
            kept.append((name, plain))
    kept.sort(key=lambda named: named[0])  # those of one name stay in their order
    return "&".join(plain for _, plain in kept)


def _escaped(text: str, safe: str) -> str:
    """Percent encoding in its one normal form (RFC 3986, 6.2.2): what needs none has none."""
    if _NEEDS_NO_ESCAPE.fullmatch(text):
        return text
    return quote(_ESCAPE.sub(_normal_escape, text), safe=safe)


def _normal_escape(match: re.Match[str]) -> str:
    if match[1] is None:  # a percent sign that is meant as one
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """The path with its steps "." and ".." taken (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    steps = path.split("/")
    kept: list[str] = []
    for step in steps:
        if step == ".." and len(kept) > 1:
            kept.pop()
        elif step not in (".", ".."):
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept) or "/"
