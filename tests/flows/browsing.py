"""Clients of the loopback sites: one request to any host, or what a crawl of them needs."""

from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from crawlers.catalogue import Outlet
from crawlers.catalogue_reading import load_catalogue
from storage.database import ensure_schema, make_engine


def fetch(url: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    """Return the response to one request and its body."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
    try:
        connection.request("GET", target, headers={"Host": parts.netloc, **headers})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def fetch_text(url: str) -> str:
    """Return the text at an address that answers 200."""
    response, body = fetch(url)
    assert response.status == 200, url
    return body.decode()


def new_database(folder: Path) -> Engine:
    """Return the engine of a new SQLite database."""
    url = f"sqlite:///{folder / 'newsfold.db'}"
    ensure_schema(url)
    return make_engine(url)


def read_outlets(folder: Path, catalogue_toml: str) -> tuple[Outlet, ...]:
    """Return the outlets of a catalogue, by way of a file as users have it."""
    path = folder / "sources.toml"
    path.write_text(catalogue_toml, encoding="utf-8")
    return load_catalogue(path).outlets
