"""Every page of the desk in a real browser: on a phone and a desktop, by keyboard, on paper."""

import os
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from storage.database import make_engine
from tests.desk import browser as chromium
from tests.desk import pressroom
from tests.desk.browser import DESKTOP, PAPER, REQUIRED, SCREENS, Sight

pytestmark = pytest.mark.slow

# Each page: its name among the pictures, and its address with names of `pressroom.numbers`.
PLACES = {
    "front": "/?hours=4992",
    "front-empty": "/?hours=1&independent=9",
    "front-harm": "/?hours=40&language=%22%3E%3Cscript%3E",
    "story": "/story/{first_story}",
    "story-harm": "/story/{harm_story}",
    "story-crowd": "/story/{crowd_story}",
    "pair": "/pair/{first}/{copy}",
    "pair-harm": "/pair/{harm}/{harm_copy}",
    "article": "/article/{copy}",
    "article-harm": "/article/{harm_copy}",
    "outlets": "/outlets",
    "outlet": "/outlet/meridianwire.example",
    "outlet-harm": "/outlet/%3Cb%3Eharm%3C%2Fb%3E%20%26%20%22co%22%2F..%3Fa%3Db%23c",
    "search": "/search?q=ferry",
    "search-empty": "/search?q=zeppelin",
    "search-harm": "/search?q=%3Cscript%3E+alert",
    "taken": "/taken",
    "edits": "/edits",
    "runs": "/runs",
    "run": "/runs/1",
    "about": "/about",
    "holder": "/about/variants",
    "fault": "/story/999999",
}
STATUS = {"fault": 404}
# Two hundred stops say no more than fifty.
WALKED = [name for name in PLACES if not name.endswith(("-crowd", "-empty"))]
# Each width and each scheme once: it takes most of the time.
AXE = ("phone-dark", "desktop-light")
# Pages with the same first part of their path that are asked for on the walk over the links.
OF_A_KIND = 8

Look = Callable[..., AbstractContextManager[Sight]]


@dataclass(frozen=True)
class Served:
    """The desk that is looked at."""

    root: str
    numbers: dict[str, int]

    def address(self, path: str) -> str:
        return self.root + path.format(**self.numbers)


# Both of the module: Playwright's loop would stand in the way of other tests' own, and a folder's
# worth of pages is what a browser's start is shared by.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = chromium.find_chromium()
    if executable is None:
        remedy = "no Chromium on this machine: apt-get install chromium, or .ci/run"
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(remedy)
    with chromium.open_browser(executable) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("pressroom") / "newsfold.db"
    shutil.copy(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    pressroom.fill(engine)
    pressroom.add_harm(engine)
    numbers = pressroom.numbers(engine)
    engine.dispose()
    with chromium.serve(f"sqlite:///{file}") as root:
        yield Served(root, numbers)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Page:
    return browser.new_page()


@pytest.fixture(scope="module")
def silent_window(browser: Browser) -> Page:
    """A window in which no script would run."""
    return browser.new_page(java_script_enabled=False)


@pytest.fixture
def look(window: Page, desk: Served) -> Look:
    """Opens a page by its name: `with look("story") as sight`."""

    def look_at(name: str, page: Page = window) -> AbstractContextManager[Sight]:
        return chromium.look(page, desk.address(PLACES[name]))

    return look_at


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_sound_on_every_screen(look, name):
    with look(name) as sight:
        assert sight.status == STATUS.get(name, 200)
        faults = [*sight.faults]
        for screen in SCREENS:
            chromium.show_on(screen, sight.page)
            chromium.keep_picture(sight.page, f"{name}-{screen.name}")
            found = chromium.form_faults(sight.page)
            if screen.name in AXE:
                found += chromium.access_faults(sight.page)
            faults += [f"{screen.name}: {fault}" for fault in found]
        assert faults == []


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_the_same_without_scripts(look, silent_window, name):
    with look(name, silent_window) as silent, look(name) as sight:
        assert silent.page.inner_text("body") == sight.page.inner_text("body")
        assert silent.faults == []


@pytest.mark.parametrize("name", PLACES)
def test_a_page_on_paper(look, name):
    with look(name) as sight:
        chromium.show_on(PAPER, sight.page)
        chromium.keep_picture(sight.page, f"{name}-paper")
        assert sight.page.locator("nav:visible, form:visible, button:visible").count() == 0
        assert sight.page.is_visible("h1")
        assert sight.page.evaluate(_CUT_ON_PAPER) == []


@pytest.mark.parametrize("name", WALKED)
def test_a_page_is_walked_through_by_keyboard(look, name):
    with look(name) as sight:
        page = sight.page
        chromium.show_on(DESKTOP, page)
        page.evaluate(_NUMBER_WHAT_CAN_BE_REACHED)
        wanted = page.evaluate("document.querySelectorAll('[data-stop]').length")
        for number in range(wanted):
            stop = _tab(page)
            assert stop is not None
            assert (stop["number"], stop["seen"], stop["outlined"]) == (number, True, True), stop
        end = _tab(page)
        assert end is None or end["number"] == 0  # out of the page, or around


def test_the_first_step_by_keyboard_leads_past_the_navigation(look):
    with look("front") as sight:
        assert _tab(sight.page)["text"] == "Skip to the content"
        sight.page.keyboard.press("Enter")
        assert sight.page.evaluate("document.activeElement.id") == "main"
        sight.page.keyboard.press("Tab")
        assert sight.page.evaluate("document.activeElement.closest('main') !== null")


def test_every_link_leads_to_a_page(desk):
    """A walk over the desk, so many pages of each kind."""
    waiting, known, seen = deque(["/"]), {"/"}, Counter[str]()
    pages = {}
    while waiting:
        path = waiting.popleft()
        kind = "/".join(path.split("?")[0].split("/")[:2]) + "?" * ("?" in path)
        if seen[kind] == OF_A_KIND:
            continue
        seen[kind] += 1
        status, pages[path] = _fetch(desk.root + path)
        assert status == 200, path
        found = [urljoin(path, link) for link in pages[path].xpath("//a/@href")]
        new = [link for link in map(_without_fragment, found) if link.startswith("/")]
        waiting += [link for link in dict.fromkeys(new) if link not in known]
        known.update(new)
    assert len(seen) > 12
    for path, page in pages.items():
        places = set(page.xpath("//@id"))
        near = [link[1:] for link in page.xpath("//a/@href") if link.startswith("#")]
        assert [place for place in near if place not in places] == [], path


def _fetch(address: str) -> tuple[int, html.HtmlElement]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.get(address)
    is_page = answer.headers["content-type"].startswith("text/html")
    return answer.status_code, html.document_fromstring(answer.text if is_page else "<p>")


def _without_fragment(link: str) -> str:
    return link.partition("#")[0]


def _tab(page: Page) -> dict[str, object] | None:
    """Go one step on; return what has the focus then, or None at the end of the page."""
    page.keyboard.press("Tab")
    found: dict[str, object] | None = page.evaluate(_FOCUSED)
    return found


_CUT_ON_PAPER = """() => [...document.body.querySelectorAll('*')]
  .filter(e => !e.closest('.hidden, svg') && e.getBoundingClientRect().width > 1
    && (e.getBoundingClientRect().right > innerWidth + 1
      || (getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)))
  .map(e => e.outerHTML.slice(0, 120))"""

_NUMBER_WHAT_CAN_BE_REACHED = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility()).forEach((e, number) => e.dataset.stop = number)"""

_FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    number: Number(e.dataset.stop),
    text: e.textContent.trim().slice(0, 60),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""
