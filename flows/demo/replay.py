"""A folder of recorded pages as the web sites they were recorded from."""

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from flows.demo.site_server import LOOPBACK, Answer, serve_sites
from pipeline.urls import canonical_url

_SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Recorded pages that are being served."""

    port: int
    catalogue_toml: str
    """Each host as an outlet, in the format of sources.toml."""
    hosts: Mapping[str, str]
    """Every host name and the address that answers for it."""
    expected: Mapping[str, str]
    """The address of each page and its name in the manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recorded:
    page: str
    host: str
    target: str
    path: Path

    @property
    def key(self) -> str:
        """Equal for all spellings of the address that a crawler may come with."""
        return _key(self.host, self.target)


@contextmanager
def serve_pages(manifest: Path) -> Iterator[Replay]:
    """Serve the pages of a manifest, lines of {page, url} with the files beside it."""
    recorded = _read(manifest)
    with serve_sites(lambda port: _Archive(recorded, port)) as port:
        hosts = sorted({page.host for page in recorded})
        yield Replay(
            port=port,
            catalogue_toml="\n".join(_catalogue_entry(host, port) for host in hosts),
            hosts=dict.fromkeys(hosts, LOOPBACK),
            expected={_address(page, port): page.page for page in recorded},
        )


class _Archive:
    """Answers with what was recorded."""

    def __init__(self, recorded: list[_Recorded], port: int) -> None:
        self._recorded = recorded
        self._by_key = {page.key: page for page in recorded}
        self._port = port

    def __call__(self, host: str, target: str) -> Answer:
        if target == "/sitemap.xml":
            return Answer(body=self._sitemap(host), content_type="application/xml")
        found = self._by_key.get(_key(host, target))
        if found is None:
            return Answer(body=b"not recorded\n", content_type="text/plain", status=404)
        # Without a charset: the pages were recorded without their headers.
        return Answer(body=_content(found.path), content_type="text/html")

    def _sitemap(self, host: str) -> bytes:
        own = (page for page in self._recorded if page.host == host)
        urls = (f"<url><loc>{escape(_address(page, self._port))}</loc></url>" for page in own)
        return _SITEMAP.format("".join(urls)).encode()


def _read(manifest: Path) -> list[_Recorded]:
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return [_recorded(json.loads(line), manifest.parent) for line in lines if line]


def _recorded(line: Mapping[str, str], folder: Path) -> _Recorded:
    parts = urlsplit(line["url"])
    query = f"?{parts.query}" if parts.query else ""
    return _Recorded(
        page=line["page"],
        host=parts.hostname or "",
        target=(parts.path or "/") + query,
        path=folder / line["page"],
    )


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _address(page: _Recorded, port: int) -> str:
    return f"http://{page.host}:{port}{page.target}"


def _key(host: str, target: str) -> str:
    return canonical_url(f"http://{host}{target}")


def _catalogue_entry(host: str, port: int) -> str:
    home = f"http://{host}:{port}/"
    fields = {
        "name": host.replace(".", "-"),
        "title": host,
        "home": home,
        "local": True,
        "sitemaps": [f"{home}sitemap.xml"],
        "delay_seconds": 0.0,
    }
    # For text, numbers, truth values and lists of text, JSON is TOML.
    return "\n".join(["[[source]]", *(f"{k} = {json.dumps(v)}" for k, v in fields.items()), ""])
