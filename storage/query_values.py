"""Makes the values of an answer the same, whichever database gave them."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from storage.dictionary import describe

Row = tuple[object, ...]

# As SQLite holds a time: 2026-03-14 08:15:00.000000
_TIME_LENGTH = len("2026-03-14 08:15:00")


def settle(columns: Sequence[str], rows: Iterable[Row]) -> list[Row]:
    """Return the rows with aware times in UTC, booleans, and plain numbers.

    SQLite knows neither times nor booleans: there a column's name tells what it holds.
    """
    names = [name.lower() for name in columns]
    times = [name.endswith("_at") for name in names]
    flags = [name in _booleans() for name in names]
    return [
        tuple(
            _settled(value, time, flag) for value, time, flag in zip(row, times, flags, strict=True)
        )
        for row in rows
    ]


def _settled(value: object, is_time: bool, is_flag: bool) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        case date():
            return value.isoformat()
        case 0 | 1 if is_flag:
            return bool(value)
        case str() if is_time and len(value) >= _TIME_LENGTH:
            return _time(value)
        case memoryview():
            return bytes(value)
        case dict() | list():  # as SQLite gives JSON
            return json.dumps(value, ensure_ascii=False)
    return value


def _time(text: str) -> object:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


@cache
def _booleans() -> frozenset[str]:
    return frozenset(
        column.name
        for described in describe()
        for column in described.columns
        if column.kind == "boolean"
    )
