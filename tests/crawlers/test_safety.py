"""Which addresses are refused, and which names lead to them."""

import asyncio

import pytest
from scrapy import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed
from twisted.python.failure import Failure

from crawlers.catalogue import Outlet
from crawlers.safety import (
    AddressRefused,
    AddressRule,
    GuardedResolver,
    SafetyMiddleware,
    address_refused,
    refusal,
)
from crawlers.settings import CrawlJob

REFUSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo of 127.0.0.1
    "64:ff9b::a00:1",  # NAT64 of 10.0.0.1
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "localhost",
    "",
]
ALLOWED = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::"]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_of_no_public_machine_are_refused(address: str) -> None:
    assert address_refused(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_are_not(address: str) -> None:
    assert not address_refused(address)


OWN = Outlet(name="own", title="Own", home="http://own.example:81/", local=True)
FOREIGN = Outlet(
    name="foreign", title="F", home="http://f.example/", feeds=("http://127.0.0.1/feed",)
)
RULE = AddressRule.of(
    CrawlJob(
        database_url="sqlite://",
        run_id=1,
        outlets=(OWN, FOREIGN),
        hosts={"press.example": "127.0.0.1"},
    )
)


@pytest.mark.parametrize(
    ("host", "address", "outlet", "allowed"),
    [
        pytest.param("own.example", "10.0.0.1", "own", True, id="local-by-its-own-outlet"),
        pytest.param("own.example", "10.0.0.1", "foreign", False, id="local-by-another"),
        pytest.param("127.0.0.1", "127.0.0.1", "foreign", False, id="named-but-not-local"),
        pytest.param("other.example", "10.0.0.1", "own", False, id="not-named-for-it"),
        pytest.param("press.example", "127.0.0.1", "foreign", True, id="given-an-address"),
        pytest.param("web.example", "8.8.8.8", "foreign", True, id="public"),
    ],
)
def test_the_rule_knows_whose_host_it_is(
    host: str, address: str, outlet: str, allowed: bool
) -> None:
    assert RULE.allows(host, address, outlet) is allowed


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("web.example", "8.8.8.8"),
        ("own.example", "10.0.0.2"),
        ("press.example", "127.0.0.1"),
        ("inward.example", None),
    ],
)
def test_the_resolver_checks_what_a_name_leads_to(
    name: str, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"web.example": "8.8.8.8", "inward.example": "10.0.0.1", "own.example": "10.0.0.2"}
    monkeypatch.setattr(  # the name service, in this test's hands
        CachingThreadedResolver, "getHostByName", lambda self, name, timeout: succeed(names[name])
    )
    results: list[object] = []
    guard = GuardedResolver(object(), 0, 1.0, RULE)  # type: ignore[arg-type]
    guard.getHostByName(name).addBoth(results.append)
    if found is None:
        assert isinstance(results[0], Failure)
        assert results[0].check(AddressRefused)
    else:
        assert results == [found]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed",
        "https://[::1]:8443/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/hostname",
        "ftp://8.8.8.8/",
    ],
)
def test_the_middleware_refuses_literals_and_schemes(url: str) -> None:
    request = Request(url, meta={"download_slot": "foreign"})
    with pytest.raises(AddressRefused):
        asyncio.run(SafetyMiddleware(RULE).process_request(request))


def test_the_middleware_lets_public_literals_pass() -> None:
    request = Request("https://8.8.8.8/", meta={"download_slot": "foreign"})
    asyncio.run(SafetyMiddleware(RULE).process_request(request))


def test_a_refusal_names_the_remedy_and_nothing_else() -> None:
    assert "local = true" in refusal("press.example", "10.0.0.1")
    assert str(AddressRefused("why")) == "why"
