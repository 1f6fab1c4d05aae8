"""What Scrapy logs: not each page, which is a row of the database anyway."""

from typing import TYPE_CHECKING

from scrapy.logformatter import LogFormatter

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class QuietLog(LogFormatter):
    """Leaves out two lines for each page, which would be made and then dropped for their level."""

    def crawled(self, request: "Request", response: "Response", spider: "Spider") -> None:  # type: ignore[override]
        pass

    def scraped(self, item: object, response: object, spider: "Spider") -> None:  # type: ignore[override]
        pass
