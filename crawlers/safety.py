"""Which addresses may be connected to: no machine of this network, unless the catalogue says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawlers.settings import CrawlJob, job_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

_NAT64 = IPv6Network("64:ff9b::/96")
_MAX_REFUSALS = 10_000


class AddressRefused(DNSLookupError, IgnoreRequest):
    """The address is one that this crawl must not connect to.

    A DNSLookupError, since that is what Twisted expects of a resolver; an IgnoreRequest, since
    Scrapy then neither retries nor prints a traceback.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:  # Twisted's would put "DNS lookup failed" in front
        return self.reason


def address_refused(address: str) -> bool:
    """Whether an IP address is one that nothing found on the web may lead us to.

    Everything that is not a public unicast address, also inside the forms of IPv6 that carry an
    IPv4 address. A text that is no IP address is refused.
    """
    try:
        inner = _unwrap(ip_address(address.partition("%")[0]))
    except ValueError:
        return True
    return not inner.is_global or inner.is_multicast or inner.is_reserved


def _unwrap(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address.teredo is not None:
        carried = address.teredo[1]
    if carried is None and address in _NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address


@dataclass(frozen=True, slots=True)
class AddressRule:
    """What the job allows beyond public addresses."""

    hosts: Mapping[str, str]
    """Names that the operator has given an address: for every outlet."""
    local_hosts: Mapping[str, frozenset[str]]
    """For each outlet marked local, its own hosts: for that outlet alone."""

    @classmethod
    def of(cls, job: CrawlJob) -> Self:
        """The rule that a job sets."""
        return cls(
            hosts=job.hosts,
            local_hosts={o.name: o.hosts for o in job.outlets if o.local},
        )

    def named_by_anyone(self, host: str) -> bool:
        """Whether the operator named this host at all."""
        return host in self.hosts or any(host in hosts for hosts in self.local_hosts.values())

    def allows(self, host: str, address: str, outlet: str) -> bool:
        """Whether `outlet` may lead us to `host`, which has `address`."""
        if host in self.hosts or host in self.local_hosts.get(outlet, ()):
            return True
        return not address_refused(address)


class GuardedResolver(CachingThreadedResolver):
    """Resolves names for every connection that is made, and refuses what the rule refuses.

    The check is on the very address that is then dialled, so a name that changes its address
    between two look-ups gains nothing.
    """

    # Twisted's layers tell who asked for the connection no more than that it failed.
    refusals: ClassVar[dict[str, str]] = {}

    def __init__(
        self, reactor: "ReactorBase", cache_size: int, timeout: float, rule: AddressRule
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._rule = rule

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            AddressRule.of(job_of(settings)),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        if name in self._rule.hosts:
            return succeed(self._rule.hosts[name])
        found: Deferred[Any] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if self._rule.named_by_anyone(name) or not address_refused(address):
            self.refusals.pop(name, None)
            return address
        if len(self.refusals) < _MAX_REFUSALS:
            self.refusals[name] = refusal(name, address)
        raise AddressRefused(refusal(name, address))


def raise_refusal(url: str) -> None:
    """Raise AddressRefused if that is why the host of an address could not be resolved."""
    refused = GuardedResolver.refusals.get(urlsplit(url).hostname or "")
    if refused is not None:
        raise AddressRefused(refused)


class SafetyMiddleware:
    """Ends a request to a refused address before robots.txt or anything else is asked of it.

    The resolver guards every connection but knows no outlets, and what it says does not survive
    Twisted's layers; so the outcome is decided here, again after each redirect.
    """

    def __init__(self, rule: AddressRule) -> None:
        self._rule = rule

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(AddressRule.of(job_of(crawler.settings)))

    async def process_request(self, request: "Request") -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise AddressRefused(f"{parts.scheme}: addresses are not fetched")
        host = (parts.hostname or "").rstrip(".")
        address = await self._resolve(host)
        if not self._rule.allows(host, address, request.meta["download_slot"]):
            raise AddressRefused(refusal(host, address))

    async def _resolve(self, host: str) -> str:
        if _is_literal(host):
            return host
        from twisted.internet import reactor  # importing it at the top would install one

        try:
            found: Deferred[Any] = cast("ReactorBase", reactor).resolve(host)
            return str(await maybe_deferred_to_future(found))
        except AddressRefused:
            raise
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error


def refusal(host: str, address: str) -> str:
    """What to tell the operator."""
    shown = host if host == address else f"{host} ({address})"
    return (
        f"{shown} is not a public address; "
        "if the outlet is on your own network, set local = true for it in sources.toml"
    )


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
