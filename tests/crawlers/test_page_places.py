"""Where on a page a link stands."""

import time

import pytest

from crawlers.lxml_tree import parse_tree
from crawlers.page_places import Places, Surrounding


def _around(page: str) -> list[Surrounding]:
    [link] = parse_tree(f"<html><body>{page}</body></html>").iter("a")
    return list(Places().around(link))


@pytest.mark.parametrize(
    ("page", "claims"),
    [
        pytest.param("<nav><a>x</a></nav>", {"is_menu", "is_navigation"}, id="nav"),
        pytest.param("<footer><a>x</a></footer>", {"is_menu", "is_footer"}, id="footer"),
        pytest.param("<header><a>x</a></header>", {"is_navigation"}, id="header"),
        pytest.param(
            "<div role=navigation><a>x</a></div>", {"is_menu", "is_navigation"}, id="role"
        ),
        pytest.param(
            "<ul class='main-menu'><a>x</a></ul>", {"is_called_menu", "is_navigation"}, id="class"
        ),
        pytest.param("<div id=breadcrumb><a>x</a></div>", {"is_called_menu"}, id="id"),
        pytest.param("<h2><a>x</a></h2>", {"is_heading"}, id="heading"),
        pytest.param("<article><a>x</a></article>", {"is_teaser"}, id="article"),
        pytest.param("<li class=TeaserCard><a>x</a></li>", {"is_teaser"}, id="teaser"),
        pytest.param("<div class='canvas'><a>x</a></div>", set(), id="nothing"),
    ],
)
def test_an_element_says_what_it_is(page: str, claims: set[str]) -> None:
    nearest = _around(page)[0]
    assert {name for name in Surrounding.__slots__ if getattr(nearest, name)} == claims


def test_the_page_itself_is_no_menu_and_no_teaser() -> None:
    page = "<html class='news'><body class='nav-open story'><a>x</a></body></html>"
    [link] = parse_tree(page).iter("a")
    for around in Places().around(link):
        assert not around.is_called_menu
        assert not around.is_teaser


def test_only_so_far_up_is_looked() -> None:
    assert len(_around("<div>" * 50 + "<a>x</a>")) == 12


def test_a_name_as_long_as_a_page_is_read_once() -> None:
    links = "<a href=x>x</a>" * 3000
    tree = parse_tree(f"<html><div class='{'news ' * 500_000}'>{links}</div></html>")
    started = time.monotonic()
    places = Places()
    assert all(any(place.is_teaser for place in places.around(link)) for link in tree.iter("a"))
    assert time.monotonic() - started < 2
