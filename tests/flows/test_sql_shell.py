import builtins
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from flows.sql_shell import obey, run_shell
from storage.query_faults import QueryFault

Typed = Callable[[Iterable[object]], list[str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """Type lines into the shell, an exception for a key; return what it was asked."""

    def type_lines(lines: Iterable[object]) -> list[str]:
        waiting = iter(lines)
        asked: list[str] = []

        def read(_: str) -> str:
            line = next(waiting, EOFError())
            if isinstance(line, BaseException):
                raise line
            return str(line)

        def answer(query: str) -> None:
            asked.append(query)
            if "wrong" in query:
                raise QueryFault("no such column: wrong")

        monkeypatch.setattr(builtins, "input", read)
        run_shell(answer, history=tmp_path / "history")
        return asked

    return type_lines


def test_lines_are_gathered_up_to_a_semicolon(typed: Typed):
    assert typed(["SELECT 1", "  AS a;", "SELECT ';' ", ";"]) == [
        "SELECT 1\n  AS a;",
        "SELECT ';' \n;",
    ]


def test_a_fault_is_told_and_the_shell_goes_on(typed: Typed, capsys: pytest.CaptureFixture[str]):
    assert typed(["SELECT wrong;", "SELECT 2;"]) == ["SELECT wrong;", "SELECT 2;"]
    assert "no such column: wrong" in capsys.readouterr().err


def test_ctrl_c_forgets_what_was_written(typed: Typed):
    assert typed(["SELECT 1", KeyboardInterrupt(), "SELECT 2;", ".quit", "SELECT 3;"]) == [
        "SELECT 2;"
    ]


def test_commands_list_views_and_columns(capsys: pytest.CaptureFixture[str]):
    assert obey(".tables")
    assert obey(".columns outlet_profile")
    assert obey(".columns nothing")
    assert obey(".what")
    out = capsys.readouterr().out
    assert "uncredited_copies\tview\t" in out
    assert "farm_score\tinteger, 0 to 100\t" in out
    assert "There is no nothing" in out
    assert "leave; so does Ctrl-D" in out
    assert not obey(".quit")
