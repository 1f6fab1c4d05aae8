from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from storage.query_values import settle

AT = datetime(2026, 3, 14, 8, 15, tzinfo=UTC)


def test_times_become_aware_and_utc():
    east = AT.astimezone(timezone(timedelta(hours=9)))
    rows = [("2026-03-14 08:15:00.000000",), (AT.replace(tzinfo=None),), (east,)]
    assert settle(["first_at"], rows) == [(AT,)] * 3


def test_only_a_column_of_times_holds_times():
    assert settle(["title", "first_at"], [("2026-03-14 08:15:00", "soon, but not yet known")]) == [
        ("2026-03-14 08:15:00", "soon, but not yet known")
    ]


def test_booleans_are_known_by_the_names_of_columns():
    row = settle(["is_first", "article_count", "first_certain"], [(1, 1, None)])[0]
    assert (row[0] is True, row[1], row[2]) == (True, 1, None)


def test_other_kinds_become_plain():
    values = (Decimal("2"), Decimal("2.5"), date(2026, 3, 14), {"a": 1}, memoryview(b"x"))
    assert settle(list("abcde"), [values]) == [(2, 2.5, "2026-03-14", '{"a": 1}', b"x")]
