"""Reading the catalogue: what is read, and how each fault is told."""

from pathlib import Path

import pytest

from crawlers.catalogue import CatalogueError, OptOuts, Outlet, Selectors
from crawlers.catalogue_reading import load_catalogue

FULL = """
[[source]]
name = "harbour-post"
title = "Harbour Post"
home = "https://harbour.example/"
country = "gb"
language = "EN"
time_zone = "Europe/London"
founded = 1996
owner = "Quay Group"
feeds = ["https://harbour.example/rss"]
sitemaps = ["https://harbour.example/news.xml"]
sections = ["https://harbour.example/town/"]
allow = ["/news/"]
deny = ["/live$"]
delay_seconds = 2
concurrency = 3
poll_min_minutes = 5
poll_max_minutes = 600
opt_outs = "obey"
repeated = ["The Harbour Post has told the county its news since the harbour was built."]
[source.selectors]
title = "h1.story"
body = "div.story p"
byline = ".by"
date = "time"
remove = [".promo", "aside"]

[[source]]
name = "hill-times"
title = "Hill Times"
home = "http://127.0.0.1:8000"
local = true
"""


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _source(**fields: str) -> str:
    given = {"name": '"a"', "title": '"A"', "home": '"http://a.example/"'} | fields
    return "[[source]]\n" + "\n".join(f"{key} = {value}" for key, value in given.items())


def test_every_field_is_read(tmp_path: Path) -> None:
    first, second = load_catalogue(_write(tmp_path, FULL)).outlets
    assert first == Outlet(
        name="harbour-post",
        title="Harbour Post",
        home="https://harbour.example/",
        country="GB",
        language="en",
        time_zone="Europe/London",
        founded=1996,
        owner="Quay Group",
        feeds=("https://harbour.example/rss",),
        sitemaps=("https://harbour.example/news.xml",),
        sections=("https://harbour.example/town/",),
        allow=("/news/",),
        deny=("/live$",),
        selectors=Selectors(
            title="h1.story",
            body="div.story p",
            byline=".by",
            date="time",
            remove=(".promo", "aside"),
        ),
        delay_seconds=2.0,
        concurrency=3,
        poll_min_minutes=5,
        poll_max_minutes=600,
        opt_outs=OptOuts.OBEY,
        repeated=("The Harbour Post has told the county its news since the harbour was built.",),
    )
    assert (second.local, second.time_zone, second.delay_seconds) == (True, "UTC", 1.0)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param(_source(feed='["http://a.example/"]'), 5, "did you mean 'feeds'", id="typo"),
        pytest.param(_source(title="3"), 3, "quotation marks", id="number-for-text"),
        pytest.param(_source(title='" "'), 3, "quotation marks", id="blank"),
        pytest.param(_source(name='"Harbour Post"'), 2, "small letters", id="name"),
        pytest.param(_source(home='"ftp://a.example/"'), 4, "http:// or https://", id="ftp"),
        pytest.param(_source(home='"a.example"'), 4, "http:// or https://", id="no-scheme"),
        pytest.param(_source(feeds='"http://a.example/"'), 5, "square brackets", id="no-list"),
        pytest.param(_source(feeds='["http://a.example/", 1]'), 5, "quotation", id="in-list"),
        pytest.param(_source(time_zone='"Mars/Base"'), 5, "Europe/London", id="zone"),
        pytest.param(_source(time_zone='"../etc/passwd"'), 5, "Europe/London", id="zone-path"),
        pytest.param(_source(local='"yes"'), 5, "true or false", id="flag"),
        pytest.param(_source(founded='"1995"'), 5, "the year in which the outlet", id="year-text"),
        pytest.param(_source(founded="95"), 5, "as in 1995", id="year-short"),
        pytest.param(_source(founded="true"), 5, "as in 1995", id="year-flag"),
        pytest.param(_source(delay_seconds="-1"), 5, "between 0 and", id="delay"),
        pytest.param(_source(delay_seconds="true"), 5, "between 0 and", id="delay-flag"),
        pytest.param(_source(concurrency="0"), 5, "whole number", id="concurrency"),
        pytest.param(_source(country='"United Kingdom"'), 5, "two letters", id="country"),
        pytest.param(_source(deny='["("]'), 5, "regular expression", id="pattern"),
        pytest.param(_source(poll_min_minutes="0"), 5, "whole minutes", id="poll"),
        pytest.param(
            _source(poll_min_minutes="60", poll_max_minutes="15"), 5, "is more than", id="bounds"
        ),
        pytest.param(_source(repeated='"A note."'), 5, "square brackets", id="repeated"),
        pytest.param(_source(repeated='["A note."]'), 5, "30 letters at least", id="short"),
        pytest.param(_source(opt_outs='"no"'), 5, '"record" or "obey"', id="opt-outs"),
        pytest.param(_source(selectors='"p"'), 5, "expected a table", id="selectors"),
        pytest.param(
            _source() + '\n[source.selectors]\nbdy = "p"', 6, "did you mean 'body'", id="selector"
        ),
        pytest.param(
            _source() + '\n[source.selectors]\nbody = "p["', 6, "no CSS selector", id="css"
        ),
        pytest.param(_source(selectors='{ remove = "p" }'), 5, "square brackets", id="remove"),
        pytest.param('[[source]]\nname = "a"', 2, "needs 'title'", id="missing"),
        pytest.param(_source() + "\n" + _source(), 6, "taken already", id="name-twice"),
        pytest.param(
            _source(feeds='["http://a.example/f"]')
            + "\n"
            + _source(name='"b"', sitemaps='["http://a.example/f"]'),
            10,
            "listed by a.feeds already",
            id="feed-twice",
        ),
        pytest.param("[[source]\n", 1, "TOML", id="syntax"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(CatalogueError) as error:
        load_catalogue(path)
    assert what in str(error.value)
    assert f"{path}:{line}: " in str(error.value) or f"line {line}" in str(error.value)


def test_all_faults_of_all_outlets_are_told_at_once(tmp_path: Path) -> None:
    first = '[[source]]\nname = "A"\ntitle = "A"\ncolour = "red"\n'
    second = _source(time_zone='"Mars"')
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(_write(tmp_path, first + second))
    lines = [told.removeprefix(f"{tmp_path}/") for told in str(caught.value).splitlines()]
    assert [told.partition(": ")[0] for told in lines] == [
        "sources.toml:2",
        "sources.toml:4",
        "sources.toml:2",
        "sources.toml:9",
    ]
    assert "unknown key 'colour'" in lines[1]
    assert "needs 'home'" in lines[2]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("[source]\nname = 'a'", "two brackets", id="one-bracket"),
        pytest.param("[[sources]]\nname = 'a'", "'sources'", id="other-table"),
        pytest.param("source = [{name = 'A b'}]", ":1: ", id="inline"),
    ],
)
def test_a_fault_of_shape_is_told(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(CatalogueError, match=what):
        load_catalogue(_write(tmp_path, text))


def test_a_missing_file_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no catalogue .*none.toml.*\[\[source\]\]"):
        load_catalogue(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(path)
