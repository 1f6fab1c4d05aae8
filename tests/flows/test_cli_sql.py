import io
import json
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import Run

pytestmark = pytest.mark.usefixtures("stored")
COUNT = "SELECT count(*) AS articles FROM variants"


def test_a_query_from_the_argument_a_file_and_standard_input(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "count.sql"
    file.write_text(f"{COUNT};\n")
    expected = (0, "articles\n10\n", "")
    assert run("sql", COUNT) == expected
    assert run("sql", "-f", file) == expected
    monkeypatch.setattr(sys, "stdin", io.StringIO(COUNT))
    assert run("sql") == expected


def test_rows_that_were_cut_are_told(run: Run):
    code, out, err = run("sql", "--limit", 2, "SELECT article_id FROM variants ORDER BY 1")
    assert (code, out) == (0, "article_id\n1\n2\n")
    assert "more than these 2 rows" in err
    assert len(run("sql", "--limit", 0, "SELECT article_id FROM variants")[1].splitlines()) == 11


def test_a_file_is_written(run: Run, tmp_path: Path):
    output = tmp_path / "stories.csv"
    code, out, err = run("sql", "--format", "csv", "-o", output, "SELECT '=1' AS a, -1 AS b")
    assert (code, out, err) == (0, "", f"1 row written to {output}\n")
    assert output.read_text() == "a,b\n'=1,-1\n"
    run("sql", "--raw", "--format", "csv", "-o", output, "SELECT '=1' AS a")
    assert output.read_text() == "a\n=1\n"


def test_json_is_a_list_of_objects(run: Run):
    code, out, _ = run("sql", "--json", COUNT)
    assert (code, json.loads(out)) == (0, [{"articles": 10}])


def test_a_wrong_query_is_wrong_use(run: Run):
    code, _, err = run("sql", "SELECT titel FROM stories")
    assert code == 2
    assert "Did you mean title?" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "x.txt", COUNT),
        ("-f", "missing.sql"),
        ("-f", "missing.sql", COUNT),
        ("DELETE FROM story",),
        ("--timeout", "0.1", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
         " SELECT count(*) FROM n"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_wrong_use(run: Run, arguments: tuple[str, ...]):
    assert run("sql", *arguments)[0] == 2
    assert run("sql", COUNT)[0] == 0
