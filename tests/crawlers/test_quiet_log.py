"""What a crawl does not log."""

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.misc import load_object

from crawlers.settings import CrawlJob, scrapy_settings

URL = "http://harbour.example/1"


def test_a_page_makes_no_line_of_the_log_and_a_failure_does() -> None:
    settings = scrapy_settings(CrawlJob(database_url="", run_id=1, outlets=()))
    log, spider, response = load_object(settings["LOG_FORMATTER"])(), Spider("any"), Response(URL)
    assert log.crawled(Request(URL), response, spider) is None
    assert log.scraped({}, response, spider) is None
    assert log.spider_error(None, Request(URL), response, spider) is not None
