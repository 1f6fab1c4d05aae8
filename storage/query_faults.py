"""Says what is wrong with an analyst's SQL: the place in it, and what was probably meant."""

import difflib
import re
import sqlite3

import psycopg

from storage.dictionary import describe

_NEAR = re.compile(r'near "(.+)": syntax error', re.DOTALL)
_NO_COLUMN = re.compile(r"no such column: (\S+)|column \"?([\w.]+)\"? does not exist")
_NO_TABLE = re.compile(r"no such table: (\S+)|relation \"?([\w.]+)\"? does not exist")
_NO_FUNCTION = re.compile(r"no such function: (\S+)")
_CANCELLED, _READ_ONLY, _NO_RIGHT = "57014", "25006", "42501"
_TOO_LONG = "it took longer than the time limit. Ask for less, or raise --timeout"
_ONLY_READS = "only reading is allowed"


class QueryFault(Exception):
    """The query cannot be answered; the message says where and why, and what to do."""


def place(query: str, at: int) -> str:
    """Return the line of the query with a mark under the character at `at`."""
    start = query.rfind("\n", 0, at) + 1
    number = query.count("\n", 0, at) + 1
    line = query[start:].partition("\n")[0]
    head = f"  line {number}: "
    column = at - start
    if len(line) > 100:  # a long line is shown around the place
        cut = max(column - 50, 0)
        line, column = line[cut : cut + 100], column - cut
    return f"{head}{line}\n{' ' * (len(head) + column)}^"


def sqlite_fault(query: str, error: Exception, refused: list[str]) -> QueryFault:
    """Return what to say of an error of SQLite, which names no place but a word."""
    message = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return QueryFault(_TOO_LONG)
    if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY) or "not authorized" in message:
        what = f" ({refused[-1]} was refused)" if refused and refused[-1] else ""
        return QueryFault(f"{_ONLY_READS}{what}. Begin with SELECT, WITH or VALUES")
    if "one statement at a time" in message:
        return QueryFault("these are several queries. Ask one at a time")
    word = next((m.group(1) for p in (_NEAR, _NO_FUNCTION) if (m := p.search(message))), None)
    word = word or _unknown(message)
    at = _find(query, word) if word else (len(query) if "incomplete input" in message else None)
    return _fault(query, message, at)


def postgresql_fault(query: str, error: psycopg.Error, *, skipped: int) -> QueryFault:
    """Return what to say of an error of PostgreSQL, `skipped` characters of ours before it."""
    state = error.sqlstate
    message = error.diag.message_primary or " ".join(str(error).split())
    if state == _CANCELLED:
        return QueryFault(_TOO_LONG)
    if state == _READ_ONLY:
        return QueryFault(f"{_ONLY_READS}. Begin with SELECT, WITH or VALUES")
    if state == _NO_RIGHT:
        return QueryFault(f"{_ONLY_READS}: {message}")
    if "multiple commands" in message:
        return QueryFault("these are several queries. Ask one at a time")
    position = error.diag.statement_position
    at = int(position) - 1 - skipped if position else None
    fault = _fault(query, message, at if at is not None and at >= 0 else None)
    begins = re.match(r"\s*(select|with|values|table|explain|\()", query, re.IGNORECASE)
    if state == "42601" and not begins:
        return QueryFault(f"{_ONLY_READS}. Begin with SELECT, WITH or VALUES\n{fault}")
    return fault


def _fault(query: str, message: str, at: int | None) -> QueryFault:
    lines = [message]
    if at is not None:
        lines.append(place(query, at))
    if remedy := _remedy(query, message):
        lines.append(remedy)
    return QueryFault("\n".join(lines))


def _remedy(query: str, message: str) -> str | None:
    if (found := _NO_TABLE.search(message)) is not None:
        names = [each.name for each in describe()]
        unknown = (found.group(1) or found.group(2)).rpartition(".")[2]
        return _did_you_mean(unknown, names) or "`.tables` lists the views and tables"
    if (found := _NO_COLUMN.search(message)) is not None:
        unknown = (found.group(1) or found.group(2)).rpartition(".")[2]
        words = set(re.findall(r"\w+", query.lower()))
        asked = [each for each in describe() if each.name in words]
        names = [column.name for each in asked or describe() for column in each.columns]
        listed = " or ".join(f"`.columns {each.name}`" for each in asked[:2])
        return _did_you_mean(unknown, names) or (f"{listed} lists them" if listed else None)
    return None


def _did_you_mean(unknown: str, names: list[str]) -> str | None:
    unknown = unknown.strip("\"'").lower()
    near = difflib.get_close_matches(unknown, dict.fromkeys(names), n=2, cutoff=0.6)
    near = near or [name for name in dict.fromkeys(names) if unknown and unknown in name][:2]
    return f"Did you mean {' or '.join(near)}?" if near else None


def _unknown(message: str) -> str | None:
    for pattern in (_NO_COLUMN, _NO_TABLE):
        if (found := pattern.search(message)) is not None:
            return next(group for group in found.groups() if group)
    return None


def _find(query: str, word: str) -> int | None:
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", query, re.IGNORECASE)
    if found is not None:
        return found.start()
    at = query.lower().find(word.lower())
    return at if at >= 0 else None
