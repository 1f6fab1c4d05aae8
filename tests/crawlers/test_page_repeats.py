"""What the sites of recorded pages repeat."""

import io
import json
from dataclasses import replace

import pytest

from crawlers.extraction import extract_each_here
from crawlers.page_files import PageFile, extract_pages
from crawlers.page_repeats import learn_repeats

NOTE = "The Harbour Post has told the county its news every morning since the harbour was built."
SUBJECTS = ["bridge", "bakery", "orchestra", "ferry"]


def article(subject: str) -> str:
    return (
        f"<p>The {subject} was sold on Monday for a hundred crowns, to no one's joy, and the "
        f"buyer would not say what was to become of it.</p><p>Those who know the {subject} well "
        f"said that it had been empty since the spring, when the {subject} lost its roof.</p>"
    )


@pytest.fixture
def pages(tmp_path):
    """A page for each subject, all of one site and with one note at their end."""
    found = []
    for subject in SUBJECTS:
        path = tmp_path / f"{subject}.html"
        title = f"The {subject} is sold"
        path.write_text(
            f"<html lang=en><title>{title}</title><body><article><h1>{title}</h1>"
            f"{article(subject)}<p>{NOTE}</p></article></body></html>"
        )
        url = f"https://www.harbourpost.example/{subject}"
        found.append(PageFile(page=path.name, path=path, url=url))
    return found


def lines(pages, repeats):
    output = io.StringIO()
    extract_pages(pages, output, repeats=repeats)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_what_the_pages_of_a_site_repeat_is_left_out_of_each(pages):
    read: list[PageFile] = []
    repeats = learn_repeats(pages, extract=extract_each_here, on_page=read.append)
    assert read == pages
    assert all(NOTE in line["body"] and not line["left_out"] for line in lines(pages, {}))
    for subject, line in zip(SUBJECTS, lines(pages, repeats), strict=True):
        assert line["left_out"] == [NOTE]
        assert NOTE not in line["body"]
        assert line["body"].endswith(f"when the {subject} lost its roof.")
        assert line["body"] == "\n\n".join(part["text"] for part in line["parts"])


def test_pages_of_two_sites_teach_each_other_nothing(pages):
    there = [replace(page, url="https://www.hilltimes.example/1") for page in pages[2:]]
    assert not any(learn_repeats([*pages[:2], *there], extract=extract_each_here).values())


@pytest.mark.parametrize("url", [None, "http://["])
def test_of_a_page_without_an_address_nothing_is_known(pages, url):
    unknown = [replace(page, url=url) for page in pages]
    assert learn_repeats(unknown, extract=extract_each_here) == {}


def test_a_page_that_cannot_be_read_is_passed_over(pages, tmp_path):
    absent = PageFile(page="absent", path=tmp_path / "absent.html", url=pages[0].url)
    assert absent not in learn_repeats([absent, *pages], extract=extract_each_here)
