"""Tests of flows.export_states: exports that go on where the one before ended."""

import json

import pytest

pytestmark = pytest.mark.slow  # commands with a database of their own


@pytest.fixture
def export(run, tmp_path):
    """Export versions with a state; return how many lines came."""

    def export(table="versions", state="state.json") -> int:
        code, _, told = run("export", table, "-o", "out.jsonl", "--state", state)
        assert code == 0, told
        return len((tmp_path / "out.jsonl").read_text().splitlines())

    return export


def test_each_export_has_what_came_since_the_one_before(run, stored, write_articles, export):
    assert export() == 10
    assert export() == 0
    run("ingest", write_articles("more.jsonl", count=12))
    assert export() == 2
    assert export() == 0
    assert export(state="other.json") == 12


def test_an_export_that_fails_leaves_the_state_as_it_was(run, stored, export, tmp_path):
    export()
    before = (tmp_path / "state.json").read_text()
    code, _, told = run("export", "versions", "-o", "no/such/folder", "--state", "state.json")
    assert (code, "cannot be written" in told) == (2, True)
    assert (tmp_path / "state.json").read_text() == before
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as the state of an export"),
        ("[]", "is no state of an export of versions"),
        ('{"table": "stories", "marks": {}}', "is no state of an export of versions"),
        ('{"table": "versions", "marks": {}}', "holds no state of an export; delete it"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(run, stored, tmp_path, content, message):
    (tmp_path / "state.json").write_text(content)
    code, _, told = run("export", "versions", "-o", "out", "--state", "state.json")
    assert (code, message in told) == (2, True)
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "state.json").read_text() == content


def test_a_state_of_another_database_is_refused(run, stored, export, tmp_path):
    export()
    state = json.loads((tmp_path / "state.json").read_text())
    state["marks"]["version"] = 99
    (tmp_path / "state.json").write_text(json.dumps(state))
    code, _, told = run("export", "versions", "-o", "out", "--state", "state.json")
    assert (code, "another database" in told) == (2, True)


def test_a_state_goes_without_times(run, stored):
    code, _, told = run("export", "versions", "-o", "out", "--state", "s", "--since", "2026-03-01")
    assert (code, "leave out --since and --until" in told) == (2, True)
