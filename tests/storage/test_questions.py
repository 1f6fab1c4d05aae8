"""The questions of docs/questions.md are asked on both databases, and answered as printed there.

`python -m tests.storage.test_questions` prints the answers of SQLite into the page anew.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.answer_formats import AnswerFormat, write_answer
from storage.database import make_engine, upgrade
from storage.readonly import ask
from tests.storage.press_week import fill

PAGE = Path(__file__).parents[2] / "docs/questions.md"
QUESTION = re.compile(
    r"(?<=```sql\n)(?P<query>.+?)(?P<between>\n```\n\n)(?P<answer>(\|[^\n]*\n)+)", re.S
)


def answer_of(engine: Engine, query: str) -> str:
    table = io.BytesIO()
    write_answer(ask(engine, query), AnswerFormat.MD, table, raw=False)
    return table.getvalue().decode()


def questions() -> list[re.Match[str]]:
    return list(QUESTION.finditer(PAGE.read_text(encoding="utf-8")))


def test_there_are_ten_questions_that_have_answers():
    assert len(questions()) == 10
    assert all(found["answer"].count("\n") > 2 for found in questions())


@pytest.fixture
def asked(engine: Engine, database_url: str) -> Engine:
    fill(engine)
    return make_engine(database_url, read_only=True)


def test_each_question_is_answered_as_printed(asked: Engine):
    for found in questions():
        assert answer_of(asked, found["query"]) == found["answer"]
    asked.dispose()


def write_page() -> None:
    """Put the answers of SQLite into the page."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/week.db"
        upgrade(url)
        engine = make_engine(url)
        fill(engine)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(QUESTION.sub(lambda found: _answered(engine, found), page), "utf-8")
        engine.dispose()


def _answered(engine: Engine, found: re.Match[str]) -> str:
    return f"{found['query']}{found['between']}{answer_of(engine, found['query'])}"


if __name__ == "__main__":
    sys.exit(write_page())
