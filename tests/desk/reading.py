"""A reader of the desk without a network: asks the application, and looks into its pages."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx
from lxml import html
from starlette.types import ASGIApp


@dataclass(frozen=True)
class Answer:
    """What the desk answered."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def json(self) -> Any:
        return json.loads(self.response.content)

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.text)

    def texts(self, path: str) -> list[str]:
        """The text of each element that an XPath finds, its white space folded."""
        return [" ".join(found.text_content().split()) for found in self.page.xpath(path)]

    def links(self) -> list[str]:
        """Where the links of the page lead."""
        return [str(href) for href in self.page.xpath("//a/@href")]


class Reader:
    """Asks for pages, as a browser or a program would. It keeps no cookies."""

    def __init__(self, app: ASGIApp, base_url: str = "http://127.0.0.1:8765") -> None:
        self._app = app
        self._base_url = base_url

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; underscores in the names of headers stand for hyphens."""
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        """Ask by any method."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answer(asyncio.run(self._ask(method, path, named)))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url) as client:
            return await client.request(method, path, headers=headers)
