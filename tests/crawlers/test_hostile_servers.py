"""Crawls of servers that do all they can against a crawler; docs/safety.md is the list of it."""

import gzip
import json
import os
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from backports import zstd
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine, select

from crawlers import runner
from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Article, Version
from tests.crawlers import scripted_names
from tests.crawlers.hostile import (
    Reply,
    drip,
    for_ever,
    packed,
    reply,
    serve_hostile,
    without_length,
)
from tests.crawlers.running import crawl, crawling_children, new_database, outcome_rows, outlet
from tests.servers import article, feed

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
PEAK = 400 * MIB
"""More memory than this the crawling process may at no time have taken."""
STORY = article("A storm at sea").body
RUSSIAN = (
    "<html><head><meta charset=utf-8><title>Шторм закрыл гавань</title></head><body><article>"
    + "<p>В понедельник портовое управление сообщило, что шторм застал город врасплох, но никто "
    "не пострадал.</p>" * 4 + "</article></body></html>"
)


@dataclass(frozen=True)
class Case:
    """What a server replies, how the page must end, and what its detail must name."""

    reply: Reply
    outcome: Outcome
    detail: str = ""


def _story(title: str, head: str = "") -> bytes:
    return article(title).body.replace(b"</head>", f"{head}</head>".encode())


def _html(body: bytes) -> bytes:
    return b"<html><head><title>Deep</title></head><body>" + body + STORY


def _to(location: str) -> bytes:
    return reply(b"", f"Location: {location}", status="302 Found")


def _later(header: str) -> bytes:
    return reply(b"", f"Retry-After: {header}", status="503 Busy")


def _refresh(target: str, story: bytes = b"") -> bytes:
    return reply(f'<meta http-equiv=refresh content="0;url={target}">'.encode() + story)


CHUNKED = "Transfer-Encoding: chunked"
ZEROS = b"\0" * 100 * MIB
GZIPPED, DEFLATED = gzip.compress(ZEROS), zlib.compress(ZEROS)  # once: each takes a moment
LARGE, NETWORK, REFUSED = Outcome.TOO_LARGE, Outcome.NETWORK_ERROR, Outcome.REFUSED_ADDRESS
STORED, ERROR, BROKEN = Outcome.STORED_NEW, Outcome.HTTP_ERROR, Outcome.FEED_BROKEN
READ, LATE, NO_BODY = Outcome.FEED_READ, Outcome.TIMED_OUT, Outcome.NO_BODY
HTTP_10 = "10.0.0.1 is not a public address"

