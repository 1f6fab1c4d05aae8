"""What a response says beside its text: opt-outs, other names, validators, how long to wait."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import unescape

from scrapy.http import HtmlResponse, Response

from crawlers.politeness import retry_after
from pipeline.records import Validators
from pipeline.urls import believed_canonical

# Reserved by the TDM Reservation Protocol, and what outlets write into their robots rules.
TDM_RESERVATION = "tdm-reservation"
OPT_OUTS = frozenset({"noai", "noimageai", "noarchive"})
# Rules whose value stands behind a colon, where other rules have the name of a crawler before it.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)

# Meta tags stand in the head; what is further down is not looked at.
_HEAD_BYTES = 256 * 1024
# Neither pattern can run over the next tag, so a page of nothing but "<meta" costs no more.
_META = re.compile(r"<meta\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:.-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
# A server that gives longer ones does not mean them to be sent back.
_MAX_VALIDATOR = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What one page says beside its text."""

    opt_outs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Further addresses that it says it has."""


def read_signals(response: Response, agent: str) -> Signals:
    """Read headers and meta tags; `agent` is what the crawler calls itself."""
    metas = list(_metas(response)) if isinstance(response, HtmlResponse) else []
    own = agent.partition("/")[0].casefold()
    found = [rule for value in _header(response, "X-Robots-Tag") for rule in _rules(value, own)]
    found += [
        rule for name, content in metas if name in ("robots", own) for rule in _rules(content, own)
    ]
    reserved = [*_header(response, "tdm-reservation")]
    reserved += [content for name, content in metas if name == TDM_RESERVATION]
    if any(value.strip() == "1" for value in reserved):
        found.append(TDM_RESERVATION)
    return Signals(opt_outs=tuple(sorted(set(found))), names=_names(response, metas))


def validators_of(response: Response) -> Validators:
    """What tells later whether the page has changed."""
    return Validators(
        etag=_short(_header(response, "ETag")),
        last_modified=_short(_header(response, "Last-Modified")),
        body_sha256=sha256(response.body).hexdigest(),
    )


def asked_wait(response: Response, *, now: datetime) -> float:
    """The seconds for which a server asks to be left alone, or says that nothing will change."""
    ages = [_MAX_AGE.search(value) for value in _header(response, "Cache-Control")]
    seconds = [float(age[1]) for age in ages if age]
    return max(*seconds, retry_after(response, now=now) or 0.0, 0.0)


def _names(response: Response, metas: list[tuple[str, str]]) -> tuple[str, ...]:
    claims = (content for name, content in metas if name == "og:url" and content)
    believed = (_believed(response, claim) for claim in claims)
    return tuple(dict.fromkeys(name for name in believed if name))


def _believed(response: Response, claim: str) -> str | None:
    try:
        return believed_canonical(response.urljoin(claim), response.url)
    except ValueError:  # "http://[" is an address to nobody
        return None


def _rules(value: str, agent: str) -> Iterator[str]:
    """The opt-outs in a list of rules, as far as they are for everyone or for us."""
    for_us = True
    for part in value.casefold().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            for_us = name.strip() in ("*", "robots", agent)
            part = rest
        if for_us and part.strip() in OPT_OUTS:
            yield part.strip()


def _metas(response: Response) -> Iterator[tuple[str, str]]:
    """Name and content of each meta tag that is no comment."""
    head = response.body[:_HEAD_BYTES].decode("utf-8", errors="replace")
    for match in _META.finditer(_without_comments(head)):
        attributes = {
            name.casefold(): double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(match[1])
        }
        name = attributes.get("name") or attributes.get("property") or ""
        yield name.strip().casefold(), unescape(attributes.get("content", "")).strip()


def _without_comments(text: str) -> str:
    first, *rest = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def _header(response: Response, name: str) -> list[str]:
    return [value.decode("latin-1") for value in response.headers.getlist(name)]


def _short(values: list[str]) -> str | None:
    value = values[0].strip() if values else ""
    return value if 0 < len(value) <= _MAX_VALIDATOR else None
