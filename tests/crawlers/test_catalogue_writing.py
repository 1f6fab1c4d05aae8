"""Writing into a catalogue: what is added, and what stays as its operator wrote it."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.catalogue import CatalogueError, OptOuts, Outlet, Selectors
from crawlers.catalogue_reading import load_catalogue
from crawlers.catalogue_writing import add_outlets, catalogue_toml, change_addresses, entry_toml

FULL = Outlet(
    name="harbour-post",
    title='Harbour "Post" – Quay\\Pier',
    home="https://harbour.example/",
    country="GB",
    language="en",
    time_zone="Europe/London",
    owner="Quay Group",
    local=True,
    feeds=("https://harbour.example/rss", "https://harbour.example/atom"),
    sitemaps=("https://harbour.example/news.xml",),
    sections=("https://harbour.example/town/",),
    allow=(r"/news/\d+", "it's"),
    deny=(r"/live\b'",),
    selectors=Selectors(body='div[class="story"]', remove=("aside", ".promo")),
    delay_seconds=2.5,
    concurrency=3,
    poll_min_minutes=5,
    poll_max_minutes=60,
    opt_outs=OptOuts.OBEY,
)
PLAIN = Outlet(name="hill", title="Hill", home="https://hill.example/")

BY_HAND = """\
# Outlets that Ann asked for.

[[source]]
name = "hill"          # the hill, not the dale
title = "Hill"
home = "https://hill.example/"
owner = "Fell Group"
delay_seconds = 5      # they asked us to
feeds = [
    "https://hill.example/old",   # since 2019
]
# to be looked at again

[[source]]
name = "dale"
title = "Dale"
home = "https://dale.example/"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sources.toml"


def test_what_is_written_is_read_again(path: Path) -> None:
    path.write_text(catalogue_toml([FULL, PLAIN]))
    assert load_catalogue(path).outlets == (FULL, PLAIN)


def test_an_entry_says_only_what_is_not_so_anyway() -> None:
    assert entry_toml(PLAIN) == (
        '[[source]]\nname = "hill"\ntitle = "Hill"\nhome = "https://hill.example/"\n'
    )


def test_a_catalogue_is_made_where_there_is_none(path: Path) -> None:
    add_outlets(path, [PLAIN])
    assert path.read_text().startswith("# The outlets to watch.")
    assert load_catalogue(path).outlets == (PLAIN,)


def test_an_outlet_is_added_at_the_end(path: Path) -> None:
    path.write_text(BY_HAND)
    add_outlets(path, [FULL])
    assert path.read_text().startswith(BY_HAND.rstrip())
    assert [o.name for o in load_catalogue(path).outlets] == ["hill", "dale", "harbour-post"]


def test_an_outlet_that_is_there_keeps_what_its_operator_wrote(path: Path) -> None:
    path.write_text(BY_HAND)
    found = replace(PLAIN, title="The Hill", feeds=("https://hill.example/new",), country="IE")
    add_outlets(path, [found])
    text = path.read_text()
    for comment in ("# Outlets that Ann", "# the hill, not", "# they asked us", "# to be looked"):
        assert comment in text
    hill, dale = load_catalogue(path).outlets
    assert hill == replace(found, owner="Fell Group", delay_seconds=5.0)
    assert dale.name == "dale"


def test_a_listing_that_is_found_no_more_goes(path: Path) -> None:
    path.write_text(BY_HAND)
    add_outlets(path, [replace(PLAIN, sections=("https://hill.example/town/",))])
    hill, _ = load_catalogue(path).outlets
    assert (hill.feeds, hill.sections) == ((), ("https://hill.example/town/",))


def test_a_moved_address_is_put_in_place(path: Path) -> None:
    path.write_text(BY_HAND)
    old = "https://hill.example/old"
    change_addresses(path, {("hill", old): "https://hill.example/new", ("dale", old): "no"})
    assert path.read_text() == BY_HAND.replace("example/old", "example/new")


def test_a_catalogue_that_would_be_wrong_is_not_written(path: Path) -> None:
    path.write_text(BY_HAND)
    taken = replace(FULL, feeds=("https://hill.example/old",))
    with pytest.raises(CatalogueError, match=r"not written.*sources\.toml:\d+.*listed by hill"):
        add_outlets(path, [taken])
    assert path.read_text() == BY_HAND
    assert os.listdir(path.parent) == ["sources.toml"]


def test_rights_and_links_of_the_file_stay(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(BY_HAND)
    real.chmod(0o640)
    path.symlink_to(real)
    add_outlets(path, [FULL])
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(load_catalogue(real).outlets) == 3


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be written"):
        add_outlets(tmp_path / "none" / "sources.toml", [PLAIN])