BODIES = {
    "/gzip-bomb": Case(packed(b"", "gzip", GZIPPED), LARGE, "unpacked"),
    "/deflate-bomb": Case(packed(b"", "deflate", DEFLATED), LARGE, "unpacked"),
    "/brotli-bomb": Case(packed(b"", "br", brotli.compress(ZEROS, quality=3)), LARGE, "unpacked"),
    "/zstd-bomb": Case(packed(b"", "zstd", zstd.compress(ZEROS)), LARGE, "unpacked"),
    "/codings": Case(packed(STORY, ", ".join(["gzip"] * 900)), NETWORK, "gzip"),
    "/no-gzip": Case(packed(b"", "gzip", STORY), NETWORK, "gzip"),
    "/no-brotli": Case(packed(b"", "br", STORY), NETWORK, "brotli"),
    "/no-zstd": Case(packed(b"", "zstd", STORY), NETWORK, "Zstandard"),
    "/gzip-cut": Case(packed(b"", "gzip", gzip.compress(STORY)[:-9]), STORED),
    "/endless": Case(for_ever(without_length(b""), b"x" * 65536), LARGE, "bytes"),
    "/endless-chunks": Case(
        for_ever(without_length(b"", CHUNKED), b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        LARGE,
        "bytes",
    ),
    "/30-mib": Case(reply(b"<p>" + b"x" * 30 * MIB), LARGE, "31457283"),
    "/chunks-bad": Case(without_length(b"zz\r\nab\r\n", CHUNKED), NETWORK, "chunks"),
    "/chunks-negative": Case(without_length(b"-5\r\nab\r\n", CHUNKED), NETWORK, "chunks"),
    "/chunks-huge": Case(without_length(b"f" * 30 + b"\r\nab", CHUNKED), NETWORK, "chunks"),
    "/chunks-cut": Case(without_length(b"1000\r\nab", CHUNKED), NETWORK, "breaks off"),
    "/chunk-without-end": Case(
        for_ever(without_length(b"", CHUNKED), b"0" * 1000), NETWORK, "chunks"
    ),
    "/endless-trailers": Case(
        for_ever(without_length(b"0\r\n", CHUNKED), b"X: " + b"y" * 990 + b"\r\n"), NETWORK
    ),
    "/chunks-packed": Case(
        without_length(b"", "Transfer-Encoding: gzip, chunked"), NETWORK, "'gzip, chunked'"
    ),
    "/length-short": Case(reply(_story("Short"), length=len(_story("Short")) - 9), STORED),
    "/length-long": Case(reply(STORY, length=len(STORY) + 9), NETWORK, "breaks off"),
    "/length-huge": Case(reply(STORY, length=10**15), LARGE, "1000000000000000"),
    "/length-negative": Case(reply(STORY, length=-5), NETWORK, "-5"),
    "/length-word": Case(without_length(STORY, "Content-Length: many"), NETWORK, "many"),
    "/lengths": Case(
        without_length(STORY, "Content-Length: 5", "Content-Length: 7"), NETWORK, "5,7"
    ),
    "/204": Case(reply(STORY, status="204 No Content"), NO_BODY),
    "/205": Case(reply(_story("Reset content"), status="205 Reset"), STORED),
    "/206": Case(
        reply(STORY[:200], "Content-Range: bytes 0-199/900", status="206 Partial"),
        ERROR,
        "bytes 0-199/900",
    ),
    "/301": Case(reply(STORY, status="301 Moved"), ERROR, "no address to go on to"),
    "/304": Case(reply(status="304 Not Modified"), Outcome.NOT_MODIFIED, "304"),
}
HEADS = {
    "/endless-headers": Case(
        for_ever(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 990 + b"\r\n"), LARGE, "headers"
    ),
    "/endless-header": Case(for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 999), LARGE, "headers"),
    "/endless-interim": Case(
        for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), LARGE, "headers"
    ),
    "/many-headers": Case(reply(_story("Many"), *(f"X-{n}: y" for n in range(5000))), STORED),
    "/long-header": Case(reply(_story("Long"), "X: " + "y" * 60_000), STORED),
    "/huge-header": Case(reply(STORY, "X: " + "y" * MIB), LARGE, "headers"),
    "/huge-etag": Case(reply(_story("Tagged"), f'ETag: "{"e" * 15_000}"'), STORED),
    "/odd-validators": Case(
        reply(_story("Odd"), 'ETag: "a\0b\n c"', "Last-Modified: soon \0 or never"), STORED
    ),
    "/odd-header": Case(reply(_story("Folded"), "no colon", " folded", "\xff: \0"), STORED),
    "/http-0.9": Case(STORY, NETWORK, "closed"),
    "/garbage": Case(bytes(range(256)) * 20, NETWORK, "ParseError"),
    "/nothing": Case(b"", NETWORK, "closed"),
    "/mail-server": Case(b"220 mail.example ESMTP\r\n", NETWORK, "ESMTP"),
    "/switch": Case(reply(STORY, status="101 Switching"), NETWORK),
    "/status-999": Case(reply(STORY, status="999 Odd"), ERROR, "status 999"),
    "/status-0": Case(reply(STORY, status="0 Zero"), ERROR, "status 0"),
    "/status-minus": Case(reply(STORY, status="-200 Odd"), ERROR, "status -200"),
    "/status-huge": Case(reply(STORY, status="9" * 30), ERROR, "status 999999"),
    "/status-word": Case(reply(STORY, status="OK 200"), NETWORK, "ParseError"),
    "/wait-10-years": Case(_later("315360000"), ERROR, "status 503"),
    "/wait-for-ever": Case(_later("9" * 400), ERROR, "status 503"),
    "/wait-negative": Case(_later("-5"), ERROR, "status 503"),
    "/wait-garbage": Case(_later("\xb2\xff\0"), ERROR, "status 503"),
    "/wait-year-9999": Case(_later("Fri, 31 Dec 9999 23:59:59 -2359"), ERROR, "status 503"),
    "/cookie": Case(reply(_story("Biscuit"), "Set-Cookie: id=1; Domain=127.0.0.1"), STORED),
}
TEXTS = {
    "/png-of-html": Case(reply(STORY, content_type="image/png"), Outcome.NOT_HTML, "image/png"),
    "/html-of-pdf": Case(reply(b"%PDF-1.7\n" * 99), Outcome.NOT_HTML, "a PDF file"),
    "/octets": Case(reply(_story("Octets"), content_type="application/octet-stream"), STORED),
    "/no-type": Case(reply(_story("Typeless"), content_type=""), STORED),
    "/odd-type": Case(reply(b"zz\0", content_type="a\0/b; =\xff"), Outcome.NOT_HTML),
    "/false-charset": Case(reply(RUSSIAN.encode("cp1251")), STORED),
    "/wide": Case(reply(RUSSIAN.encode("utf-16-le")), STORED),
    "/no-charset": Case(
        reply(_story("Hexed") + b"\xff", content_type="text/html; charset=hex"), STORED
    ),
    "/bomb-charset": Case(reply(DEFLATED, content_type="text/html; charset=zlib"), NO_BODY),
    "/nul": Case(reply(_story("Nul").replace(b"<p>", b"\0<p>\0\0")), STORED),
    "/100000-divs": Case(reply(_html(b"<div>" * 100_000)), NO_BODY),
    "/deep-data": Case(
        reply(_story("Data", f'<script type="application/ld+json">{"[" * 200_000}</script>')),
        STORED,
    ),
    "/year-1": Case(
        reply(_story("1", '<meta property="article:published_time" content="0001-01-01">')),
        STORED,
    ),
    "/year-9999": Case(
        reply(
            _story(
                "9999",
                '<meta property="article:published_time" content="9999-12-31T23:59:59-14:00">',
            )
        ),
        STORED,
    ),
    "/canonical-script": Case(
        reply(_story("Script", '<link rel=canonical href="javascript:alert(1)">')), STORED
    ),
    "/canonical-elsewhere": Case(
        reply(_story("Elsewhere", '<link rel=canonical href="http://victim.example/x">')), STORED
    ),
    "/canonical-broken": Case(
        reply(
            _story(
                "Broken",
                '<base href="http://[x"><link rel=canonical href="?&#0;">'
                '<meta property="og:url" content="http://[y">',
            )
        ),
        STORED,
    ),
}
REDIRECTS = {
    "/loop": Case(_to("/loop"), ERROR, "max redirections"),
    "/loop-of-two": Case(_to("/two"), ERROR, "max redirections"),
    "/chain": Case(_to("/chain/1"), ERROR, "max redirections"),
    "/to-file": Case(_to("file:///etc/hostname"), REFUSED, "file:///etc/hostname"),
    "/to-data": Case(_to("data:text/html,hi"), REFUSED, "data:"),
    "/to-script": Case(_to("javascript:alert(1)"), REFUSED, "javascript:"),
    "/to-ftp": Case(_to("ftp://127.0.0.1/x"), REFUSED, "ftp:"),
    "/to-private": Case(_to("http://10.0.0.1/"), REFUSED, HTTP_10),
    "/to-metadata": Case(_to("http://169.254.169.254/latest"), REFUSED, "169.254.169.254"),
    "/to-localhost": Case(_to("http://localhost/"), REFUSED, "localhost (127.0.0.1)"),
    "/to-decimal": Case(_to("http://167772161/"), REFUSED, "(10.0.0.1)"),
    "/to-octal": Case(_to("http://012.0.0.1/"), REFUSED, "(10.0.0.1)"),
    "/to-hex": Case(_to("http://0x0a000001/"), REFUSED, "(10.0.0.1)"),
    "/to-short": Case(_to("http://10.1/"), REFUSED, "(10.0.0.1)"),
    "/to-mapped": Case(_to("http://[::ffff:10.0.0.1]/"), REFUSED, "10.0.0.1"),
    "/to-ipv6": Case(_to("http://[fd00::1]/"), REFUSED, "fd00::1"),
    "/to-zone": Case(_to("http://[fe80::1%25eth0]/"), REFUSED, "fe80::1"),
    "/to-full-width": Case(_to("http://１０.0.0.1/".encode().decode("latin-1")), REFUSED, HTTP_10),
    "/to-other-dots": Case(_to("http://10。0。0。1/".encode().decode("latin-1")), REFUSED, HTTP_10),
    "/to-dotted": Case(_to("http://10.0.0.1./"), REFUSED, HTTP_10),
    "/to-user": Case(_to("http://8.8.8.8:80@10.0.0.1/"), REFUSED, HTTP_10),
    "/to-backslash": Case(_to("http://10.0.0.1\\@8.8.8.8/"), REFUSED, HTTP_10),
    "/to-fragment": Case(_to("http://10.0.0.1#@8.8.8.8/"), REFUSED, HTTP_10),
    "/to-slashes": Case(_to("///10.0.0.1/"), REFUSED, HTTP_10),
    "/to-escaped": Case(_to("http://10%2e0%2e0%2e1/"), REFUSED, "10%2e0%2e0%2e1"),
    "/to-port-0": Case(_to("http://127.0.0.1:0/"), NETWORK, "refused"),
    "/to-port-99999": Case(_to("http://127.0.0.1:99999/"), REFUSED, "99999"),
    "/to-brackets": Case(_to("http://[zz"), REFUSED, "http://[zz"),
    "/to-empty-label": Case(_to("http://a..example/"), REFUSED, "a..example"),
    "/to-nowhere": Case(_to(""), ERROR, "max redirections"),
    "/to-far": Case(_to("/" + "a" * 100_000), REFUSED, "characters"),
    "/to-login": Case(_to("http://u:p@127.0.0.1:1/"), NETWORK, "refused"),
    "/to-line": Case(_to("/two-\r\n lines\0"), Outcome.GONE, "404"),
    "/refresh-private": Case(_refresh("http://10.0.0.1/"), REFUSED, HTTP_10),
    "/refresh-header": Case(reply(STORY, "Refresh: 0;url=http://10.0.0.1/"), REFUSED, HTTP_10),
    "/refresh-file": Case(_refresh("file:///etc/hostname"), NO_BODY),
    "/refresh-script": Case(_refresh("javascript:alert(1)"), NO_BODY),
    "/refresh-broken": Case(_refresh("http://[bad", _story("Refreshed")), STORED),
    "/refresh-loop": Case(_refresh("/refresh-loop"), ERROR, "max redirections"),
}
PAGES = {"/good": Case(reply(STORY), STORED)} | BODIES | HEADS | TEXTS | REDIRECTS
HIDDEN = {
    "/two": _to("/loop-of-two"),
    **{f"/chain/{n}": _to(f"/chain/{n + 1}") for n in range(1, 10)},
    "/chain/10": reply(_story("The end of a chain")),
}


