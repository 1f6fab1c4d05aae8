from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from storage.database import make_engine
from storage.query_faults import QueryFault, place
from storage.readonly import ask


@pytest.fixture
def reader(engine: Engine, database_url: str) -> Iterator[Engine]:
    reader = make_engine(database_url, read_only=True)
    yield reader
    reader.dispose()


@pytest.mark.parametrize(
    ("query", "line", "remedy"),
    [
        ("SELECT titel\nFROM stories", "  line 1: SELECT titel\n                 ^", "title?"),
        ("SELECT *\nFROM storys", "  line 2: FROM storys\n               ^", "story or stories?"),
        ("SELECT r.outlt FROM reprints r", "SELECT r.outlt", "Did you mean outlet"),
        ("SELECT *\nFORM stories", "  line 2: FORM stories", ""),
        ("SELECT lenth('x')", "  line 1: SELECT lenth('x')\n                 ^", ""),
        ("SELECT zzz FROM stories", "SELECT zzz", "`.columns stories` lists them"),
    ],
)
def test_a_fault_names_the_place_and_the_remedy(reader: Engine, query: str, line: str, remedy: str):
    with pytest.raises(QueryFault) as fault:
        ask(reader, query)
    assert line in str(fault.value)
    assert remedy in str(fault.value)


def test_a_long_line_is_shown_around_the_place():
    query = f"SELECT {'a, ' * 100}wrong FROM stories"
    line, mark = place(query, query.index("wrong")).splitlines()
    assert len(line) < 120
    assert line[mark.index("^") :].startswith("wrong")
