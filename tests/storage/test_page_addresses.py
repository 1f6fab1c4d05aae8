"""Tests of storage.page_addresses."""

from dataclasses import replace

from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.page_addresses import (
    addresses,
    all_addresses,
    cut,
    is_redirected,
    key_of,
    reached_address,
    usable,
)
from storage.types import MAX_ADDRESS_BYTES
from tests.storage.newsroom import make_ending, make_page

OWN = "https://harbour.example/crane"


def test_the_own_address_comes_first_and_one_asked_for_counts_if_it_answered():
    page = make_page(OWN, requested_url=f"{OWN}?utm_source=x", final_url=f"{OWN}?utm_source=x")
    assert addresses(page) == [OWN, f"{OWN}?utm_source=x"]
    led = replace(page, requested_url="https://harbour.example/hop", aliases=(f"{OWN}#og",))
    assert (is_redirected(page), is_redirected(led)) == (False, True)
    assert addresses(led) == [OWN, f"{OWN}?utm_source=x"]
    assert all_addresses(led)[2:] == ["https://harbour.example/hop", f"{OWN}#og"]
    assert reached_address(led) == OWN


def test_a_twin_is_no_redirect():
    page = make_page(OWN, requested_url="http://www.harbour.example/crane", final_url=OWN)
    assert not is_redirected(page)


def test_a_listing_and_a_line_of_a_file_have_no_addresses():
    listing = make_ending(Outcome.FEED_READ, OWN, kind=PageKind.FEED)
    assert addresses(listing) == all_addresses(listing) == []
    line = make_page(OWN, requested_url="articles.jsonl#3")
    assert (addresses(line), reached_address(line)) == ([OWN], None)


def test_what_cannot_be_stored_is_left_out():
    long = f"https://harbour.example/{'x' * MAX_ADDRESS_BYTES}"
    assert usable([OWN, None, "", "file#1", long, OWN]) == [OWN]
    assert cut(OWN) == OWN
    assert len(cut(long).encode()) <= MAX_ADDRESS_BYTES
    assert cut(long) != cut(f"{long}y")


def test_a_key_is_that_of_the_page_or_the_text_itself():
    assert key_of("http://www.harbour.example/crane?utm_source=x") == "//harbour.example/crane"
    assert key_of("articles.jsonl#3") == "articles.jsonl#3"
    long = f"https://harbour.example/{chr(0xFC) * 600}"
    assert key_of(long) == long