def _rss(*items: str, start: str = "") -> bytes:
    return f'{start}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def _item(link: str = "/good", inner: str = "") -> str:
    return f"<item><title>Storm</title><link>{link}</link>{inner}</item>"


def _json(items: str) -> bytes:
    return f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}'.encode()


LAUGHS = '<!ENTITY a0 "lol">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
XINCLUDE = (
    '<item xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/leak" parse="text"/>'
    '<link>/good</link><title><xi:include href="file:///etc/hostname" parse="text"/></title></item>'
)
ODD_DATES = ("Mon, 01 Jan 0001 00:00:00 +1400", "Fri, 31 Dec 9999 23:59:59 -1400", "9" * 20, "-1")
ODD_LINKS = (
    *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:x@y", "http://"),
    *("http://[", "http://127.0.0.1:x/", "/" + "x" * 5000),
)

FEEDS = {
    "/feed-laughs": Case(
        reply(_rss(_item(inner="<a>&a9;</a>"), start=f"<!DOCTYPE rss [{LAUGHS}]>")),
        READ,
        "amplification",
    ),
    "/feed-quadratic": Case(
        reply(
            _rss(
                _item(inner="<a>" + "&a;" * 50_000 + "</a>"),
                start=f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>',
            )
        ),
        READ,
        "amplification",
    ),
    "/feed-entities": Case(
        reply(
            _rss(
                _item(inner="<title>&a;&b;</title>"),
                start='<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">'
                '<!ENTITY b SYSTEM "/leak"><!ENTITY % c SYSTEM "/leak"> %c;]>',
            )
        ),
        READ,
        "1 entries",
    ),
    "/feed-dtd": Case(
        reply(_rss(_item(), start='<!DOCTYPE rss SYSTEM "/leak">')), READ, "1 entries"
    ),
    "/feed-xinclude": Case(reply(_rss(XINCLUDE)), READ, "1 entries"),
    "/feed-100000": Case(
        reply(_rss(*(_item(f"/x{n}") for n in range(100_000)))), READ, "more than 10000 entries"
    ),
    "/feed-deep": Case(reply(_rss(_item(), "<x>" * 100_000)), READ, "depth"),
    "/feed-same": Case(reply(_rss(*[_item(inner="<guid>1</guid>")] * 3_000)), READ, "3000"),
    "/feed-7-mib-item": Case(
        reply(_rss(_item(inner=f"<a>{'x' * 7 * MIB}</a>"))), READ, "1 entries"
    ),
    "/feed-10-mib-item": Case(
        packed(_rss(_item(inner=f"<a>{'x' * 10 * MIB}</a>")), "gzip"), LARGE, "unpacked"
    ),
    "/feed-dates": Case(
        reply(_rss(*(_item(inner=f"<pubDate>{date}</pubDate>") for date in ODD_DATES))),
        READ,
        "4 entries",
    ),
    "/feed-controls": Case(reply(_rss(_item(inner="<a>\0\x01\x1b\ufffe</a>"))), READ, "1 entries"),
    "/feed-false-charset": Case(
        reply(_rss(_item(inner=RUSSIAN[80:200])).decode().encode("cp1251")), READ, "1 entries"
    ),
    "/feed-no-charset": Case(
        reply(b'<?xml version="1.0" encoding="hex"?>' + _rss(_item()) + b"\xff\xff"), READ
    ),
    "/feed-marks": Case(reply("\ufeff\ufeff".encode() + _rss(_item())), READ, "1 entries"),
    "/feed-cdata": Case(
        reply(_rss(_item(inner="<a><![CDATA[never ends"), _item())), READ, "2 entries"
    ),
    "/feed-html": Case(reply(STORY), BROKEN, "an HTML page"),
    "/feed-empty": Case(reply(b""), BROKEN, "neither RSS nor Atom"),
    "/feed-204": Case(reply(status="204 No Content"), BROKEN, "neither RSS nor Atom"),
    "/feed-octets": Case(
        reply(_rss(_item()), content_type="application/octet-stream"), READ, "1 entries"
    ),
    "/feed-gzip-cut": Case(
        reply(gzip.compress(_rss(*(_item(f"/x{n * 7919}") for n in range(999))))[:-99]),
        READ,
        "cut short",
    ),
    "/feed-gzip-bomb": Case(reply(GZIPPED), BROKEN, "when unpacked"),
    "/feed-links": Case(reply(_rss(*map(_item, ODD_LINKS))), BROKEN, "8 without a usable"),
    "/feed-open-items": Case(reply(b"<rss><channel>" + b"<item>" * 500_000), BROKEN, "10000"),
    "/feed-ampersands": Case(reply(_rss("&" * 2 * MIB)), BROKEN, "not well-formed"),
    "/feed-json-deep": Case(reply(_json("[" * 500_000)), BROKEN, "recursion"),
    "/feed-json-break": Case(
        reply(_json('{"url": "/good"}, ' + '{"a":' * 500_000)), READ, "1 entries"
    ),
    "/feed-json-numbers": Case(
        reply(_json(f'{{"url": "/good", "id": {"9" * 5000}, "title": NaN}}, 5, null')),
        READ,
        "2 without",
    ),
}
# Of a feed without a usable entry it is said what it has instead.
FEEDS["/feed-links"] = Case(FEEDS["/feed-links"].reply, READ, "8 without a usable address")


