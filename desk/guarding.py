"""What stands around every answer of the desk: its headers, the host asked for, the token."""

import hashlib
import hmac
import ipaddress
from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "newsfold_desk"

# Nothing is loaded from anywhere but the desk itself, nothing runs, nothing frames it.
HEADERS = {
    "Content-Security-Policy": "; ".join((
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}  # fmt: skip


class SafeHeaders:
    """Puts `HEADERS` on each answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class KnownHosts:
    """Answers only where it is asked for by a name that is its own.

    A page elsewhere can let its own name lead to this machine, and would then read the desk as if
    it were its own (DNS rebinding). An IP address cannot be led anywhere.
    """

    def __init__(self, app: ASGIApp, *, names: Collection[str], refused: Response) -> None:
        self._app = app
        self._names = {"localhost", *(name.lower() for name in names)}
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        known = scope["type"] != "http" or self._knows(Headers(scope=scope).get("host", ""))
        await (self._app if known else self._refused)(scope, receive, send)

    def _knows(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return name.lower().removesuffix(".") in self._names
        return True


class TokenGuard:
    """Answers only those who know the token.

    It is given once as `?token=`, which leaves a cookie, or each time in an Authorization header.
    Programs and feed readers, which keep no cookies, may give it with each address.
    """

    def __init__(self, app: ASGIApp, *, token: str, refused: Response) -> None:
        self._app = app
        self._token = token
        # Cookies go to every port of a host: what others may read of it is not the token itself.
        self._mark = hmac.new(token.encode(), b"newsfold desk", hashlib.sha256).hexdigest()
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        answer: ASGIApp = self._app
        if scope["type"] == "http":
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            given = dict(query).get("token")
            if given is not None and _same(given, self._token):
                if not scope["path"].endswith((".json", ".atom")):
                    answer = self._welcome(scope["path"], query)
            elif not self._is_known(Headers(scope=scope)):
                answer = self._refused
        await answer(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(given.strip(), self._token):
            return True
        return _same(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), self._mark)

    def _welcome(self, path: str, query: list[tuple[str, str]]) -> Response:
        """Lead to the same address without the token, so that it stays in no bookmark."""
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        # Two slashes would lead to another host.
        answer = RedirectResponse(f"/{path.lstrip('/')}{f'?{rest}' if rest else ''}", 303)
        answer.set_cookie(COOKIE, self._mark, httponly=True, samesite="strict", path="/")
        return answer


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
