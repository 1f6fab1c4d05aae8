"""Tests of crawlers.outlet_guesses."""

import pytest

from crawlers.outlet_guesses import guess_country, guess_name, guess_zone, read_locale, slug_of


@pytest.mark.parametrize(
    ("printed", "locale"),
    [
        ("en", ("en", None)),
        ("de-AT", ("de", "AT")),
        ("pt_BR", ("pt", "BR")),
        ("zh-Hans-CN", ("zh", "CN")),
        ("en_GB.UTF-8", ("en", "GB")),
        ("english", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_locale_is_read(printed: str, locale: tuple[str | None, str | None]) -> None:
    assert read_locale(printed) == locale


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://harbour.fr/", "FR"),
        ("https://harbour.co.uk/", "GB"),
        ("https://harbour.example/", "IE"),
        ("https://harbour.io/", "IE"),
        ("http://127.0.0.1:8000/", "IE"),
    ],
)
def test_the_domain_says_more_of_a_country_than_the_page(url: str, country: str) -> None:
    assert guess_country(url, "IE") == country


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.harbour-post.example", "harbour-post"),
        ("m.harbour.co.uk", "harbour"),
        ("news.harbour.example", "harbour"),
        ("co.example", "co"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_a_short_name_is_made_of_the_host(host: str, name: str) -> None:
    assert guess_name(host) == name


@pytest.mark.parametrize(
    ("country", "zone"), [("GB", "Europe/London"), ("XX", "UTC"), (None, "UTC")]
)
def test_the_zone_is_that_of_the_press(country: str | None, zone: str) -> None:
    assert guess_zone(country) == zone


@pytest.mark.parametrize(
    ("text", "slug"),
    [("The Harbour Post!", "the-harbour-post"), ("news.hill", "news.hill"), ("潮騒", "source")],
)
def test_a_slug_is_a_name_for_the_catalogue(text: str, slug: str) -> None:
    assert slug_of(text) == slug
