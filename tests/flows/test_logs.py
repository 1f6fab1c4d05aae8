import json

import structlog

from flows.logs import configure_logs, get_log


def test_programs_get_a_line_of_json_on_standard_error(capsys):
    configure_logs("info")
    structlog.contextvars.bind_contextvars(crawl_run=7)
    get_log().info("page_refused", url="https://a.example/ü")
    printed = capsys.readouterr()
    line = json.loads(printed.err)
    assert (line["event"], line["url"], line["crawl_run"], line["level"]) == (
        "page_refused",
        "https://a.example/ü",
        7,
        "info",
    )
    assert line["timestamp"].endswith("Z")
    assert printed.out == ""


def test_people_get_a_line_to_read(capsys):
    configure_logs("info", for_people=True)
    get_log().warning("lease_not_renewed", job="crawl")
    printed = capsys.readouterr().err
    assert "lease_not_renewed" in printed
    assert not printed.startswith("{")


def test_less_than_the_level_is_not_logged(capsys):
    configure_logs("warning")
    get_log().info("progress")
    assert capsys.readouterr().err == ""


def test_an_event_is_logged_once_after_a_second_set_up(capsys):
    configure_logs("info")
    configure_logs("info")
    get_log().info("progress")
    assert len(capsys.readouterr().err.splitlines()) == 1
