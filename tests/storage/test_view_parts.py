import pytest
from sqlalchemy import Engine, text

from storage.view_parts import INTEGER, Column, Dialect, View, credits_another


def value(engine: Engine, sql: str):
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar()


def dialect(engine: Engine) -> Dialect:
    return Dialect(engine.dialect.name == "postgresql")


@pytest.mark.parametrize(
    ("values", "expected"), [("(3), (1), (2)", 2), ("(4), (1), (2), (3)", 2.5), ("(NULL)", None)]
)
def test_median(engine: Engine, values: str, expected: float | None):
    d = dialect(engine)
    numbers = f"(SELECT CAST(column1 AS double precision) AS x FROM (VALUES {values}) AS v) AS t"
    query = f"SELECT {d.median('g.x')} FROM (SELECT {d.gathered('t.x')} AS x FROM {numbers}) AS g"
    assert value(engine, query) == expected


def test_first_paragraph(engine: Engine):
    sql = dialect(engine).first_paragraph("t.body")
    for body, expected in (("'One.'", "One."), ("''", "")):
        assert value(engine, f"SELECT {sql} FROM (SELECT {body} AS body) AS t") == expected
    newline = "chr(10)" if engine.dialect.name == "postgresql" else "char(10)"
    body = f"'One.' || {newline} || {newline} || 'Two.'"
    assert value(engine, f"SELECT {sql} FROM (SELECT {body} AS body) AS t") == "One."


@pytest.mark.parametrize(
    ("credit", "name", "title", "expected"),
    [
        ("'Meridian Wire'", "tidal-times", "Tidal Times", True),
        ("'Tidal Times'", "tidal-times", "The Tidal Times", False),
        ("'Meridian Wire'", "meridianwire.example", "x", False),
        ("'Meridian'", "meridianwire.example", "x", True),
        ("NULL", "tidal-times", "Tidal Times", False),
    ],
)
def test_who_names_its_own_outlet_credits_nobody(
    engine: Engine, credit: str, name: str, title: str, expected: bool
):
    rows = f"(SELECT {credit} AS credit) AS a, (SELECT '{name}' AS name, '{title}' AS title) AS s"
    assert bool(value(engine, f"SELECT {credits_another('a', 's')} FROM {rows}")) is expected


def test_columns_of_another_view_are_picked_by_name():
    view = View(
        name="v",
        meaning="",
        columns=(Column("a", INTEGER, "One."), Column("b", INTEGER, "Two.")),
        sql=lambda _: "",
    )
    assert view.pick("b", "a") == (view.columns[1], view.columns[0])
