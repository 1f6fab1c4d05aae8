"""Chromium over the desk: what is served, how it is looked at, and what is wrong with what is seen.

Debian's Chromium, driven by Playwright, which needs none of its own.
"""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from desk.app import DeskSettings, make_app, make_desk_engine
from tests.desk.pressroom import NOW

NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "NEWSFOLD_BROWSER_REQUIRED"
"""Set where a machine without Chromium is a fault, and not one on which less is tested."""
SCREENSHOTS = "NEWSFOLD_SCREENSHOTS"
"""Names the folder in which a picture of each page is kept; unset: none are."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What the desk is looked at on."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


SCREENS = [
    Screen(name=f"{name}-{scheme}", width=width, height=height, scheme=scheme)
    for name, width, height in (("phone", 390, 844), ("desktop", 1280, 900))
    for scheme in ("light", "dark")
]
PHONE, _, DESKTOP, _ = SCREENS
PAPER = Screen(name="paper", width=700, height=990)
"""A sheet of A4 within its margins."""


def find_chromium() -> str | None:
    """Where Chromium is on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def open_browser(executable: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        # The shared memory of a container is too small for it, and no test needs it.
        arguments = ["--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(database_url: str) -> Iterator[str]:
    """The desk on a free port of loopback, as `newsfold desk` serves it; yields its address."""
    settings = DeskSettings()
    engine = make_desk_engine(database_url, settings)
    app = make_app(engine, settings, clock=lambda: NOW)
    config = uvicorn.Config(app, log_config=None, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        engine.dispose()


@dataclass(kw_only=True)
class Sight:
    """A page that is open."""

    page: Page
    address: str
    status: int = 0
    faults: list[str] = field(default_factory=list)
    """What went wrong since it was asked for, in words."""

    def note_message(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of, such as what the security policy forbids."""
        # An answer 404 is told there, too; the test knows which status it wants.
        if message.location.get("url") != self.address and message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def note_request(self, request: Request) -> None:
        """Note whom else is asked."""
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.faults.append(f"asks another host: {request.url}")

    def note_failure(self, request: Request) -> None:
        """Note what got no answer."""
        self.faults.append(f"request failed: {request.url} {request.failure}")

    def note_answer(self, response: Response) -> None:
        """Note what else is not there."""
        if response.status >= 400 and response.url != self.address:
            self.faults.append(f"answered {response.status}: {response.url}")


@contextmanager
def look(page: Page, address: str) -> Iterator[Sight]:
    """Open an address on a phone, and note what the browser complains of until the block ends."""
    sight = Sight(page=page, address=address)
    listeners: dict[str, Callable[[Any], None]] = {
        "console": sight.note_message,
        "request": sight.note_request,
        "requestfailed": sight.note_failure,
        "response": sight.note_answer,
    }
    show_on(PHONE, page)
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        response = page.goto(address, timeout=20_000)
        sight.status = response.status if response else 0
        yield sight
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


def show_on(screen: Screen, page: Page) -> None:
    """Show a page that is open on this screen, as if it had been opened there."""
    page.set_viewport_size({"width": screen.width, "height": screen.height})
    page.emulate_media(media="print" if screen is PAPER else "screen", color_scheme=screen.scheme)


def form_faults(page: Page) -> list[str]:
    """What is wrong with the form of a page: its heads, its width, text that is cut."""
    return list(page.evaluate(_FORM))


def access_faults(page: Page) -> list[str]:
    """What axe-core finds that keeps readers out: its serious and critical findings."""
    findings = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {found['help']}: {node['html'][:160]} {_colours(node)}"
        for found in findings
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


def _colours(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in node["any"])[:200]


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, if a folder is named for them."""
    folder = os.environ.get(SCREENSHOTS)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, animations="disabled")


# Scrolled in a frame of its own, or hidden for those who see, is neither too wide nor cut.
_FORM = """() => {
  const faults = [], name = e => e.outerHTML.slice(0, 120);
  const framed = e => e.closest('.wide, .hidden, .skip, svg');
  if (!document.title.trim()) faults.push('no title');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll('*')]
      .filter(e => !framed(e) && e.getBoundingClientRect().right > width + 1).slice(-3);
    faults.push('wider than the screen: ' + wide.map(name).join(' | '));
  }
  for (const e of document.body.querySelectorAll('*')) {
    if (framed(e) || e.matches('input, select')) continue;
    const style = getComputedStyle(e);
    if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
      faults.push('cut: ' + name(e));
  }
  return faults;
}"""