def _index(*links: str) -> bytes:
    inner = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return reply(f"<sitemapindex>{inner}</sitemapindex>".encode(), content_type="text/xml")


def _map(*links: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


LISTED, MAP_BROKEN = Outcome.SITEMAP_READ, Outcome.SITEMAP_BROKEN
MAPS = {
    "/map-of-itself": Case(_index("/map-of-itself"), LISTED, "1 entries"),
    "/map-a": Case(_index("/map-b"), LISTED),
    "/map-deep": Case(_index("/map-deep/1"), LISTED),
    "/map-wide": Case(
        _index(*(f"/wide/{n}" for n in range(5000))), LISTED, "4980 nested sitemaps left out"
    ),
    "/map-private": Case(_index("http://10.0.0.1/m", "file:///etc/m"), LISTED, "1 without"),
    "/map-gzip-gzip": Case(reply(gzip.compress(gzip.compress(_map("/good")))), LISTED, "1 entries"),
    "/map-bomb.gz": Case(reply(GZIPPED), MAP_BROKEN, "when unpacked"),
    "/map-bomb-in-gzip.gz": Case(reply(gzip.compress(GZIPPED)), MAP_BROKEN, "when unpacked"),
    "/map-60000": Case(
        reply(gzip.compress(_map(*(f"/y{n}" for n in range(60_000))))),
        MAP_BROKEN,
        "more than 50000 entries",
    ),
    "/map-laughs": Case(
        reply(f"<!DOCTYPE urlset [{LAUGHS}]>".encode() + _map("&a9;")), MAP_BROKEN, "amplification"
    ),
    "/map-html": Case(reply(STORY), MAP_BROKEN, "html"),
}
NESTED = {
    "/map-b": _index("/map-a", "/map-b?again"),
    **{f"/map-deep/{n}": _index(f"/map-deep/{n + 1}") for n in range(1, 9)},
}
SECTIONS = {
    "/section-deep": Case(reply(_html(b"<div>" * 100_000)), Outcome.SECTION_READ, "0 entries"),
    "/section-pdf": Case(reply(b"%PDF-1.7"), Outcome.NOT_HTML),
    "/section-base": Case(
        reply(b'<base href="http://[x"><a href="javascript:x">a</a><a href="http://[y">b</a>'),
        Outcome.SECTION_READ,
    ),
}
CLOSED = b"User-agent: *\nDisallow: /\n"
ROBOTS = {
    "huge": Case(reply(CLOSED + b"#" * 50 * MIB), Outcome.REFUSED_BY_ROBOTS, "disallows"),
    "endless": Case(
        for_ever(without_length(CLOSED), b"#" * 65536), Outcome.REFUSED_BY_ROBOTS, "disallows"
    ),
    "marked": Case(reply(b"\xef\xbb\xbf" + CLOSED), Outcome.REFUSED_BY_ROBOTS, "disallows"),
    "bomb": Case(packed(b"", "gzip", GZIPPED), Outcome.REFUSED_BY_ROBOTS, "robots.txt"),
    "html": Case(reply(STORY), READ),
    "noise": Case(reply(bytes(range(256)) * 5000), READ),
    "stars": Case(reply(b"User-agent: *\nDisallow: /" + b"*e" * 5000 + b"*x\n"), READ),
    "delays": Case(reply(b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: -5\n"), READ),
    "loop": Case(_to("/robots.txt"), Outcome.REFUSED_BY_ROBOTS, "robots.txt: max redirections"),
    "moved": Case(_to("/elsewhere.txt"), Outcome.REFUSED_BY_ROBOTS, "disallows"),
    "inward": Case(_to("http://10.0.0.1/robots.txt"), REFUSED, "robots.txt: 10.0.0.1"),
    "file": Case(_to("file:///etc/hostname"), REFUSED, "robots.txt: redirect to file:"),
    "wide": Case(reply(CLOSED.decode().encode("utf-16")), Outcome.REFUSED_BY_ROBOTS, "disallows"),
    "no-brotli": Case(packed(b"", "br", CLOSED), NETWORK, "brotli"),
    "rude": Case(reply(CLOSED, status="500 No"), Outcome.REFUSED_BY_ROBOTS, "status 500"),
}


SLOW = {
    "/drip": Case(drip(without_length(b""), b"x"), LATE, "/drip"),
    "/drip-headers": Case(drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), LATE, "/drip-headers"),
    "/silence": Case(drip(b"", b""), LATE, "/silence"),
    "/busy-silence": Case(drip(b"", b"HTTP/1.1 100 Go on\r\n\r\n"), LATE),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """One crawl of all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    engine = new_database(folder)
    with serve_hostile() as server, serve_hostile(_certificate(folder)) as tls:
        listings = FEEDS | MAPS | SECTIONS
        server.replies |= {path: case.reply for path, case in (PAGES | listings).items()}
        server.replies |= HIDDEN | NESTED | {"/elsewhere.txt": reply(CLOSED)}
        server.replies["/feed"] = reply(feed(*(f"{server.url}{path}" for path in PAGES)).body)
        hostile = outlet(
            server,  # type: ignore[arg-type]
            feeds=tuple(f"{server.url}{path}" for path in ("/feed", *FEEDS)),
            sitemaps=tuple(f"{server.url}{path}" for path in MAPS),
            sections=tuple(f"{server.url}{path}" for path in SECTIONS),
            concurrency=16,
            deny=(r"/[xy]\d+$",),
        )
        outlets = [hostile]
        hosts = {f"{name}.example": "127.0.0.1" for name in ROBOTS}
        for name, case in ROBOTS.items():
            base = server.at(f"{name}.example")
            server.replies |= {
                f"{name}.example/robots.txt": case.reply,
                f"{name}.example/feed": reply(_rss()),
            }
            outlets.append(outlet(server, name=name, home=base, feeds=(f"{base}/feed",)))  # type: ignore[arg-type]
        secret = f"https://127.0.0.1:{tls.port}"
        outlets.append(outlet(tls, name="tls", home=secret, feeds=(f"{secret}/feed",)))  # type: ignore[arg-type]
        with _watched_memory() as peaks:
            end = crawl(engine, *outlets, hosts=hosts)
        rows = outcome_rows(engine)
        yield SimpleNamespace(
            server=server,
            tls=tls,
            secret=secret,
            engine=engine,
            end=end,
            rows=rows,
            ended={row.requested_url: row for row in rows},
            peak=max(peaks, default=0),
        )
    engine.dispose()


@contextmanager
def _watched_memory() -> Iterator[list[int]]:
    """The most memory that a crawling process of ours has taken, as often as it is looked at."""
    peaks: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for pid in crawling_children(os.getpid()):
                with suppress(OSError, StopIteration):
                    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                    peak = next(line for line in lines if line.startswith("VmHWM:"))
                    peaks.append(int(peak.split()[1]) * 1024)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def _certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(encoding))
    return file


@pytest.mark.parametrize("path", PAGES | FEEDS | MAPS | SECTIONS)
def test_each_page_ends_as_it_should(crawled: SimpleNamespace, path: str) -> None:
    case = (PAGES | FEEDS | MAPS | SECTIONS)[path]
    row = crawled.ended[f"{crawled.server.url}{path}"]
    assert row.outcome is case.outcome, row.detail
    assert case.detail in (row.detail or "")


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_are_read_as_far_as_they_can_be(crawled: SimpleNamespace, name: str) -> None:
    row = crawled.ended[crawled.server.at(f"{name}.example") + "/feed"]
    assert row.outcome is ROBOTS[name].outcome, row.detail
    assert ROBOTS[name].detail in (row.detail or "")


def test_a_certificate_that_nobody_vouches_for_is_not_taken(crawled: SimpleNamespace) -> None:
    row = crawled.ended[f"{crawled.secret}/feed"]
    assert row.outcome is Outcome.NETWORK_ERROR
    assert "certificate" in row.detail
    assert crawled.tls.asked == []


def test_each_page_has_one_outcome_and_none_is_our_fault(crawled: SimpleNamespace) -> None:
    counts = Counter(row.requested_url for row in crawled.rows)
    assert set(counts.values()) == {1}
    assert [row.detail for row in crawled.rows if row.outcome is Outcome.FAULT] == []
    assert "Traceback" not in crawled.end.stderr_tail
    assert crawled.end.exit_code == 0


def test_memory_stays_within_bounds(crawled: SimpleNamespace) -> None:
    assert 0 < crawled.peak < PEAK


def test_nothing_is_fetched_that_a_document_names_within_itself(crawled: SimpleNamespace) -> None:
    assert not {"/leak"} & set(crawled.server.paths())


def test_sitemaps_are_followed_twice_down_and_no_further(crawled: SimpleNamespace) -> None:
    times = Counter(crawled.server.paths())
    assert times["/map-of-itself"] == times["/map-a"] == times["/map-b"] == 1
    assert times["/map-deep/2"] == 1
    assert times["/map-deep/3"] == 0


def test_cookies_are_neither_kept_nor_sent(crawled: SimpleNamespace) -> None:
    assert not [head for head in crawled.server.asked if "\ncookie:" in head.lower()]


def test_passwords_and_referrers_are_not_sent(crawled: SimpleNamespace) -> None:
    heads = "".join(crawled.server.asked).lower()
    assert "authorization" not in heads
    assert "referer" not in heads


def test_text_is_read_in_its_true_charset(crawled: SimpleNamespace) -> None:
    with transaction(crawled.engine) as session:
        found = select(Version.body).join(Article, Version.article_id == Article.id)
        for path in ("/false-charset", "/wide"):
            body = session.scalars(found.where(Article.url == f"{crawled.server.url}{path}")).one()
            assert "шторм застал город врасплох" in body


def test_no_page_is_taken_for_another(crawled: SimpleNamespace) -> None:
    with transaction(crawled.engine) as session:
        urls = session.scalars(select(Article.url)).all()
    assert all(url.startswith(f"{crawled.server.url}/") for url in urls)
    assert {f"{crawled.server.url}/canonical-{name}" for name in ("script", "elsewhere")} < {*urls}


def test_a_server_that_takes_for_ever_is_left(engine: Engine) -> None:
    with serve_hostile() as server:
        server.replies |= {path: case.reply for path, case in SLOW.items()}
        server.replies["slow.example/robots.txt"] = drip(without_length(b""), b"#")
        base = server.at("slow.example")
        feeds = tuple(f"{server.url}{path}" for path in SLOW)
        outlets = [
            outlet(server, feeds=feeds, concurrency=8),  # type: ignore[arg-type]
            outlet(server, name="slow", home=base, feeds=(f"{base}/feed",)),  # type: ignore[arg-type]
        ]
        crawl(engine, *outlets, page_timeout_seconds=1.0, hosts={"slow.example": "127.0.0.1"})
        rows = {row.requested_url: row for row in outcome_rows(engine)}
    named = {f"{server.url}{path}": path for path in SLOW} | {f"{base}/feed": "robots.txt"}
    assert rows.keys() == named.keys()
    for url, name in named.items():
        assert rows[url].outcome is LATE
        assert name in (rows[url].detail or "")


# The last address of each is this machine's own, where a server listens.
NAMES = {
    "inward.example": ["127.0.0.1"],
    "moving.example": ["8.8.8.8", "127.0.0.1"],
    "late.example": ["8.8.8.8", "8.8.8.8", "127.0.0.1"],  # as it is when it is dialled
    "mapped.example": ["::ffff:127.0.0.1"],
}


def test_names_that_lead_inward_are_never_dialled(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (sys.executable, "-P", scripted_names.__file__, json.dumps(NAMES))
    monkeypatch.setattr(runner, "COMMAND", command)
    with serve_hostile() as server:
        outlets = [
            outlet(
                server,  # type: ignore[arg-type]
                name=name.removesuffix(".example"),
                home=server.at(name),
                feeds=(f"{server.at(name)}/feed",),
                local=False,
            )
            for name in NAMES
        ]
        crawl(engine, *outlets)
        rows = {row.requested_url: row for row in outcome_rows(engine)}
        assert server.asked == []
    for name, addresses in NAMES.items():
        row = rows[f"{server.at(name)}/feed"]
        assert row.outcome is REFUSED
        assert f"{name} ({addresses[-1]}) is not a public address" in (row.detail or "")
