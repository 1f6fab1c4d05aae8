import io
import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from flows import screen
from flows.progress import Progress
from pipeline.outcomes import Outcome


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Value:
    at: datetime
    counts: dict[Outcome, int]
    path: Path
    names: tuple[str, ...] = ("ü",)
    none: None = None


def test_json_has_plain_values_and_times_in_utc(capsys):
    at = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=2)))
    screen.show_json([Value(at=at, counts={Outcome.GONE: 1}, path=Path("a/b"))])
    assert json.loads(capsys.readouterr().out) == [
        {
            "at": "2026-03-14T10:00:00Z",
            "counts": {"gone": 1},
            "path": "a/b",
            "names": ["ü"],
            "none": None,
        }
    ]


def test_a_pipe_gets_tab_separated_lines(capsys):
    screen.show_table(("name", "n"), [("a\tb\nc", 1), (None, 2)], right=("n",))
    assert capsys.readouterr().out.splitlines() == ["name\tn", "a b c\t1", "\t2"]


def test_a_terminal_gets_the_long_columns_below_the_others(monkeypatch):
    terminal = Terminal()
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", terminal)
    columns = ("n", "kind", "headline", "address", "source")
    rows = [
        (1, "light", "[b]Ferry[/b]", "https://a/", ""),
        (10, "再録", "Ferry", "https://b/", "x"),
    ]
    screen.show_table(columns, rows, right=("n",), below=3)
    lines = [line.rstrip() for line in terminal.getvalue().splitlines()]
    assert lines == [
        " n  kind",
        "─────────",
        " 1  light",
        "    [b]Ferry[/b]",
        "    https://a/",
        "10  再録",
        "    Ferry",
        "    https://b/",
        "    x",
    ]


def test_a_long_line_below_is_folded_to_the_width(monkeypatch):
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", terminal)
    screen.show_table(("n", "address"), [(1, "https://a.example/" + "x" * 60)], below=1)
    lines = re.sub("\x1b\\[[0-9;]*m", "", terminal.getvalue()).splitlines()
    assert max(map(len, lines)) <= 40
    assert "".join(line.strip() for line in lines[3:]) == "https://a.example/" + "x" * 60


def test_times_are_shown_to_the_minute_in_utc():
    assert screen.minute(datetime(2026, 3, 14, 12, 34, 56, tzinfo=UTC)) == "2026-03-14 12:34"
    assert screen.minute(None) == ""


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 stories"), (1, "1 story"), (1234, "1,234 stories")]
)
def test_a_number_has_the_right_noun(count, shown):
    assert screen.counted(count, "story", "stories") == shown


def test_what_became_of_an_address_is_told():
    assert screen.became(None, None) == []
    gone_at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert screen.became(gone_at, 7) == ["gone since 2026-03-01 08:00", "leads to article 7 now"]


def test_progress_is_a_line_now_and_then_where_nobody_watches(capsys, monkeypatch):
    monkeypatch.setattr(screen, "PLAIN_SECONDS", 0.0)
    with screen.progress("crawling", "pages") as draw:
        draw(Progress(done=1200, articles=3))
        draw(Progress(done=3, total=4, step="compare"))
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "crawling: 1,200 pages, 3 articles",
        "crawling: compare 3 of 4 pages",
    ]
    assert printed.out == ""


def test_progress_on_a_terminal_leaves_nothing_on_standard_output(capsys, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with screen.progress("crawling", "pages") as draw:
        draw(Progress(done=7, articles=3, total=9))
    assert "7 of 9 pages" in terminal.getvalue()
    assert capsys.readouterr().out == ""
