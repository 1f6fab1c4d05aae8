"""The crawling process with a name service in the hands of a test.

Started as `python scripted_names.py NAMES ...`: NAMES is JSON, for each name the addresses that it
is given one after the other; the last one stays. Any other name is not known.
"""

import json
import sys
from collections.abc import Mapping

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import fail, succeed
from twisted.internet.error import DNSLookupError

from crawlers import child


def play(names: Mapping[str, list[str]]) -> None:
    """Have names resolved as they are given, and nothing asked of the network."""

    def resolve(self: object, name: str, timeout: object = ()) -> object:
        addresses = names.get(name)
        if not addresses:
            return fail(DNSLookupError(f"no address for {name}"))
        return succeed(addresses.pop(0) if len(addresses) > 1 else addresses[0])

    CachingThreadedResolver.getHostByName = resolve  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    play(json.loads(sys.argv[1]))
    sys.exit(child.main(sys.argv[2:]))
