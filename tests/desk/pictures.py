"""The pictures of the README: pages of the desk over the demo's articles. `make pictures`."""

import sys
import tempfile
from pathlib import Path

from storage.database import ensure_schema, make_engine
from tests.desk import browser, pressroom
from tests.desk.browser import Screen

# The address of each, where in the page it begins, and its height.
PICTURES = {
    "front": ("/?hours=4992", "body", 650),
    "story": ("/story/{first_story}", "#time-head", 690),
    "pair": ("/pair/{first}/{copy}", ".side", 410),
}


def take_pictures(folder: Path) -> None:
    """Write a PNG for each of `PICTURES` into `folder`."""
    executable = browser.find_chromium()
    if executable is None:
        raise SystemExit("No Chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as kept:
        url = f"sqlite:///{kept}/newsfold.db"
        ensure_schema(url)
        engine = make_engine(url)
        pressroom.fill(engine)
        numbers = pressroom.numbers(engine)
        engine.dispose()
        with browser.open_browser(executable) as opened, browser.serve(url) as root:
            page = opened.new_page()
            for name, (path, top, height) in PICTURES.items():
                page.goto(root + path.format(**numbers))
                browser.show_on(Screen(name=name, width=1040, height=height), page)
                page.evaluate(_SCROLL, top)
                page.screenshot(path=folder / f"{name}.png")


_SCROLL = "top => scrollTo(0, scrollY + document.querySelector(top).getBoundingClientRect().y - 4)"

if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
