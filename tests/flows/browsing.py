"""A client that asks the loopback server for any host, as a crawler with a host map does."""

from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit


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
